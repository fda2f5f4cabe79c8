// What the visitor log is made of, as docs/protocol.md writes it: codes of people, packs of keys, entries, masked lines.
import { joined, seal } from "./hpke.js";

const utf8 = new TextEncoder();
/** Bytes after which a signature begins. */
const SIGNATURE = 64;
const ENTRY = 379;
const LINE = 113;
const PACK_DAYS = 35;
const CARD_MONTHS = 3;
/** Minutes for which the picture of a phone's code is taken. */
export const FRESH_MINUTES = 3;

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
export const unbase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
export const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
export const unbase64url = (text) => unbase64(text.replaceAll("-", "+").replaceAll("_", "/"));
const word = (number) => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, number, true);
  return bytes;
};
const wordAt = (bytes, at) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, true);
export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
const label = (name) => utf8.encode(`${name}\0`);

/** Why a text is not taken; `reason` is a name that the page has words for. */
export class Refused extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

// Keys and signatures.

const P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;
const number = (bytes) => BigInt(`0x${hex(bytes)}`);

function power(base, exponent) {
  let [result, square] = [1n, base % P];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}

/** The uncompressed form of a compressed point of P-256, which browsers do not read; nothing where it is none. */
export function uncompressed(point) {
  if (point.length !== 33 || (point[0] !== 2 && point[0] !== 3)) return null;
  const x = number(point.slice(1));
  if (x >= P) return null;
  const square = (((x * x * x - 3n * x + B) % P) + P) % P;
  const root = power(square, (P + 1n) / 4n);
  if ((root * root) % P !== square) return null;
  const y = (root & 1n) === BigInt(point[0] & 1) ? root : P - root;
  return joined(Uint8Array.of(4), point.slice(1), unhex(y.toString(16).padStart(64, "0")));
}

const ES256 = { name: "ECDSA", hash: "SHA-256" };
const OF_SIGNATURES = { name: "ECDSA", namedCurve: "P-256" };

const keyOfPoint = (point) => crypto.subtle.importKey("raw", point, OF_SIGNATURES, false, ["verify"]);
export const keyOfPem = (pem) => crypto.subtle.importKey("spki", unbase64(pem.replace(/-----[^-]+-----|\s/g, "")), OF_SIGNATURES, false, ["verify"]);

/** Whether a key signed these bytes for a purpose. */
export const verifies = (key, purpose, bytes, signature) => crypto.subtle.verify(ES256, key, signature, joined(label(purpose), bytes));

/** A device's signature for a purpose. */
export const sign = async (key, purpose, bytes) => new Uint8Array(await crypto.subtle.sign(ES256, key, joined(label(purpose), bytes)));

/** A fresh pair to sign with. The private half never leaves the browser. */
export const freshSigner = () => crypto.subtle.generateKey(OF_SIGNATURES, false, ["sign"]);

// Codes of people.

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/** The bytes of base45 (RFC 9285); nothing where it is none. */
export function base45(text) {
  const bytes = [];
  for (let at = 0; at < text.length; at += 3) {
    const digits = Array.from(text.slice(at, at + 3), (letter) => LETTERS.indexOf(letter));
    if (digits.length < 2 || digits.includes(-1)) return null;
    const value = digits.reduceRight((sum, digit) => sum * 45 + digit, 0);
    if (value >= 256 ** (digits.length - 1)) return null;
    if (digits.length === 3) bytes.push(value >> 8);
    bytes.push(value & 255);
  }
  return Uint8Array.from(bytes);
}

/** The parts of a masked line of 24 bytes. */
export function maskedLine(bytes) {
  const end = bytes.slice(0, 20).indexOf(0);
  const letters = new TextDecoder("utf-8", { fatal: true }).decode(bytes.slice(0, end < 0 ? 20 : end));
  const last = bytes[20] | (bytes[21] << 8);
  if (!letters || !/^[\p{L}\p{N}\p{M}]+$/u.test(letters) || bytes[23] !== 0 || (last !== 0xffff && last > 999)) throw new Refused("malformed");
  return { letters, last: last === 0xffff ? null : last, digits: bytes[22] };
}

/** `N. V. A*** · •••••••123`. */
export function shown({ letters, last, digits }) {
  const all = Array.from(letters.normalize("NFC"));
  const name = `${all.slice(0, -1).map((letter) => `${letter}. `).join("")}${all.at(-1)}***`;
  return last === null ? name : `${name} · ${"•".repeat(Math.max(0, digits - 3))}${String(last).padStart(3, "0")}`;
}

/** What a checker's screen shows of a contact, in 24 bytes. */
export function lineOf({ name, phone }) {
  const first = (part) => {
    const letter = Array.from(part.normalize("NFC")).find((sign) => /[\p{L}\p{N}]/u.test(sign));
    if (!letter) return null;
    const capital = letter.toUpperCase().normalize("NFC");
    return utf8.encode(capital).length <= 4 && /^[\p{L}\p{N}]+$/u.test(capital) ? capital : letter;
  };
  const firsts = name.split(/\s+/u).map(first).filter(Boolean);
  const end = utf8.encode(firsts.at(-1) ?? "");
  let letters = new Uint8Array(0);
  for (const letter of firsts.slice(0, -1).map((one) => utf8.encode(one))) {
    if (letters.length + letter.length > 20 - end.length) break;
    letters = joined(letters, letter);
  }
  const line = new Uint8Array(24);
  line.set(joined(letters, end));
  const digits = phone ? phone.replace(/^\+84/, "0").replace(/^\+/, "") : "";
  const last = digits ? Number(digits.slice(-3)) : 0xffff;
  line.set([last & 255, last >> 8, digits.length], 20);
  return line;
}

/** Whether a card's name is on the list of those that were taken back: names of 16 bytes one after the other, base64. */
function isRevoked(name, list) {
  const names = hex(unbase64(list ?? ""));
  const wanted = hex(name);
  for (let at = 0; at < names.length; at += wanted.length) if (names.startsWith(wanted, at)) return true;
  return false;
}

/** Set in the last two bytes of a card's name where they are a day, and not a month. */
const OF_A_DAY = 0x8000;

/** Whether a paper card has ended: the last two bytes of its name are the last month or day on which it is taken, counted from January 1970. */
function isOver(name, nowMinute, offsetMinutes) {
  const minutes = nowMinute + offsetMinutes;
  const last = name[14] | (name[15] << 8);
  if (last >= OF_A_DAY) return Math.floor(minutes / 1_440) > last - OF_A_DAY;
  const day = new Date(minutes * 60_000);
  return (day.getUTCFullYear() - 1970) * 12 + day.getUTCMonth() > last;
}

/** A scanned `LC1:` text of a person: the code whole, its masked line, and what it is. Refuses what was changed, forged or taken back, has ended, or is a photograph. */
export async function personCode(text, { nowMinute, offsetMinutes = 0, papers, revoked }) {
  const bytes = text.trim().startsWith("LC1:") && text.length <= 512 ? base45(text.trim().slice(4)) : null;
  if (!bytes?.length) throw new Refused("malformed");
  if (bytes[0] >> 4 > 1) throw new Refused("newer");
  const signed = bytes.slice(0, -SIGNATURE);
  const signature = bytes.slice(-SIGNATURE);
  if (bytes[0] === 0x12 && bytes.length === 142) {
    const point = uncompressed(bytes.slice(1, 34));
    if (!point || !await verifies(await keyOfPoint(point), "lancan-person-v1", signed, signature)) throw new Refused("unsigned");
    if (Math.abs(wordAt(bytes, 34) - nowMinute) > FRESH_MINUTES) throw new Refused("old");
    return { code: bytes, line: bytes.slice(54, 78), source: 1 };
  }
  if (bytes[0] === 0x13 && bytes.length === 122) {
    const pem = papers.find(({ id }) => id === String(bytes[1]))?.pem;
    if (!pem) throw new Refused("newer");
    if (!await verifies(await keyOfPem(pem), "lancan-paper-v1", signed, signature)) throw new Refused("unsigned");
    const name = bytes.slice(2, 18);
    if (isRevoked(name, revoked)) throw new Refused("revoked");
    if (isOver(name, nowMinute, offsetMinutes)) throw new Refused("over");
    return { code: bytes, line: bytes.slice(34, 58), source: 2 };
  }
  throw new Refused(bytes[0] === 0x11 ? "pass" : "malformed");
}

/** Name and year of birth of the code on an identity or insurance card; nothing for another text. It fills a form, and nothing else of it is kept. */
export function identityLine(text) {
  const fields = text.trim().split("|");
  const year = (born = "") => /^(?:\d{4}|\d{2}[/-]\d{2}[/-]\d{4}|\d{8})$/.test(born) ? born.slice(-4) : /^\d{4}-\d{2}-\d{2}$/.test(born) ? born.slice(0, 4) : null;
  if (text.trim().endsWith("$") && fields.length >= 5 && /^(?:[A-Z]{2})?(?:\d{10}|\d{13})$/.test(fields[0]) && /^(?:[0-9a-fA-F]{2})+$/.test(fields[1]) && year(fields[2])) {
    return { name: new TextDecoder().decode(unhex(fields[1])), year: year(fields[2]) };
  }
  if (fields.length === 6 && /^[A-Za-z0-9]*$/.test(fields[0]) && fields[3].length <= 2 && year(fields[2])) return { name: fields[1].trim(), year: year(fields[2]) };
  return null;
}

/** A telephone number as it is stored (E.164); an empty text for none; refuses others. */
export function phoneNumber(typed) {
  const plain = typed.replace(/[\s\-.()]/g, "");
  if (!plain) return "";
  const digits = plain.startsWith("+") ? plain.slice(1) : plain.startsWith("00") ? plain.slice(2) : plain.startsWith("0") ? `84${plain.slice(1)}` : "";
  if (!/^[1-9]\d{7,14}$/.test(digits) || (digits.startsWith("84") && !/^84[1-9]\d{8,9}$/.test(digits))) throw new Refused("number");
  return `+${digits}`;
}

/** Somebody whom a checker types in. Refuses a name that a spreadsheet would take for a formula. */
export function contactOf({ name, phone, year }) {
  if (/^[=+\-@\t\r]/.test(name) || /^[=+\-@]/.test(name.trim())) throw new Refused("name");
  const written = name.trim().normalize("NFC");
  const bytes = utf8.encode(written);
  if (!bytes.length || bytes.length > 96 || /\p{Cc}/u.test(written)) throw new Refused("name");
  const born = year.trim() === "" ? 0 : Number(year);
  if (born !== 0 && !(Number.isInteger(born) && born >= 1900 && born <= 2100)) throw new Refused("year");
  return { name: written, phone: phoneNumber(phone), year: born };
}

// Packs.

/** The keys of a province, verified against the pinned national keys; refuses a pack that is older, another province's, or expired. */
export async function readPack(bytes, { nationalKeys, province, knownSerial, nowMinute }) {
  const end = 1 + 13 + (PACK_DAYS + CARD_MONTHS) * 65;
  if (bytes.length !== end + SIGNATURE + 101 || bytes[0] !== 1) throw new Refused("pack");
  const signed = bytes.slice(1, end);
  const certificate = bytes.slice(end + SIGNATURE);
  const certified = joined(signed.slice(0, 1), certificate.slice(0, 37));
  const national = await Promise.all(nationalKeys.map(({ pem }) => keyOfPem(pem)));
  const vouched = await Promise.all(national.map((key) => verifies(key, "lancan-opener-v1", certified, certificate.slice(37))));
  const opener = uncompressed(certificate.slice(0, 33));
  if (!opener || !vouched.includes(true) || !await verifies(await keyOfPoint(opener), "lancan-pack-v1", signed, bytes.slice(end, end + SIGNATURE))) throw new Refused("pack");
  const [serial, firstDay, expires, until] = [wordAt(signed, 1), wordAt(signed, 5), wordAt(signed, 9), wordAt(certificate, 33)];
  if (signed[0] !== province || serial < knownSerial || nowMinute >= expires || nowMinute >= until) throw new Refused("pack");
  return { serial, firstDay, keys: signed.slice(13) };
}

/** The key of a day; nothing where the pack has none. */
export function keyOfDay({ firstDay, keys }, day) {
  const at = day - firstDay;
  return at >= 0 && at < PACK_DAYS ? keys.slice(at * 65, (at + 1) * 65) : null;
}

/** The deployment's day that an hour's first instant lies in. */
export const dayOf = (hour, offsetMinutes) => Math.floor((hour * 60 + offsetMinutes) / 1_440);

// Entries, envelopes, uploads.

/** What one envelope says, in 379 bytes: the scanned code whole, or a contact that was typed. */
export function entryOf({ direction, companions, minute, code, contact }) {
  const text = (written) => joined(Uint8Array.of(utf8.encode(written).length), utf8.encode(written));
  const visitor = code
    ? joined(Uint8Array.of(code.length), code)
    : joined(text(contact.name), text(contact.phone), Uint8Array.of(contact.year & 255, contact.year >> 8, 255, 255, 255));
  const entry = new Uint8Array(ENTRY);
  entry.set(joined(Uint8Array.of(code ? 2 : 3, direction, companions), word(minute), visitor));
  return entry;
}

const placed = (log, hour) => joined(log, word(hour));
const lineInfo = (log, hour) => joined(label("lancan-line-v1"), placed(log, hour));

/** An envelope, sealed for one place and hour. */
export const sealEntry = (entry, { log, hour, key, pair }) => seal(key, joined(label("lancan-log-v1"), placed(log, hour)), entry, { pair });

/** What whoever runs the place sees, sealed to the key of the manager's browser. */
export async function sealLine({ direction, companions, minute, source, line }, { log, hour, reader, pair }) {
  const plain = joined(Uint8Array.of(direction, companions), word(minute), Uint8Array.of(source), line, Uint8Array.of(0));
  return joined((await sha256(reader)).slice(0, 16), await seal(reader, lineInfo(log, hour), plain, { pair }));
}

/** The parts of a line that was opened. */
export function visitLine(plain) {
  return { direction: plain[0], companions: plain[1], minute: wordAt(plain, 2), source: plain[6], line: maskedLine(plain.slice(7, 31)) };
}

export { lineInfo };

/** What a device posts, without its signature: 625 bytes. */
export const unsignedUpload = ({ checker, log, hour, envelope, line }) => joined(checker, placed(log, hour), envelope, line ?? new Uint8Array(16 + LINE));

/** What a device posts: 689 bytes. */
export async function uploadOf(parts, key) {
  const bytes = unsignedUpload(parts);
  return joined(bytes, await sign(key, "lancan-checked-v1", bytes));
}

/** What a device signs to have a visitor's number sent a password, or to get the visitor's card. */
export const wishing = (checker, minute, { phone, otp = "", name = "", year = "" }) => joined(checker, word(minute), utf8.encode([phone, otp, name, year].join("\n")));

/** What a device signs to ask what it needs. */
export const asking = (checker, minute) => joined(checker, word(minute));
