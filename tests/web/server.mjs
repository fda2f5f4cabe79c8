// The real server on a loopback port with a data directory of its own.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeProvinces } from "./boundaries.mjs";
import { SECRET, startGateway } from "./gateway.mjs";
import { startOpener } from "./opener.mjs";

const built = join(process.env.CARGO_TARGET_DIR ?? "target", "debug");
const binary = join(built, "lancan-server");
export const PASSWORD = "mật khẩu rất dài";
/** Who keeps the accounts: one for each language, for a code of an authenticator app is good once. */
export const SUPERVISORS = { vi: "giam-sat-vi", en: "giam-sat-en" };

const freePort = () => new Promise((resolve) => {
  const probe = createServer().listen(0, "127.0.0.1", () => { const { port } = probe.address(); probe.close(() => resolve(port)); });
});

/** Starts the program and waits until it answers. */
async function serve(env, port) {
  const server = spawn(binary, ["serve"], { env, stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  server.stderr.on("data", (text) => { log += text; });
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    if (server.exitCode !== null) throw new Error(`the server ended:\n${log}`);
    if (await fetch(`${url}/health/ready`).then((answer) => answer.ok, () => false)) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { server, url, log: () => log };
}

/** The settings of a server with a set of units, and with nobody in it. */
async function bare(set) {
  const data = mkdtempSync(join(tmpdir(), "lancan-web-"));
  const port = await freePort();
  const env = { ...process.env, LANCAN_SERVER_LISTEN: `127.0.0.1:${port}`, LANCAN_SERVER_DATA_DIR: data, LANCAN_SERVER_AUTHORITY: "Sở Y tế Lâm Đồng", LANCAN_SERVER_CODES__LINK: "https://lancan.vn/#", LANCAN_SERVER_LOG__FILTER: "warn", LANCAN_SERVER_UNITS__SET: set };
  return { data, port, env };
}

/** How a server without others beside it ends. */
const stopping = (server, data) => async () => {
  const ended = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGTERM");
  await ended;
  rmSync(data, { recursive: true });
};

/** A server whose units changed from 2021 to 2025, with these schools of a list (CSV) and an officer `cuc` of a province. */
export async function startMoved(list, province) {
  const { data, port, env } = await bare("2021");
  const file = join(data, "schools.csv");
  writeFileSync(file, list);
  execFileSync(binary, ["officer", "create", "cuc", "--centre", "CDC", "--unit", province, "--password-stdin"], { env: { ...env, LANCAN_SERVER_SESSIONS__TOTP: "false" }, input: `${PASSWORD}\n` });
  execFileSync(binary, ["facilities", "import", file], { env });
  const { server, url } = await serve({ ...env, LANCAN_SERVER_UNITS__SET: "2025" }, port);
  return { url, stop: stopping(server, data) };
}

/** A server with another set of units and the boundaries of its provinces, and with nobody in it. */
export async function startBare(set) {
  const { data, port, env } = await bare(set);
  const shapes = join(data, "provinces.geojson");
  const importing = () => spawnSync(binary, ["units", "import", shapes, "--language", "vi"], { env, encoding: "utf8" });
  writeProvinces(shapes, set, { islands: false });
  const refused = importing();
  writeProvinces(shapes, set);
  const taken = importing();
  const { server, url } = await serve(env, port);
  return {
    url,
    /** What the command said of a file without the islands, and of one with them. */
    refused,
    taken,
    stop: stopping(server, data),
  };
}

export async function startServer() {
  const data = mkdtempSync(join(tmpdir(), "lancan-web-"));
  const [port, gateway] = await Promise.all([freePort(), startGateway()]);
  const opener = startOpener(data);
  const env = {
    ...process.env, LANCAN_SERVER_NATIONAL_KEY: opener.nationalKey,
    LANCAN_SERVER_LISTEN: `127.0.0.1:${port}`, LANCAN_SERVER_DATA_DIR: data,
    LANCAN_SERVER_AUTHORITY: "Sở Y tế Lâm Đồng", LANCAN_SERVER_CODES__LINK: "https://lancan.vn/#", LANCAN_SERVER_LOG__FILTER: "warn",
    LANCAN_SERVER_SMS__WEBHOOK: gateway.url, LANCAN_SERVER_SMS__SECRET: SECRET,
  };
  const officers = [["an", "Trạm y tế phường 1"], ["binh", "Trạm y tế phường 2"], ["goi-vi", "Trạm y tế phường 3"], ["goi-en", "Trạm y tế phường 4"], ["goi", "Trạm y tế phường 5"], ["tep-vi", "Trạm y tế phường 6"], ["tep-en", "Trạm y tế phường 7"], ["tep", "Trạm y tế phường 8"],
    ["gui-vi", "Trạm y tế phường 9"], ["gui-en", "Trạm y tế phường 10"], ["nhan-vi", "TTYT Cao Bằng", "--unit", "04"], ["nhan-en", "TTYT Tuyên Quang", "--unit", "08"], ["tinh-vi", "CDC Lâm Đồng", "--unit", "68"], ["tinh-en", "CDC Cao Bằng", "--unit", "04"], ["cua-khau-vi", "Kiểm dịch y tế Nội Bài", "--unit", "01"], ["cua-khau-en", "Kiểm dịch y tế Tân Sơn Nhất", "--unit", "79"], ["doan-vi", "Kiểm dịch y tế Đà Nẵng", "--unit", "48"], ["doan-en", "Kiểm dịch y tế Cam Ranh", "--unit", "56"],
    ["quay-vi", "Kiểm dịch y tế Đà Nẵng 2", "--unit", "48"], ["quay-vi-2", "Kiểm dịch y tế Đà Nẵng 3", "--unit", "48"], ["quay-en", "Kiểm dịch y tế Cam Ranh 2", "--unit", "56"], ["quay-en-2", "Kiểm dịch y tế Cam Ranh 3", "--unit", "56"]];
  for (const [name, centre, ...scope] of officers) {
    execFileSync(binary, ["officer", "create", name, "--centre", centre, ...scope, "--password-stdin"], { env: { ...env, LANCAN_SERVER_SESSIONS__TOTP: "false" }, input: `${PASSWORD}\n` });
  }
  // In the ward of the places, with its places before their eyes.
  for (const language of ["vi", "en"]) {
    const centre = execFileSync(binary, ["centre", "create", `Trạm y tế Bảo Lâm ${language === "vi" ? 1 : 2}`, "--unit", "25054"], { env, encoding: "utf8" }).trim().split("\n").at(-1);
    execFileSync(binary, ["officer", "create", `xa-${language}`, "--centre-id", centre, "--password-stdin"], { env: { ...env, LANCAN_SERVER_SESSIONS__TOTP: "false" }, input: `${PASSWORD}\n` });
    execFileSync(binary, ["officer", "create", `xa-giam-sat-${language}`, "--centre-id", centre, "--role", "supervisor", "--password-stdin"], { env: { ...env, LANCAN_SERVER_SESSIONS__TOTP: "false" }, input: `${PASSWORD}\n` });
  }
  // For the guide: two of a province, who see its places and gates too, and one of the next.
  for (const [unit, name, people] of [["11", "CDC Điện Biên", ["huong-dan", "huong-dan-2"]], ["12", "CDC Lai Châu", ["huong-dan-3"]]]) {
    const centre = execFileSync(binary, ["centre", "create", name, "--unit", unit], { env, encoding: "utf8" }).trim().split("\n").at(-1);
    for (const officer of people) {
      const role = officer === "huong-dan-2" ? "supervisor" : "officer";
      execFileSync(binary, ["officer", "create", officer, "--centre-id", centre, "--unit", unit, "--role", role, "--password-stdin"], { env: { ...env, LANCAN_SERVER_SESSIONS__TOTP: "false" }, input: `${PASSWORD}\n` });
    }
  }
  const shapes = join(data, "provinces.geojson");
  writeProvinces(shapes, "2025");
  execFileSync(binary, ["units", "import", shapes], { env });
  const secrets = {};
  for (const name of Object.values(SUPERVISORS)) {
    const command = ["officer", "create", name, "--centre", "Trạm y tế phường 1", "--role", "supervisor", "--password-stdin"];
    const told = execFileSync(binary, command, { env, input: `${PASSWORD}\n`, encoding: "utf8" });
    secrets[name] = told.trim().split("\n").at(-1);
  }
  const { server, url, log } = await serve(env, port);
  return {
    url,
    /** The opener of the province of the places, a program of its own. */
    opener,
    /** The folder that holds what the server stores. */
    data,
    log,
    /** What the supervisors' authenticator apps were told. */
    secrets,
    /** The six digits of the next text message to a number. */
    password: gateway.password,
    /** Makes declarations, by the ids in their addresses, a day older, with the diaries of their quarantine. */
    dayPasses: (...ids) => execFileSync(join(built, "examples", "a_day_passes"), [join(data, "lancan.sqlite3"), ...ids]),
    /** A phone enters a code and sends its report. */
    report: (code) => execFileSync(join(built, "examples", "report"), [url, code]),
    /** A phone enters a code, sends its report, and takes the report back when it is told to. */
    reportToTakeBack(code) {
      const phone = spawn(join(built, "examples", "report"), [url, code, "--take-back"], { stdio: ["pipe", "ignore", "pipe"] });
      let said = "";
      phone.stderr.on("data", (text) => { said += text; });
      const ended = new Promise((resolve) => phone.once("exit", resolve));
      return async () => {
        phone.stdin.end("\n");
        if (await ended !== 0) throw new Error(said);
      };
    },
    /** The patient's phone reports with a code, and the phone of somebody who was near asks to be called at this number. */
    async callMe(code, number) {
      const password = gateway.password(number);
      const phone = spawn(join(built, "examples", "call_me"), [url, code, number], { stdio: ["pipe", "ignore", "pipe"] });
      let said = "";
      phone.stderr.on("data", (text) => { said += text; });
      const ended = new Promise((resolve) => phone.once("exit", resolve));
      const first = await Promise.race([password, ended]);
      if (typeof first !== "string") throw new Error(said);
      phone.stdin.end(`${first}\n`);
      if (await ended !== 0) throw new Error(said);
    },
    async stop() {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGTERM");
      await ended;
      gateway.stop();
      opener.stop();
      rmSync(data, { recursive: true });
    },
  };
}
