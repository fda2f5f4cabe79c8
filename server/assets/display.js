// The tablet at the door: shows the place's code of this minute. Today and tomorrow lie in the page, so that it works for a day
// without a network; while there is one, the days are asked for anew each hour.
import { keepPage } from "./kept-page.js";
import { drawQr } from "./qr-drawing.js";

const HOUR = 3_600_000;
const KEPT = "lancan-display";
const LABEL = new TextEncoder().encode("lancan-rot-mac-v1");
const show = (id, visible) => document.getElementById(id).toggleAttribute("hidden", !visible);
// The token stays in the fragment, which browsers send to nobody.
const token = location.hash.slice(1);

/** What was kept of this token's days before the page was loaded anew. */
function kept() {
  try {
    const [of, days] = JSON.parse(localStorage.getItem(KEPT)) ?? [];
    return of === token ? days : null;
  } catch { return null; }
}
let display = kept();

async function ask() {
  try {
    const body = new URLSearchParams({ token });
    const answer = await fetch("/dia-diem/display", { method: "POST", body, signal: AbortSignal.timeout(20_000) });
    if (answer.status === 404) {
      display = null;
      localStorage.removeItem(KEPT);
    } else if (answer.ok) {
      display = await answer.json();
      localStorage.setItem(KEPT, JSON.stringify([token, display]));
    }
  } catch { /* No network: the days in the page last until the end of tomorrow. */ }
  await draw();
}

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const base64url = (all) => btoa(String.fromCharCode(...all)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** The text of the code that is shown at this time; nothing where no day of the page holds it. */
export async function textAt(seconds, { address, days }) {
  const day = days.findLast(({ starts }) => starts <= seconds);
  const minute = day && Math.floor((seconds - day.starts) / 60);
  if (minute === undefined || minute >= 1_440) return null;
  const signed = bytes(day.code);
  const said = new Uint8Array(LABEL.length + 4);
  said.set(LABEL);
  new DataView(said.buffer).setUint32(LABEL.length, Math.floor(day.starts / 60) + minute, true);
  const key = await crypto.subtle.importKey("raw", bytes(day.key), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, said)).slice(0, 8);
  return address + base64url([...signed, minute & 255, minute >> 8, ...mac]);
}

async function draw() {
  const text = display && await textAt(Date.now() / 1_000, display);
  show("code", Boolean(text));
  show("none", !display);
  show("over", Boolean(display) && !text);
  if (!text) return;
  const picture = document.getElementById("code");
  drawQr(picture, text, "Byte");
  picture.dataset.text = text;
  document.getElementById("name").textContent = display.name;
}

/** Draws at the beginning of each minute. */
function eachMinute() {
  setTimeout(() => { draw(); eachMinute(); }, 60_000 - (Date.now() % 60_000));
}

if (document.getElementById("code")) {
  await ask();
  eachMinute();
  setInterval(ask, HOUR);
  // Without a network or storage nothing new is kept, and what was kept stays.
  keepPage("/dia-diem/display-worker.js", []).catch(() => {});
  addEventListener("online", ask);
  // A screen that goes dark shows nobody anything.
  const wake = () => navigator.wakeLock?.request("screen").catch(() => {});
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { wake(); draw(); } });
  wake();
}
