// The province's opener: the program itself, in a folder of its own. It makes the pack of keys that checkers seal to, and tells
// what an envelope says.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const built = join(process.env.CARGO_TARGET_DIR ?? "target", "debug");
const binary = join(built, "lancan-opener");
const PROVINCE = "68";

/** Makes roots, the country's key and a pack of today; puts the pack where the server with this data directory looks. */
export function startOpener(data) {
  const home = mkdtempSync(join(tmpdir(), "lancan-opener-"));
  const run = (input, ...words) => {
    const said = spawnSync(binary, words, { cwd: home, input, encoding: "utf8" });
    if (said.status !== 0) throw new Error(`lancan-opener ${words[0]}: ${said.stderr}`);
    return said.stdout;
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
  return {
    nationalKey: join(home, "national.pub.pem"),
    home,
    words,
    run,
    stop: () => rmSync(home, { recursive: true }),
  };
}
