// Tells the page when the system turns from light to dark or back. See theme_watch.py.

const dark = matchMedia("(prefers-color-scheme: dark)");
let tell;

dark.addEventListener("change", () => tell?.(dark.matches));

export default function ({ setTriggerValue }) {
  tell = (isDark) => setTriggerValue("changed", isDark);
}
