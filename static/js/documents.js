// The list of documents: asks before deleting, and says now and then what became of the documents, without chatter.

const SAY_AT_MOST_EVERY = 15000; // milliseconds

document.addEventListener("htmx:after:swap", (event) => {
  const target = event.detail.ctx.target;
  if (target instanceof HTMLDialogElement && !target.open) target.showModal();
  if (target?.id === "documents") followTabs();
});

// The tabs above the list change its state without the form: the form follows them.
function followTabs() {
  const field = document.getElementById("filter-state");
  if (field) field.value = new URLSearchParams(location.search).get("state") ?? "all";
}

const announce = (text) => text && document.dispatchEvent(new CustomEvent("footnote:announce", { detail: text }));
const counts = () => document.getElementById("document-tabs")?.dataset;
let said = { ...counts() };
let waiting = 0;

function plural(number, text) {
  return `${number} ${number === 1 ? "document" : "documents"} ${text}`;
}

// What became of documents since the last time: only ends are said, no steps on the way.
function news(before, now) {
  const ready = now.ready - before.ready;
  const failed = now.failed - before.failed;
  const parts = [];
  if (ready > 0) parts.push(plural(ready, "ready"));
  if (failed > 0) parts.push(plural(failed, "failed"));
  if (parts.length) parts.push(Number(now.busy) > 0 ? `${now.busy} still in progress` : "nothing more in progress");
  return parts.join(", ");
}

function say() {
  waiting = 0;
  const now = { ...counts() };
  announce(news(said, now));
  said = now;
}

document.addEventListener("htmx:after:sse:message", () => {
  waiting ||= setTimeout(say, SAY_AT_MOST_EVERY);
});

// What an action did, as the server says it. The button that did it may be gone with its row: the list takes the focus then.
document.addEventListener("documents:said", (event) => {
  announce(event.detail.text);
  if (document.activeElement === document.body) document.getElementById("documents").focus({ preventScroll: true });
});
