// HPKE (RFC 9180), base mode: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM (0x0010, 0x0001, 0x0002), by the browser's
// own cryptography. No associated data unless it is said.

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const text = (letters) => new TextEncoder().encode(letters);
const KEM = Uint8Array.of(...text("KEM"), 0x00, 0x10);
const SUITE = Uint8Array.of(...text("HPKE"), 0x00, 0x10, 0x00, 0x01, 0x00, 0x02);
const NONE = new Uint8Array(0);
const POINT = 65;

/** All bytes one after the other. */
export function joined(...parts) {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

async function hmac(key, ...parts) {
  // WebCrypto refuses a key without bytes; HMAC fills keys with zeros, so that one zero is the same key.
  const bytes = key.length ? key : new Uint8Array(1);
  const made = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", made, joined(...parts)));
}

const extract = (suite, salt, label, secret) => hmac(salt, text("HPKE-v1"), suite, text(label), secret);

async function expand(suite, key, label, info, length) {
  // At most 32 bytes are ever asked for: one block.
  const block = await hmac(key, Uint8Array.of(length >> 8, length & 255), text("HPKE-v1"), suite, text(label), info, Uint8Array.of(1));
  return block.slice(0, length);
}

const publicKey = (point) => crypto.subtle.importKey("raw", point, CURVE, true, []);

async function shared(privateKey, point, context) {
  const secret = new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: await publicKey(point) }, privateKey, 256));
  const extracted = await extract(KEM, NONE, "eae_prk", secret);
  return expand(KEM, extracted, "shared_secret", context, 32);
}

/** The AES key and the nonce of the only message. */
async function schedule(secret, info, use) {
  const ids = await extract(SUITE, NONE, "psk_id_hash", NONE);
  const context = joined(Uint8Array.of(0), ids, await extract(SUITE, NONE, "info_hash", info));
  const extracted = await extract(SUITE, secret, "secret", NONE);
  const [key, nonce] = await Promise.all([expand(SUITE, extracted, "key", context, 32), expand(SUITE, extracted, "base_nonce", context, 12)]);
  return [await crypto.subtle.importKey("raw", key, "AES-GCM", false, [use]), nonce];
}

/** A fresh pair. The private half never leaves the browser. */
export const freshPair = () => crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);

/** The public half as bytes: an uncompressed point. */
export const pointOf = async (key) => new Uint8Array(await crypto.subtle.exportKey("raw", key));

/** Seals to a point: the encapsulated key, the ciphertext, the tag. Tests hand in the pair that is fresh otherwise. */
export async function seal(to, info, plain, { aad = NONE, pair } = {}) {
  const own = pair ?? await freshPair();
  const encapsulated = await pointOf(own.publicKey);
  const secret = await shared(own.privateKey, to, joined(encapsulated, to));
  const [key, iv] = await schedule(secret, info, "encrypt");
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: aad }, key, plain);
  return joined(encapsulated, new Uint8Array(sealed));
}

/** Opens what was sealed to this pair with the same info; fails for everything else. */
export async function open({ privateKey, publicKey: own }, info, sealed, { aad = NONE } = {}) {
  const encapsulated = sealed.slice(0, POINT);
  const secret = await shared(privateKey, encapsulated, joined(encapsulated, await pointOf(own)));
  const [key, iv] = await schedule(secret, info, "decrypt");
  return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: aad }, key, sealed.slice(POINT)));
}
