/* Runs before anything is painted, so that neither the theme nor a right-to-left page flashes the wrong way first. */
(() => {
  const root = document.documentElement;
  const lang = (new URLSearchParams(location.search).get("lang") || navigator.language || "en").slice(0, 2).toLowerCase();
  root.lang = lang;
  root.dir = ["ar", "fa", "he"].includes(lang) ? "rtl" : "ltr";

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => {
    try {
      return localStorage.getItem("sandbox.theme");
    } catch {
      return null; // Storage may be forbidden; the system's theme holds then.
    }
  };
  const follow = () => {
    root.dataset.theme = chosen() ?? (dark.matches ? "dark" : "light");
  };
  dark.addEventListener("change", follow);
  follow();
})();
