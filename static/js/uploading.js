// Uploads: one request a file and at most three at once, so that one bad file stops nothing. Rows are shown for files that are
// on their way or in trouble; the others are counted, so that a folder of thousands stays readable. What was taken appears in
// the list of documents below.

import { wanted } from "./dropped.js";
import { resume } from "./resuming.js";
import { send } from "./sending.js";

const AT_ONCE = 3;
const IN_PARTS_ABOVE = 16 * 1024 ** 2;
const form = document.getElementById("upload");
const box = document.getElementById("uploads");
const list = document.getElementById("upload-rows");
const summary = document.getElementById("uploads-summary");
const total = document.getElementById("uploads-progress");
const template = document.getElementById("upload-row");
const maximum = Number(form.dataset.maxBytes);
const token = () => form.elements.csrfmiddlewaretoken.value;

let waiting = [];
let lost = [];
let sending = new Map(); // job → AbortController
let counts = {};
let files = 0;
let leftOut = 0;

const done = () => Object.values(counts).reduce((sum, number) => sum + number, 0);
const busy = () => waiting.length + sending.size > 0;
const announce = (text) => document.dispatchEvent(new CustomEvent("footnote:announce", { detail: text }));
const many = (number, word = "file") => `${number.toLocaleString("en-GB")} ${word}${number === 1 ? "" : "s"}`;

export function add(found, url = form.action) {
  if (!busy()) reset();
  const taken = found.filter(wanted);
  leftOut += found.length - taken.length;
  const jobs = taken.map(({ file, path }) => ({ file, path, url }));
  if (!jobs.length) return announce("There was no file in it.");
  files += jobs.length;
  waiting.push(...jobs);
  announce(`Uploading ${many(files)}`);
  pump();
}

function reset() {
  [waiting, lost, counts, files, leftOut] = [[], [], {}, 0, 0];
  list.replaceChildren();
}

function pump() {
  while (waiting.length && sending.size < AT_ONCE) start(waiting.shift());
  paint();
}

async function start(job) {
  const control = new AbortController();
  sending.set(job, control);
  const row = makeRow(job, control);
  const result = job.file.size > maximum ? tooLarge() : await sent(job, row, control.signal).catch(broken);
  sending.delete(job);
  counts[result.outcome] = (counts[result.outcome] ?? 0) + 1;
  finishRow(row, job, result);
  pump();
  if (!busy()) announce(summary.textContent);
}

// Whatever goes wrong with one file, its place is free for the next.
function broken(error) {
  console.error(error);
  return { outcome: "lost", text: "It could not be sent. Try again." };
}

// A large file goes in parts; the new content of a document too, by the document's name.
async function sent(job, row, signal) {
  const watched = { progress: (part) => showProgress(row, part), say: (text) => (row.querySelector(".upload-status").textContent = text), signal };
  const carried = { ...job, token: token(), uploads: form.dataset.parts };
  if (job.file.size <= IN_PARTS_ABOVE) return send(carried, watched);
  forgetBegun(job.path);
  return resume(carried, watched);
}

// What was begun before goes on in a row of its own.
function forgetBegun(path) {
  const begun = document.querySelector(".unfinished");
  begun?.querySelectorAll(".upload-name").forEach((name) => name.textContent === path && name.parentElement.remove());
  if (begun && !begun.children.length) begun.remove();
}

const tooLarge = () => ({ outcome: "refused", text: `This file is too large: at most ${form.dataset.max} are accepted. Split it or save it smaller.` });

function makeRow(job, control) {
  const row = template.content.cloneNode(true).firstElementChild;
  row.querySelector(".upload-name").textContent = job.path;
  row.querySelector("progress").ariaLabel = `Upload of ${job.path}`;
  const button = row.querySelector("[data-dismiss]");
  button.ariaLabel = `Stop uploading ${job.path}`;
  button.addEventListener("click", () => control.abort(), { once: true });
  list.append(row);
  return row;
}

function showProgress(row, part) {
  row.querySelector("progress").value = part;
  row.querySelector(".upload-status").textContent = part < 1 ? `${Math.floor(part * 100)}%` : "Storing…";
}

function finishRow(row, job, { outcome, text, notable }) {
  if (outcome !== "refused" && outcome !== "lost" && !notable) return row.remove();
  if (notable) row.classList.add("notable");
  if (outcome === "lost") lost.push(job);
  row.classList.add("failed");
  row.querySelector("progress").remove();
  row.querySelector(".upload-status").textContent = text;
  const button = row.querySelector("[data-dismiss]");
  button.ariaLabel = `Dismiss the message about ${job.path}`;
  button.addEventListener("click", () => row.remove(), { once: true });
}

function paint() {
  box.hidden = files === 0;
  total.max = files || 1;
  total.value = done();
  total.hidden = !busy();
  summary.textContent = busy() ? `Uploading: ${done().toLocaleString("en-GB")} of ${many(files)}` : told();
  button("retry").hidden = busy() || !lost.length;
  button("stop").hidden = !busy();
  button("close").hidden = busy();
}

function told() {
  const taken = (counts.new ?? 0) + (counts.replaced ?? 0);
  const failed = (counts.refused ?? 0) + (counts.lost ?? 0);
  const parts = taken || !done() ? [`${many(taken)} uploaded`] : [];
  if (counts.replaced) parts.push(`${counts.replaced} of them as new versions`);
  if (counts.same) parts.push(`${counts.same} already here`);
  if (counts.restored) parts.push(`${counts.restored} back from the trash`);
  if (counts.later) parts.push(`${counts.later} taken in later`);
  if (failed) parts.push(`${failed} failed`);
  if (counts.stopped) parts.push(`${counts.stopped} stopped`);
  if (leftOut) parts.push(`${many(leftOut, "system file")} left out`);
  return `${parts.join(", ")}.`;
}

const button = (name) => box.querySelector(`[data-uploads="${name}"]`);

button("retry").addEventListener("click", () => {
  const again = lost;
  reset();
  files = again.length;
  waiting.push(...again);
  pump();
});
button("stop").addEventListener("click", () => {
  counts.stopped = (counts.stopped ?? 0) + waiting.length;
  waiting = [];
  sending.forEach((control) => control.abort());
  paint();
});
button("close").addEventListener("click", () => {
  reset();
  paint();
  form.querySelector("[data-pick]").focus();
});

window.addEventListener("beforeunload", (event) => busy() && event.preventDefault());
