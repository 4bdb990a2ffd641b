// Sets the colour scheme before the page is painted (hence not a module), and lets the switch in the account menu change it.
(() => {
  const root = document.documentElement;
  const kept = () => localStorage.getItem("footnote-scheme") ?? "auto";
  const show = (scheme) => {
    if (scheme === "auto") delete root.dataset.scheme;
    else root.dataset.scheme = scheme;
    for (const button of document.querySelectorAll("[data-set-scheme]")) {
      button.setAttribute("aria-pressed", String(button.dataset.setScheme === scheme));
    }
  };
  show(kept());
  document.addEventListener("DOMContentLoaded", () => show(kept()));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-set-scheme]");
    if (!button) return;
    localStorage.setItem("footnote-scheme", button.dataset.setScheme);
    show(button.dataset.setScheme);
  });
})();
