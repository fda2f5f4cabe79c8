// A counter without a network: takes the travellers of the gate along, reads passes against them, and keeps who was cleared until
// the network is back. What was taken along is sealed to a key that no script can read, and wiped after a day.
import { hasCamera, scanWith } from "./camera.js";
import { admit, openBundle, openLists, readPass } from "./gate-codes.js";
import { freshPair, pointOf } from "./hpke.js";
import { keepPage } from "./kept-page.js";
import { shelf } from "./kept.js";
import { Refused, base64url } from "./log-codes.js";

/** Milliseconds between two looks at the queue and at what has to be wiped. */
const AGAIN_MS = 15_000;
/** Milliseconds for which the outcome of a clearance is shown. */
const OUTCOME_MS = 24 * 3_600_000;
/** Seconds by which a clock may be wrong before it is set right by the server's. */
const CLOCK_SECONDS = 60;
/** Most lists of passes taken back that are asked for one after the other, and clearances that are brought in at once. */
const [MOST_LISTS, MOST_AT_ONCE] = [20, 100];

const page = document.getElementById("offline");
const find = (id) => document.getElementById(id);
const show = (id, visible) => find(id).toggleAttribute("hidden", !visible);
const gate = Number(page.dataset.gate);
const words = JSON.parse(page.dataset.words);
const keys = { pass: JSON.parse(page.dataset.passKeys), revoked: JSON.parse(page.dataset.revokedKeys) };
const { kept, keep, forget, enqueue, dequeue, waiting, queued } = shelf(`lancan-gate-${gate}`);

/** What was taken along, opened; nothing where there is none. */
let along = null;
/** Who is at the counter: the traveller, and the text of their pass where they showed one. */
let held = null;

const nowSeconds = () => Math.floor(Date.now() / 1_000) + (along?.aheadSeconds ?? 0);
/** The day and the time, as every page writes them. */
function at(seconds) {
  const moment = new Date(seconds * 1_000);
  const [hour, minute, day, month] = [moment.getHours(), moment.getMinutes(), moment.getDate(), moment.getMonth() + 1].map((number) => String(number).padStart(2, "0"));
  return `${day}/${month} ${hour}:${minute}`;
}

function tell(name, isBad = false) {
  find("said").textContent = name ? words[name] : "";
  find("said").className = name ? (isBad ? "warning" : "told") : "";
}

// What is taken along.

/** The session of this page now: who is signed in, and the token of its forms. Nothing where nobody is. */
async function session() {
  const answer = await fetch(location.pathname, { signal: AbortSignal.timeout(20_000) });
  if (!answer.ok || answer.redirected) return null;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("offline");
  return fresh ? { officer: fresh.dataset.officer, csrf: fresh.dataset.csrf } : null;
}

const post = (path, csrf, fields) => fetch(`${location.pathname}/${path}`, {
  method: "POST", headers: { "x-csrf": csrf }, body: new URLSearchParams(fields), signal: AbortSignal.timeout(60_000),
});

const isJson = (answer) => answer.ok && !answer.redirected && answer.headers.get("content-type")?.startsWith("application/json");

async function fetchLists(now) {
  const signed = [];
  for (let known = { serial: 0, added: 1 }; known.added > 0 && signed.length < MOST_LISTS;) {
    const answer = await fetch(`/v1/passes/revoked?since=${known.serial}`, { signal: AbortSignal.timeout(20_000) });
    if (!answer.ok) throw new Error("no list");
    signed.push(await answer.json());
    known = await openLists(signed, { keys: keys.revoked, now });
  }
  return signed;
}

async function opened({ bundle, lists, pair, aheadSeconds }) {
  const now = Math.floor(Date.now() / 1_000) + aheadSeconds;
  const read = await openBundle(bundle, { keys: keys.revoked, pair, gate, now });
  const list = await openLists(lists, { keys: keys.revoked, now });
  return { ...read, list, aheadSeconds };
}

async function take() {
  tell("taking");
  try {
    const who = await session();
    if (!who) return tell("sign-in", true);
    const pair = await freshPair();
    const asked = Date.now();
    const answer = await post("bundle", who.csrf, { device: base64url(await pointOf(pair.publicKey)), vehicle: find("vehicle").value });
    if (!isJson(answer)) return tell("not-taken", true);
    const bundle = await answer.json();
    const { issued_at: issued } = JSON.parse(atob(bundle.payload));
    const ahead = Math.round(issued - (asked + Date.now()) / 2_000);
    const aheadSeconds = Math.abs(ahead) > CLOCK_SECONDS ? ahead : 0;
    const lists = await fetchLists(Math.floor(Date.now() / 1_000) + aheadSeconds);
    const fresh = { bundle, lists, pair, aheadSeconds };
    along = await opened(fresh);
    await keep("along", fresh);
    tell("taken");
  } catch (error) {
    tell(error instanceof Refused ? "not-taken" : "no-network", true);
  }
  await draw();
}

async function wipe() {
  along = null;
  reset();
  await forget("along");
  await draw();
}

/** Wipes what may not be kept any more. */
async function wipeOld() {
  if (along && nowSeconds() >= along.until) {
    await wipe();
    tell("wiped", true);
  }
  const outcomes = (await kept("outcomes") ?? []).filter((one) => Date.now() - one.at * 1_000 < OUTCOME_MS);
  await keep("outcomes", outcomes);
}

// A pass.

function reset() {
  held = null;
  show("traveller", false);
  find("code").value = "";
}

async function clearedBefore(id) {
  for (const key of await waiting()) {
    const one = await queued(key);
    if (one.id === id) return one.at;
  }
  return (await kept("outcomes") ?? []).find((one) => one.id === id && one.came === "cleared")?.at;
}

const plain = (number) => number.replace(/[^\p{L}\p{N}]/gu, "").toUpperCase();

/** Who is at the counter: by their pass, or, where the text is none, by the number of a passport. Without a pass nobody is cleared here. */
async function atCounter(text) {
  if (!text.trim().startsWith("LC1:")) {
    const number = plain(text);
    const found = number.length < 5 ? [] : [...along.travellers].filter(([, { passport }]) => plain(passport) === number);
    if (found.length !== 1) throw new Refused(found.length > 1 ? "several" : number.length < 5 ? "malformed" : "nobody");
    const [[id, traveller]] = found;
    return { id, traveller, hasPass: false };
  }
  const pass = await readPass(text, keys.pass);
  admit(pass, { gate, minute: Math.floor(nowSeconds() / 60), list: along.list });
  const traveller = along.travellers.get(pass.id);
  if (!traveller) throw new Refused("not-along");
  return { id: pass.id, text: text.trim(), traveller, hasPass: true };
}

async function scanned(text) {
  reset();
  try {
    const seen = await atCounter(text);
    const { traveller, hasPass } = seen;
    const before = await clearedBefore(seen.id);
    held = seen;
    find("name").textContent = traveller.name;
    find("class").textContent = words[traveller.class];
    find("class").className = `state ${{ green: "good", yellow: "todo" }[traveller.class] ?? "bad"}`;
    for (const field of ["passport", "nationality", "vehicle-of", "seat"]) {
      const value = traveller[field.replace("-of", "")];
      find(field).textContent = value;
      find(field).parentElement.toggleAttribute("hidden", !value);
    }
    find("reason").textContent = traveller.reason ? words[`reason-${traveller.reason}`] ?? "" : "";
    const isClear = hasPass && traveller.class === "green" && !before;
    show("no-pass", !hasPass && !before);
    show("not-clear", traveller.class !== "green");
    show("before", Boolean(before));
    find("before-at").textContent = before ? at(before) : "";
    show("clear", isClear);
    show("traveller", true);
    tell(null);
    find(isClear ? "clear" : "next").focus();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    tell(error.reason, true);
    find("code").focus();
  }
}

async function clear() {
  const one = held;
  if (!one) return;
  reset();
  await enqueue(Date.now(), { id: one.id, pass: one.text, at: nowSeconds(), officer: page.dataset.officer });
  // The next pass may be at the counter already.
  if (!held) tell("cleared");
  await draw();
  if (!held) find("code").focus();
  await bring();
}

// What waits for the network.

let bringing = false;
/** Brings in what the officer who is signed in cleared; what another cleared waits for them. */
async function bring() {
  if (bringing || (await waiting()).length === 0) return;
  bringing = true;
  try {
    const who = await session();
    if (who) {
      const all = await Promise.all((await waiting()).map(async (key) => [key, await queued(key)]));
      const own = all.filter(([, one]) => one.officer === who.officer).slice(0, MOST_AT_ONCE);
      show("of-others", own.length < all.length && own.length < MOST_AT_ONCE);
      const sent = JSON.stringify({ cleared: own.map(([, { pass, at: when }]) => ({ pass, at: when })) });
      const answer = own.length > 0 ? await post("cleared", who.csrf, { cleared: sent }) : null;
      if (answer && isJson(answer)) {
        const { cleared } = await answer.json();
        const outcomes = own.map(([, one], place) => ({ id: one.id, at: one.at, ...cleared[place] }));
        await keep("outcomes", [...outcomes.reverse(), ...await kept("outcomes") ?? []].slice(0, MOST_AT_ONCE));
        for (const [key] of own) await dequeue(key);
      }
      show("sign-in", false);
    } else {
      show("sign-in", true);
    }
  } catch { /* No network: later. */ } finally { bringing = false; }
  await draw();
}

// What is drawn.

const cell = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });

function row({ id, at: when, came, why, declaration }) {
  const line = document.createElement("tr");
  const name = along?.travellers.get(id)?.name ?? words.unnamed;
  const first = cell("th", declaration ? "" : name);
  first.scope = "row";
  if (declaration) first.append(Object.assign(cell("a", name), { href: `/console/gate/${gate}/${declaration}` }));
  const mark = { cleared: "good", noted: "todo", refused: "bad", gone: "bad" }[came] ?? "going";
  const state = document.createElement("td");
  state.append(Object.assign(cell("span", words[came ? `came-${came}` : "waits"]), { className: `state ${mark}` }));
  if (why) state.append(` ${words[`why-${why}`] ?? words[why] ?? ""}`);
  line.append(first, state, Object.assign(cell("td", at(when)), { className: "number" }));
  return line;
}

async function draw() {
  show("none", !along);
  show("counter", Boolean(along));
  show("wipe", Boolean(along));
  if (along) {
    find("count").textContent = String(along.travellers.size);
    find("until").textContent = at(Math.min(along.until, along.list.until));
    find("since").textContent = at(along.issuedAt);
  }
  const queue = await Promise.all((await waiting()).map(queued));
  find("waiting").textContent = String(queue.length);
  const rows = [...queue.reverse(), ...await kept("outcomes") ?? []];
  find("rows").replaceChildren(...rows.map(row));
  show("list", rows.length > 0);
}

async function look() {
  show("camera", false);
  show("viewer", true);
  try {
    for (;;) {
      await scanWith(find("view"), (text) => {
        if (held || !along) return false;
        scanned(text);
        return true;
      });
      await new Promise((resolve) => { setTimeout(resolve, 400); });
      while (held) await new Promise((resolve) => { setTimeout(resolve, 200); });
    }
  } catch {
    tell("no-camera", true);
    show("viewer", false);
    show("camera", true);
    find("code").focus();
  }
}

async function begin() {
  const before = await kept("along");
  try {
    if (before) along = await opened(before);
  } catch {
    await forget("along");
    tell("wiped", true);
  }
  find("take").addEventListener("click", take);
  find("wipe").addEventListener("click", async () => { await wipe(); tell("wiped-now"); });
  find("scan").addEventListener("submit", (event) => {
    event.preventDefault();
    if (find("code").value) scanned(find("code").value);
  });
  find("clear").addEventListener("click", clear);
  find("next").addEventListener("click", () => { reset(); tell(null); find("code").focus(); });
  if (hasCamera()) {
    show("camera", true);
    find("camera").addEventListener("click", look);
  }
  show("ready", true);
  await draw();
  if (along) find("code").focus();
  await bring();
  setInterval(() => { wipeOld(); bring(); }, AGAIN_MS);
  addEventListener("online", bring);
  keepPage("/console/gate-worker.js", ["gate-worker.js", "jsQR.js"].map((name) => new URL(name, import.meta.url).href)).catch(() => {});
  navigator.storage?.persist?.().catch(() => {});
}

await begin();
