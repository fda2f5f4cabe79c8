// Writes the CycloneDX list of what the server embeds for browsers, from the lock file of server/assets, to standard output.
import { readFileSync } from "node:fs";

const lock = JSON.parse(readFileSync(new URL("../../server/assets/package-lock.json", import.meta.url), "utf8"));
const components = Object.entries(lock.packages).filter(([path]) => path !== "").map(([path, about]) => {
  const name = path.replace(/^.*node_modules\//, "");
  const [algorithm, digest] = about.integrity.split("-");
  if (algorithm !== "sha512") throw new Error(`${name}: a digest of another kind: ${algorithm}`);
  return {
    type: "library", name, version: about.version, purl: `pkg:npm/${name.replace("@", "%40")}@${about.version}`,
    hashes: [{ alg: "SHA-512", content: Buffer.from(digest, "base64").toString("hex") }],
    licenses: [{ expression: about.license }],
  };
});
const timestamp = new Date(Number(process.env.SOURCE_DATE_EPOCH ?? Date.now() / 1000) * 1000).toISOString();
const component = { type: "application", name: "lancan-server-browser", version: process.argv[2] };
process.stdout.write(`${JSON.stringify({ bomFormat: "CycloneDX", specVersion: "1.5", version: 1, metadata: { timestamp, component }, components }, null, 2)}\n`);
