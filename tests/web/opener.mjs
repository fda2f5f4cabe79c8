// The province's opener: the program itself, in a folder of its own. It makes the pack of keys that checkers seal to, and tells
// what an envelope says.
import { spawnSync } from "node:child_process";
import { createECDH, createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const built = resolve(process.env.CARGO_TARGET_DIR ?? "target", "debug");
const binary = join(built, "lancan-opener");
const PROVINCE = "68";
/** The district 680 of the request, as docs/protocol.md writes units. */
const DISTRICT = Buffer.from(readFileSync("core/protocol/tests/golden/visitor-request.hex", "utf8").slice(34, 40), "hex");
const ORIGIN = "https://console.example.vn";
const sha256 = (...parts) => parts.reduce((digest, part) => digest.update(part), createHash("sha256")).digest();
const word = (number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
};
const text = (written) => Buffer.concat([Buffer.from([Buffer.byteLength(written)]), Buffer.from(written)]);

/** What an officer's authenticator answers to a challenge. */
function assertion(key, challenge) {
  const client = Buffer.from(JSON.stringify({ type: "webauthn.get", challenge: challenge.toString("base64url"), origin: ORIGIN }));
  const data = Buffer.concat([sha256("console.example.vn"), Buffer.from([5, 0, 0, 0, 1])]);
  const signature = sign("sha256", Buffer.concat([data, sha256(client)]), key);
  return { authenticator_data: data.toString("base64url"), client_data: client.toString("base64url"), signature: signature.toString("base64url") };
}

/** Makes roots, the country's key and a pack of today; puts the pack where the server with this data directory looks. */
export function startOpener(data) {
  const home = mkdtempSync(join(tmpdir(), "lancan-opener-"));
  const run = (input, ...words) => {
    const said = spawnSync(binary, words, { cwd: home, input, encoding: "utf8" });
    if (said.status !== 0) throw new Error(`lancan-opener ${words[0]}: ${said.stderr}`);
    return words[0] === "open" ? said.stderr : said.stdout;
  };
  const begun = run("", "init", "--dir", "safe", "--province", PROVINCE);
  const words = [...begun.matchAll(/^ {2}\S.*? {2}(.+)$/gm)].map(([, phrase]) => phrase.trim());
  // The deployment's day, seven hours ahead of UTC.
  const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
  run(`${words.join("\n")}\n`, "month", "--dir", "safe", "--from", today.slice(0, 7));
  run("", "national-key", "--out", "national.pem");
  const until = `${Number(today.slice(0, 4)) + 1}${today.slice(4, 7)}-01`;
  run("", "certify", "--national", "national.pem", "--opener", "safe/public.pem", "--province", PROVINCE, "--until", until, "--out", "certificate");
  run(`${words.slice(0, 2).join("\n")}\n`, "pack", "--dir", "safe", "--certificate", "certificate", "--out", "pack");
  mkdirSync(join(data, "packs"), { recursive: true });
  copyFileSync(join(home, "pack"), join(data, "packs", `${PROVINCE}.pack`));
  /** A request for two hours of a log, which two officers who are enrolled sign; opens the envelopes that the server hands out. */
  async function openLog({ log, hour, envelopesOf }) {
    const officers = [1, 2].map((number) => ({ number, ...generateKeyPairSync("ec", { namedCurve: "P-256" }) }));
    for (const { number, publicKey } of officers) {
      writeFileSync(join(home, `officer-${number}.pem`), publicKey.export({ type: "spki", format: "pem" }));
      run("", "enrol-officer", "--dir", "safe", "--number", `${number}`, "--name", `Officer ${number}`, "--key", `officer-${number}.pem`, "--origin", ORIGIN);
    }
    const recipient = createECDH("prime256v1");
    recipient.generateKeys();
    writeFileSync(join(home, "recipient.hex"), recipient.getPublicKey("hex"));
    run("", "enrol-recipient", "--dir", "safe", "--key", "recipient.hex");
    const now = Math.floor(Date.now() / 60_000);
    const id = randomBytes(16);
    const request = Buffer.concat([
      id, Buffer.from([Number(PROVINCE)]), DISTRICT, Buffer.from([1]), log, word(hour), Buffer.from([2]), word(now), word(now + 60), word(1), word(2),
      sha256(recipient.getPublicKey()), text("Bệnh viện"), text("BN-1"), text("Khoa Nội"),
    ]);
    const challenge = sha256("lancan-open-v1\0", request);
    const assertions = officers.map(({ privateKey }) => assertion(privateKey, challenge));
    writeFileSync(join(home, "request.json"), JSON.stringify({ request: request.toString("hex"), recipient: recipient.getPublicKey("hex"), assertions }));
    writeFileSync(join(home, "envelopes"), await envelopesOf(request.toString("hex")));
    const open = (...more) => run(`${words[0]}\n${words[2]}\n`, "open", "--dir", "safe", "--request", "request.json", "--envelopes", "envelopes", "--yes", ...more);
    open("--out", "cards.json");
    const wanted = JSON.parse(readFileSync(join(home, "cards.json"), "utf8"));
    writeFileSync(join(home, "no-cards.json"), JSON.stringify({ request: wanted.request, cards: [] }));
    open("--cards", "no-cards.json", "--out", "result");
    return { wanted: wanted.cards, id, recipient, result: readFileSync(join(home, "result")), log: run("", "log", "--dir", "safe") };
  }
  return {
    openLog,
    /** The folder in which its files lie. */
    home,
    /** Runs a command of it with what is typed. */
    run,
    /** Opens for two holders; what its screen shows. */
    open: (...more) => run(`${words[0]}\n${words[2]}\n`, "open", "--dir", "safe", "--yes", ...more),
    nationalKey: join(home, "national.pub.pem"),
    stop: () => rmSync(home, { recursive: true }),
  };
}
