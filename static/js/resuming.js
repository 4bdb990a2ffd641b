// Sends one large file in parts (tus.js): a connection that breaks is waited for, and a file that was begun before, in this
// browser or another, goes on where it stopped. Resolves to {outcome, text, notable}, as sending.js does; the outcome may be
// "later" too: all of it is safely there.

import { Ended, Interrupted, ask, look, offsetIn, pathOf, sendPart } from "./tus.js";

const LONGEST_PAUSE = 30; // seconds
const TAKING_IN = { times: 120, pause: 5 }; // the server reads a large file once more when all of it has come
const STOPPING = { times: 30, pause: 2 };

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
      return await takenIn(upload, knock, say);
    } catch (error) {
      if (signal.aborted) return stopped(upload, job, say);
      if (error instanceof Ended) return error.result;
      if (!(error instanceof Interrupted)) throw error;
      if (!(await readable(job.file))) return { outcome: "refused", text: "The file was changed or removed while it was sent. Choose it again." };
      say("Interrupted. Trying again…");
      await pause(Math.min(LONGEST_PAUSE, 2 ** failures++), signal);
      if (signal.aborted) return stopped(upload, job, say);
      upload = await whereItStopped(upload, knock);
    }
  }
}

// One that this person has begun before: the same name, size and time of change are the same file.
async function begun({ file, path, uploads }, knock) {
  const known = await look(uploads, knock, Array.isArray);
  return known.find((each) => each.name === path && each.size === file.size && each.stamp === stamp(file));
}

async function begin({ file, path, uploads }, knock) {
  const metadata = `filename ${base64(path)},stamp ${base64(stamp(file))}`;
  const answer = await ask("POST", uploads, knock, { "Upload-Length": String(file.size), "Upload-Metadata": metadata });
  const url = answer.headers.get("Location");
  if (!url) throw new Interrupted();
  return { url: pathOf(url), offset: 0 };
}

// Undefined where nothing is known: then the next round looks for it anew.
async function whereItStopped(upload, knock) {
  if (!upload) return upload;
  try {
    const answer = await ask("HEAD", upload.url, knock);
    return { ...upload, offset: offsetIn(answer.headers.get("Upload-Offset")) };
  } catch (error) {
    return error instanceof Ended ? undefined : upload;
  }
}

// A file that changed since it was chosen can't be read any more, which looks like a lost connection.
const readable = (file) => file.slice(0, 1).arrayBuffer().then(() => true, () => false);

// What became of it when all of it had come.
async function takenIn(upload, knock, say) {
  for (let times = 0; times < TAKING_IN.times; times++) {
    const { outcome, reason } = await look(upload.url, knock, (found) => typeof found?.outcome === "string");
    if (outcome) return { outcome, text: reason, notable: Boolean(reason) };
    say("All of it has come. Waiting for it to be taken in…");
    await pause(TAKING_IN.pause, knock.signal);
    if (knock.signal.aborted) throw new Interrupted();
  }
  return { outcome: "later", text: "All of it has come, but it could not be taken in yet. That is done by itself when it can be.", notable: true };
}

// Who stops an upload doesn't want it: nothing of it stays, unless it was taken in already. While the last part is received or
// taken in (423) it can't be ended.
async function stopped(upload, { token }, say) {
  say("Stopping…");
  for (let times = 0; upload && times < STOPPING.times; times++) {
    try {
      await ask("DELETE", upload.url, { token });
      break;
    } catch ({ status }) {
      if (status === 409) return takenIn(upload, { token, signal: new AbortController().signal }, say).catch(tooLate);
      if (status !== 423) break;
      await pause(STOPPING.pause);
    }
  }
  return { outcome: "stopped", text: "Stopped." };
}

const tooLate = () => ({ outcome: "later", text: "It was taken in before it could be stopped.", notable: true });

function pause(seconds, signal) {
  return new Promise((done) => {
    const timer = setTimeout(done, seconds * 1000);
    window.addEventListener("online", done, { once: true });
    signal?.addEventListener("abort", () => (clearTimeout(timer), done()), { once: true });
  });
}

const stamp = (file) => String(file.lastModified);
const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
