// What scripts add for managers: a key of this browser stands in each invitation, and opens the masked lines that checkers leave.
// No script can read the private half, and it is nowhere else.
import { keep, kept } from "./checker-kept.js";
import { freshPair, open, pointOf } from "./hpke.js";
import * as log from "./log-codes.js";
import { drawQr } from "./qr-drawing.js";

async function ownPair(makes) {
  const known = await kept("manager");
  if (known || !makes) return known;
  const pair = await freshPair();
  await keep("manager", pair);
  return pair;
}

/** Adds the browser's key to the invitation, in the address and in its picture. */
async function addKey(invitation) {
  const link = document.getElementById("address");
  const address = `${link.href}.${log.base64url(await pointOf((await ownPair(true)).publicKey))}`;
  link.href = address;
  link.textContent = address;
  drawQr(document.getElementById("invitation-qr"), address, "Byte");
  invitation.dataset.key = "yes";
}

const two = (number) => String(number).padStart(2, "0");
const dayOf = (at) => `${two(at.getUTCDate())}/${two(at.getUTCMonth() + 1)}`;

/** How many heads went which way. */
const heads = (lines, ways) => lines.filter(({ direction }) => ways.includes(direction)).reduce((sum, { companions }) => sum + 1 + companions, 0);
const [IN, OUT] = [[1, 3], [2, 3]];

/** Fills the table of heads by hour, the latest hour first. */
function addHours(part, lines) {
  const body = part.querySelector("tbody");
  const hourOf = ({ at }) => Math.floor(at / 3_600_000);
  for (const hour of new Set(lines.map(hourOf))) {
    const its = lines.filter((line) => hourOf(line) === hour);
    const at = new Date(hour * 3_600_000);
    const row = document.createElement("tr");
    const cells = [dayOf(at), `${at.getUTCHours()}:00–${at.getUTCHours() + 1}:00`, heads(its, IN), heads(its, OUT)];
    row.append(...cells.map((text, column) => Object.assign(document.createElement(column ? "td" : "th"), { textContent: text })));
    row.firstElementChild.scope = "row";
    body.append(row);
  }
  part.hidden = !lines.length;
}

function add(list, said, { direction, companions, at, source, line }) {
  const ways = ["in", "out", "both"];
  const item = document.createElement("li");
  const name = document.createElement("strong");
  name.textContent = log.shown(line);
  const when = document.createElement("span");
  when.className = "hint";
  const local = `${dayOf(at)} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
  const more = companions ? ` · +${companions}` : "";
  when.textContent = `${local} · ${said[ways[direction - 1]]}${more} · ${said[["phone", "paper", "typed"][source - 1]]}`;
  item.append(name, document.createElement("br"), when);
  list.append(item);
}

async function showLines(section) {
  const pair = await ownPair(false);
  if (!pair) return;
  const reader = log.hex((await log.sha256(await pointOf(pair.publicKey))).slice(0, 16));
  const answer = await fetch(`/dia-diem/places/${section.dataset.place}/visitors/lines?reader=${reader}`);
  if (!answer.ok) return;
  const lines = [];
  for (const { log: name, hour, line } of await answer.json()) {
    try {
      const shown = log.visitLine(await open(pair, log.lineInfo(log.unhex(name), hour), log.unbase64(line)));
      // By the place's clock, as the hours above: what reads as UTC is local there.
      lines.push({ ...shown, at: new Date((shown.minute + Number(section.dataset.offset)) * 60_000) });
    } catch { /* Not sealed to this browser, or not a line. */ }
  }
  lines.sort((one, other) => other.minute - one.minute);
  const list = document.getElementById("line-list");
  for (const line of lines) add(list, section.dataset, line);
  const said = section.dataset;
  document.getElementById("heads").textContent = `${said.in}: ${heads(lines, IN)} · ${said.out}: ${heads(lines, OUT)}`;
  addHours(document.getElementById("head-hours"), lines);
  document.getElementById("no-lines").toggleAttribute("hidden", lines.length > 0);
  section.hidden = false;
}

const invitation = document.getElementById("invitation");
const section = document.getElementById("lines");
if (invitation) await addKey(invitation);
if (section) await showLines(section);
