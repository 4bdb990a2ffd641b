// Sends one large file in parts (tus 1.0): a connection that breaks is waited for, and a file that was begun before, in this
// browser or another, goes on where it stopped. Resolves to {outcome, text, notable}, as sending.js does.

const PART = 32 * 1024 ** 2;
const LONGEST_PAUSE = 30; // seconds
const TUS = { "Tus-Resumable": "1.0.0" };
const SIGNED_OUT = "You were signed out. Reload this page, sign in, and choose the file again: it goes on where it stopped.";

class Ended extends Error {
  constructor(outcome, text) {
    super(text);
    this.result = { outcome, text };
  }
}

class Interrupted extends Error {}

export async function resume(job, { progress, say, signal }) {
  let upload;
  const knock = { token: job.token, signal };
  for (let failures = 0; ; ) {
    try {
      upload ??= (await begun(job, knock)) ?? (await begin(job, knock));
      while (upload.offset < job.file.size) {
        const offset = await sendPart(job, upload, knock, progress);
        if (offset > upload.offset) failures = 0;
        upload.offset = offset;
      }
      return result(await (await ask("GET", upload.url, knock)).json());
    } catch (error) {
      if (signal.aborted) return stopped(upload, job);
      if (error instanceof Ended) return error.result;
      if (!(error instanceof Interrupted)) throw error;
      if (!(await readable(job.file))) return { outcome: "refused", text: "The file was changed or removed while it was sent. Choose it again." };
      say("Interrupted. Trying again…");
      await pause(Math.min(LONGEST_PAUSE, 2 ** failures++), signal);
      if (signal.aborted) return stopped(upload, job);
      upload = await whereItStopped(upload, knock);
    }
  }
}

// One that this person has begun before: the same name, size and time of change are the same file.
async function begun({ file, path, uploads }, knock) {
  const known = await (await ask("GET", uploads, knock)).json();
  return known.find((each) => each.name === path && each.size === file.size && each.stamp === stamp(file));
}

async function begin({ file, path, uploads }, knock) {
  const metadata = `filename ${base64(path)},stamp ${base64(stamp(file))}`;
  const answer = await ask("POST", uploads, knock, { "Upload-Length": String(file.size), "Upload-Metadata": metadata });
  return { url: new URL(answer.headers.get("Location"), location.href).pathname, offset: 0 };
}

// Undefined where nothing is known: then the next round looks for it anew.
async function whereItStopped(upload, knock) {
  if (!upload) return upload;
  try {
    const answer = await ask("HEAD", upload.url, knock);
    return { ...upload, offset: Number(answer.headers.get("Upload-Offset")) };
  } catch (error) {
    return error instanceof Ended ? undefined : upload;
  }
}

function sendPart({ file, token }, { url, offset }, { signal }, progress) {
  const request = new XMLHttpRequest(); // fetch doesn't say how much it has sent
  request.open("PATCH", new URL(url, location.href).pathname);
  const headers = { ...TUS, "Upload-Offset": offset, "Content-Type": "application/offset+octet-stream", "X-CSRFToken": token };
  Object.entries(headers).forEach(([name, value]) => request.setRequestHeader(name, value));
  request.upload.addEventListener("progress", ({ loaded }) => progress((offset + loaded) / file.size));
  const abort = () => request.abort();
  signal.addEventListener("abort", abort);
  return new Promise((done, fail) => {
    request.addEventListener("load", () => {
      const error = trouble(request.status, request.responseText);
      error ? fail(error) : done(Number(request.getResponseHeader("Upload-Offset")));
    });
    for (const lost of ["error", "abort", "timeout"]) request.addEventListener(lost, () => fail(new Interrupted()));
    request.send(file.slice(offset, offset + PART));
  }).finally(() => signal.removeEventListener("abort", abort));
}

async function ask(method, url, { token, signal }, headers = {}) {
  let answer;
  try {
    answer = await fetch(new URL(url, location.href).pathname, { method, signal, headers: { ...TUS, "X-CSRFToken": token, ...headers } });
  } catch {
    throw new Interrupted();
  }
  const error = answer.ok ? null : trouble(answer.status, await answer.text());
  if (error) throw error;
  return answer;
}

// What an answer that is no success means: null for success, Interrupted for what goes by, Ended for what doesn't.
function trouble(status, text) {
  if (status >= 200 && status < 300) return null;
  if (status === 401) return new Ended("lost", SIGNED_OUT);
  if (status === 403) return new Ended("lost", "This page is out of date. Reload it and choose the file again: it goes on where it stopped.");
  if (status === 507 || status === 429) return new Ended("lost", said(text));
  if (status === 413 || status === 422 || status === 400) return new Ended("refused", said(text));
  if (status === 404) return new Ended("lost", "The upload is not known any more, or you can’t add to this collection any more. Try again.");
  return new Interrupted();
}

// A file that changed since it was chosen can't be read any more, which looks like a lost connection.
const readable = (file) => file.slice(0, 1).arrayBuffer().then(() => true, () => false);

function said(text) {
  try {
    return JSON.parse(text).error;
  } catch {
    return text || "The server could not take it just now. Try again.";
  }
}

function result({ outcome, reason }) {
  if (!outcome) return { outcome: "lost", text: "All of it has come, but it could not be taken in yet. That is done by itself when it can be." };
  return { outcome, text: reason, notable: Boolean(reason) };
}

// Who stops an upload doesn't want it: nothing of it stays.
async function stopped(upload, { token }) {
  if (upload) await ask("DELETE", upload.url, { token }).catch(() => {});
  return { outcome: "stopped", text: "Stopped." };
}

function pause(seconds, signal) {
  return new Promise((done) => {
    const timer = setTimeout(done, seconds * 1000);
    window.addEventListener("online", done, { once: true });
    signal.addEventListener("abort", () => (clearTimeout(timer), done()), { once: true });
  });
}

const stamp = (file) => String(file.lastModified);
const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
