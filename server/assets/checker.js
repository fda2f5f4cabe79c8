// The checkers' page: scans a visitor's code, shows its masked line, seals the entry to the opener's key of the day, and posts
// it when there is a network. Nothing that is kept here or sent tells who came.
import { hasCamera, scanWith } from "./camera.js";
import { dequeue, enqueue, forget, keep, kept, queued, waiting } from "./checker-kept.js";
import { askPassword, dayCard } from "./checker-proof.js";
import { pointOf } from "./hpke.js";
import { keepPage } from "./kept-page.js";
import * as log from "./log-codes.js";
import { drawQr } from "./qr-drawing.js";

/** Milliseconds that an upload waits at most. */
const QUEUE_MS = 24 * 3_600_000;
/** Milliseconds between two looks at the queue, and between two askings of what is needed. */
const [AGAIN_MS, STATE_MS] = [15_000, 3_600_000];
/** Seconds by which a clock may be wrong before the page says so. */
const CLOCK_SECONDS = 60;
const page = document.getElementById("check");
const find = (id) => document.getElementById(id);
const show = (id, visible) => find(id).toggleAttribute("hidden", !visible);
const say = (name) => page.dataset[name];

/** What the server said that is needed, with the pack's keys; nothing before an invitation was taken. */
let at = null;
/** Who is at the door: the code or the contact, and its masked line. */
let visitor = null;
/** Who was typed in and reads out the password of their number. */
let proving = null;

const nowMs = () => Date.now() + (at?.aheadMs ?? 0);
const nowMinute = () => Math.floor(nowMs() / 60_000);

function tell(text, isBad = false) {
  const state = find("said");
  state.textContent = text;
  state.classList.toggle("bad-news", isBad);
}

// What the server says.

async function post(path, body, type = "application/json") {
  return fetch(path, { method: "POST", body, headers: { "content-type": type }, signal: AbortSignal.timeout(20_000) });
}

/** Keeps what the server said. Of a pack that is refused, the one before stays. */
async function take(answer, asked) {
  const said = await answer.json();
  const aheadMs = said.now * 1_000 - (asked + Date.now()) / 2;
  const next = { ...said, aheadMs: Math.abs(aheadMs) > CLOCK_SECONDS * 1_000 ? aheadMs : 0, keys: at?.keys ?? null };
  if (said.pack) {
    const wanted = { nationalKeys: said.national_keys, province: said.province, knownSerial: at?.keys?.serial ?? 0, nowMinute: Math.floor(said.now / 60) };
    try {
      next.keys = await log.readPack(log.unbase64(said.pack), wanted);
    } catch { next.packRefused = true; }
  }
  delete next.pack;
  at = next;
  await keep("at", at);
}

async function join(token, reader) {
  const signer = await log.freshSigner();
  const key = log.hex(await pointOf(signer.publicKey));
  const asked = Date.now();
  const answer = await post("/v1/visitor-log/checkers", JSON.stringify({ token, key }));
  if (!answer.ok) return false;
  await keep("signer", signer);
  await keep("reader", reader);
  at = null;
  await take(answer, asked);
  return true;
}

/** Asks what is needed; a device that was taken off forgets all. */
async function refresh() {
  const signer = await kept("signer");
  if (!signer || !at) return;
  const checker = log.unhex(at.checker);
  const asked = Date.now();
  const minute = Math.floor(asked / 60_000);
  const signature = log.hex(await log.sign(signer.privateKey, "lancan-checker-v1", log.asking(checker, minute)));
  try {
    const answer = await post("/v1/visitor-log/checkers/state", JSON.stringify({ checker: at.checker, minute, signature }));
    if (answer.status === 404) {
      at = null;
      await Promise.all(["at", "signer", "reader"].map(forget));
    } else if (answer.ok) {
      await take(answer, asked);
    }
  } catch { /* No network: what is kept lasts as long as the pack. */ }
  await draw();
}

// The queue.

let sending = false;
async function sendQueue() {
  if (sending) return;
  sending = true;
  try {
    for (const key of await waiting()) {
      if (Date.now() - Number(key.split("-")[0]) > QUEUE_MS) {
        await dequeue(key);
        tell(say("tooOld"), true);
        continue;
      }
      const answer = await post("/v1/visitor-log/checked", await queued(key), "application/octet-stream");
      if (answer.status === 429 || answer.status >= 500) break;
      await dequeue(key);
      if (!answer.ok) tell(say("notTaken"), true);
    }
  } catch { /* No network: later. */ } finally { sending = false; }
  await drawQueue();
}

// A visitor.

const chosen = (name) => Number(document.querySelector(`input[name="${name}"]:checked`).value);

/** Whether somebody is being asked about, who is decided upon before the next is scanned. */
const isBusy = () => visitor || proving || !find("typing").hidden;

function reset() {
  visitor = null;
  proving = null;
  for (const id of ["visitor", "typing", "proving", "card"]) show(id, false);
  show("scanning", true);
  find("companions").value = "0";
  for (const id of ["name", "phone", "year", "otp", "code"]) find(id).value = "";
  find("card-qr").querySelector("path").setAttribute("d", "");
}

function ask(who) {
  visitor = who;
  find("line").textContent = log.shown(log.maskedLine(who.line));
  show("paper", who.source === 2 && !who.isFresh);
  for (const id of ["scanning", "typing", "proving"]) show(id, false);
  show("visitor", true);
  tell("");
  find("let").focus();
}

const papers = () => ({ nowMinute: nowMinute(), offsetMinutes: at.offset_minutes, papers: at.paper_keys, revoked: at.revoked_cards });
const reasonOf = (name, reason) => say(`${name}${reason[0].toUpperCase()}${reason.slice(1)}`);

/** What a scanned text is: a person's code, the code of an identity or insurance card, or something else. */
async function scanned(text) {
  const identity = log.identityLine(text);
  if (identity) {
    type(identity);
    return;
  }
  try {
    ask(await log.personCode(text, papers()));
  } catch (error) {
    if (!(error instanceof log.Refused)) throw error;
    tell(reasonOf("refused", error.reason) ?? say("refusedMalformed"), true);
    find("code").value = "";
  }
}

function type(identity) {
  show("scanning", false);
  show("typing", true);
  tell("");
  find("name").value = identity?.name ?? "";
  find("year").value = identity?.year ?? "";
  find(identity ? "phone" : "name").focus();
}

/** Who was typed in; nothing, and it is said why, where that is nobody. */
function written(needsNumber) {
  try {
    const contact = log.contactOf({ name: find("name").value, phone: find("phone").value, year: find("year").value });
    if (needsNumber && !contact.phone) throw new log.Refused("number");
    return contact;
  } catch (error) {
    if (!(error instanceof log.Refused)) throw error;
    tell(reasonOf("wrong", error.reason), true);
    find(error.reason === "number" ? "phone" : error.reason).focus();
    return null;
  }
}

function typed() {
  const contact = written(false);
  if (contact) ask({ contact, line: log.lineOf(contact), source: 3 });
}

const asDevice = async () => ({ checker: at.checker, minute: nowMinute(), signer: await kept("signer") });
const withoutNetwork = () => "down";

/** Does what a button asks the server for, once however often it is pressed meanwhile. */
const once = (id, act) => async () => {
  const button = find(id);
  if (button.disabled) return;
  button.disabled = true;
  try { await act(); } finally { button.disabled = false; }
};

/** Has the number that was typed sent a password, for a card of today. */
async function prove() {
  const contact = written(true);
  if (!contact) return;
  tell(say("asking"));
  const reason = await askPassword(await asDevice(), contact.phone).catch(withoutNetwork);
  if (find("typing").hidden) return;
  tell(reason ? reasonOf("proof", reason === "code" ? "down" : reason) : "", Boolean(reason));
  if (reason) return;
  proving = contact;
  show("typing", false);
  show("proving", true);
  find("otp").focus();
}

/** Gets the card of who read the password out, and shows it. */
async function proved() {
  const who = proving;
  if (!who) return;
  const { text, reason } = await dayCard(await asDevice(), who, find("otp").value.trim()).catch(() => ({ reason: withoutNetwork() }));
  if (proving !== who) return;
  if (reason) {
    tell(reasonOf("proof", reason), true);
    find("otp").focus();
    return;
  }
  proving = null;
  ask({ ...await log.personCode(text, papers()), isFresh: true });
  drawQr(find("card-qr"), text, "Alphanumeric");
  show("card", true);
}

/** Seals who is let through, for the place and hour in which they came. */
async function sealed(who, seen, key) {
  const [signer, reader] = await Promise.all([kept("signer"), kept("reader")]);
  const place = { log: log.unhex(at.log), hour: Math.floor(seen.minute / 60) };
  const envelope = await log.sealEntry(log.entryOf({ ...seen, code: who.code, contact: who.contact }), { ...place, key });
  const line = reader ? await log.sealLine({ ...seen, source: who.source, line: who.line }, { ...place, reader }) : null;
  return log.uploadOf({ checker: log.unhex(at.checker), ...place, envelope, line }, signer.privateKey);
}

async function letThrough() {
  const who = visitor;
  if (!who) return;
  const minute = nowMinute();
  const seen = { direction: chosen("direction"), companions: Math.min(255, Math.max(0, Number(find("companions").value) || 0)), minute };
  const key = at.keys && log.keyOfDay(at.keys, log.dayOf(Math.floor(minute / 60), at.offset_minutes));
  // The camera may show the next visitor before this one is sealed: from here on nothing of the page is this one's.
  reset();
  if (!key) {
    tell(say("noKeys"), true);
    return;
  }
  try {
    await enqueue(Date.now(), await sealed(who, seen, key));
  } catch {
    // Without storage or a key of its own the device keeps nothing of this visitor, and must not look as if it did.
    tell(say("notTaken"), true);
    return;
  }
  if (!isBusy()) {
    tell(say("letThrough"));
    find("code").focus();
  }
  await sendQueue();
}

// What is drawn.

async function drawQueue() {
  const count = (await waiting()).length;
  show("queue", count > 0);
  find("queue-count").textContent = String(count);
}

async function draw() {
  show("none", !at);
  show("at", Boolean(at));
  if (!at) return;
  find("place").textContent = at.place;
  find("door").textContent = at.door;
  const minutes = Math.round(Math.abs(at.aheadMs) / 60_000);
  show("clock", at.aheadMs !== 0);
  find("clock-minutes").textContent = String(Math.max(1, minutes));
  const day = log.dayOf(Math.floor(nowMinute() / 60), at.offset_minutes);
  show("no-keys", !at.keys || !log.keyOfDay(at.keys, day));
  await drawQueue();
}

async function look() {
  show("camera", false);
  show("viewer", true);
  try {
    for (;;) {
      let asked;
      await scanWith(find("view"), (text) => {
        if (isBusy()) return false;
        asked = scanned(text);
        return true;
      });
      await asked;
      while (isBusy()) await new Promise((resolve) => { setTimeout(resolve, 200); });
    }
  } catch {
    tell(say("noCamera"), true);
    show("viewer", false);
    show("camera", true);
    find("code").focus();
  }
}

function onEnter(id, act) {
  find(id).addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    act();
  });
}

async function begin() {
  at = await kept("at") ?? null;
  const [token, reader] = location.hash.slice(1).split(".");
  if (token) {
    // A reload must not take the invitation again, and nobody reads it over a shoulder.
    history.replaceState(null, "", location.pathname);
    try {
      if (!await join(token, reader ? log.unbase64url(reader) : null)) tell(say("invitationOver"), true);
    } catch { tell(say("noNetwork"), true); }
  }
  const read = () => { const { value } = find("code"); if (value) scanned(value); };
  onEnter("code", read);
  find("read").addEventListener("click", read);
  find("type").addEventListener("click", () => type());
  find("typed").addEventListener("click", typed);
  for (const id of ["name", "phone", "year"]) onEnter(id, typed);
  const proof = once("proved", proved);
  find("prove").addEventListener("click", once("prove", prove));
  find("proved").addEventListener("click", proof);
  onEnter("otp", proof);
  find("print").addEventListener("click", () => print());
  find("let").addEventListener("click", letThrough);
  for (const id of ["again", "cancel", "stop"]) find(id).addEventListener("click", () => { reset(); tell(""); find("code").focus(); });
  if (hasCamera()) {
    show("camera", true);
    find("camera").addEventListener("click", look);
  }
  await draw();
  await refresh();
  await sendQueue();
  setInterval(sendQueue, AGAIN_MS);
  setInterval(refresh, STATE_MS);
  // An invitation that is opened where the page is open already.
  addEventListener("hashchange", () => { if (location.hash.length > 1) location.reload(); });
  addEventListener("online", () => { sendQueue(); refresh(); });
  // Without a network or storage nothing new is kept, and what was kept stays.
  keepPage("/kiem-soat-worker.js", ["gate-worker.js", "jsQR.js"].map((name) => new URL(name, import.meta.url).href)).catch(() => {});
  navigator.storage?.persist?.().catch(() => {});
}

if (page) await begin();
