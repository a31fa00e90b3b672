// Gives Streamlit's upload fields a role that may have a name. See upload_field.py.

const FIELDS = '[data-testid="stFileUploaderDropzone"][role="presentation"]';
const watch = new MutationObserver(name);

export default function () {
  if (!name()) watch.observe(document.body, { childList: true, subtree: true }); // the field comes later than this
}

function name() {
  const fields = document.querySelectorAll(FIELDS);
  fields.forEach((field) => field.setAttribute("role", "group"));
  if (fields.length) watch.disconnect();
  return fields.length > 0;
}
