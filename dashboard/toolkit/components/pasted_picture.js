// Gives pictures from the clipboard to the upload field in the container of a key. See pasted_picture.py.

let container = "";

document.addEventListener("paste", (event) => {
  const field = document.querySelector(`.st-key-${container} input[type=file]:enabled`);
  const pictures = [...event.clipboardData.files].filter(({ type }) => type.startsWith("image/"));
  if (!field || !pictures.length || event.target.closest?.("input:not([type=file]), textarea, [contenteditable]")) return;
  event.preventDefault();
  const pasted = new DataTransfer();
  pictures.forEach((picture) => pasted.items.add(picture));
  field.files = pasted.files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
});

export default function ({ data }) {
  container = data;
}
