// Gives Streamlit's upload fields a role that may have a name. See upload_field.py.

const FIELDS = '[data-testid="stFileUploaderDropzone"][role="presentation"]';
const name = () => document.querySelectorAll(FIELDS).forEach((field) => field.setAttribute("role", "group"));

new MutationObserver(name).observe(document.body, { childList: true, subtree: true }); // for fields that come later

export default name;
