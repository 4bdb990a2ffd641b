// What every page needs: dialogs that open from a button, and a fresh start when a session has ended.

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
});

// A partial that was answered with a redirect means that the person has to sign in again.
document.addEventListener("htmx:before:response", (event) => {
  if (!event.detail.ctx.response.raw.redirected) return;
  event.preventDefault();
  location.reload();
});

// One polite status line for the whole page; the same words are not said twice.
document.addEventListener("footnote:announce", (event) => {
  const line = document.getElementById("announcer");
  if (event.detail && line.textContent !== event.detail) line.textContent = event.detail;
});

// What htmx could not do is said, unless the page has an answer of its own (data-quiet). Answers of 422 bring their reason along.
function trouble(event) {
  const { ctx } = event.detail;
  if (ctx?.response?.status === 422 || event.target.closest?.("[data-quiet]")) return;
  const line = document.getElementById("trouble");
  line.hidden = false;
  setTimeout(() => { line.hidden = true; }, 8000);
}
document.addEventListener("htmx:response:error", trouble);
document.addEventListener("htmx:error", trouble);
