// What a gate's device reads without a network, as docs/protocol.md writes it: passes, the list of passes taken back, bundles.
import { joined, open } from "./hpke.js";
import { Refused, base45, hex, keyOfPem, unbase64, verifies } from "./log-codes.js";

const PASS_BYTES = 95;
const SIGNED_BYTES = 31;
const PASS = 0x11;
const BUNDLE_SECONDS = 24 * 3_600;
const FORMAT = 1;

const utf8 = new TextDecoder();
const little = (number, bytes) => Uint8Array.from({ length: bytes }, (_, at) => Number((BigInt(number) >> BigInt(8 * at)) & 255n));
const view = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A signed document, read; refuses one that none of the keys signed for this purpose. */
export async function openSigned({ payload, key_id: id, signature }, purpose, keys) {
  const document = unbase64(payload);
  for (const { pem } of keys.filter((key) => key.id === id)) {
    if (await verifies(await keyOfPem(pem), purpose, document, unbase64(signature))) return JSON.parse(utf8.decode(document));
  }
  throw new Refused("not-signed");
}

/** The travellers of a bundle by the names of their passes, and until when they may be kept, Unix seconds. */
export async function openBundle(signed, { keys, pair, gate, now }) {
  const bundle = await openSigned(signed, "lancan-bundle-v1", keys);
  if (bundle.format !== FORMAT || bundle.gate !== gate) throw new Refused("malformed");
  const until = Math.min(bundle.expires_at, bundle.issued_at + BUNDLE_SECONDS);
  if (now >= until) throw new Refused("expired");
  const info = joined(new TextEncoder().encode("lancan-bundle-v1\0"), little(gate, 2), little(bundle.issued_at, 8));
  const travellers = JSON.parse(utf8.decode(await open(pair, info, unbase64(bundle.sealed))));
  return { travellers: new Map(travellers.map((one) => [one.pass, one])), until, issuedAt: bundle.issued_at };
}

/** The passes taken back, from signed lists of which each continues the one before: the last serial of each, by name. */
export async function openLists(signed, { keys, now }) {
  const known = { serial: 0, until: 0, upTo: new Map(), added: 0 };
  for (const one of signed) {
    const list = await openSigned(one, "lancan-revoked-v1", keys);
    if (list.format !== FORMAT || list.since > known.serial || list.serial < known.serial) throw new Refused("malformed");
    if (now >= list.expires_at) throw new Refused("expired");
    known.added = 0;
    for (const entry of list.revoked) {
      const [id, upTo] = [entry.slice(0, 32), Number.parseInt(entry.slice(32), 16)];
      if (upTo <= (known.upTo.get(id) ?? 0)) continue;
      known.upTo.set(id, upTo);
      known.added += 1;
    }
    [known.serial, known.until] = [list.serial, list.expires_at];
  }
  return known;
}

/** A pass that the authority signed; refuses every other text. Times are minutes since 1970. */
export async function readPass(text, keys) {
  const bytes = text.trim().startsWith("LC1:") && text.length <= 512 ? base45(text.trim().slice(4)) : null;
  if (bytes?.length && bytes[0] >> 4 > 1) throw new Refused("not-signed");
  if (bytes?.length !== PASS_BYTES || bytes[0] !== PASS || bytes[28] !== 0) throw new Refused("malformed");
  const [signed, signature] = [bytes.slice(0, SIGNED_BYTES), bytes.slice(SIGNED_BYTES)];
  const named = keys.filter(({ id }) => Number(id) === bytes[1]);
  const holds = await Promise.all(named.map(async ({ pem }) => verifies(await keyOfPem(pem), "lancan-pass-v1", signed, signature)));
  if (!holds.includes(true)) throw new Refused("not-signed");
  const fields = view(signed);
  return { id: hex(signed.slice(2, 18)), gate: fields.getUint16(18, true), from: fields.getUint32(20, true), to: fields.getUint32(24, true), serial: fields.getUint16(29, true) };
}

/** Refuses a pass that this gate lets nobody through with at this minute. */
export function admit(pass, { gate, minute, list }) {
  if (pass.gate !== gate) throw new Refused("wrong-gate");
  if (minute < pass.from) throw new Refused("not-yet");
  if (minute >= pass.to) throw new Refused("expired");
  if (pass.serial <= (list.upTo.get(pass.id) ?? 0)) throw new Refused("revoked");
  if (minute * 60 >= list.until) throw new Refused("list-over");
}
