// Checkers in a real browser: a manager invites a device, which scans, types and waits for a network; what it sealed has the
// bytes that the core opens, and nothing of a visitor is stored in the clear.
import assert from "node:assert/strict";
import { createECDH, createHash, createHmac, createPrivateKey, createPublicKey, sign } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accessible, expected, launchWithCamera, openWindow, pictures } from "./browser.mjs";
import { screen, sheet, show } from "./camera.mjs";
import { finish, register } from "./places.mjs";
import { PASSWORD } from "./server.mjs";
import { signIn } from "./walks.mjs";

const NUMBERS = { vi: "0966666666", en: "0977777777" };
const NAMES = { vi: "Bệnh viện Bảo Lâm", en: "Chợ Lộc Thắng" };
const GOLDEN = "core/protocol/tests/golden";
const EIGHT = 27_000_060;
export const seen = (page, name, language) => (language === "vi" ? pictures(page, name, language) : accessible(page, `${name} ${language}`));
const golden = (name) => readFileSync(join(GOLDEN, name), "utf8").trim();

/** `DeriveKeyPair` of RFC 9180 for P-256, by Node's own HMAC. */
function derived(seed) {
  const kem = Buffer.from([...Buffer.from("KEM"), 0x00, 0x10]);
  const hmac = (key, ...parts) => parts.reduce((mac, part) => mac.update(part), createHmac("sha256", key)).digest();
  const extracted = hmac(Buffer.alloc(0), "HPKE-v1", kem, "dkp_prk", Buffer.alloc(32, seed));
  return hmac(extracted, Buffer.from([0, 32]), "HPKE-v1", kem, "candidate", Buffer.from([0, 1]));
}

/** A key as browsers import it. */
function jwk(secret) {
  const pair = createECDH("prime256v1");
  pair.setPrivateKey(secret);
  const point = pair.getPublicKey();
  const [x, y, d] = [point.subarray(1, 33), point.subarray(33), secret].map((part) => part.toString("base64url"));
  return { point: point.toString("hex"), jwk: { kty: "EC", crv: "P-256", x, y, d } };
}

const pemOf = ({ jwk: { d: _, ...key } }) => createPublicKey({ key, format: "jwk" }).export({ type: "spki", format: "pem" });

/** The page's own modules, in the browser, make the bytes of the golden files, and refuse what they have to. */
async function vectors(page) {
  const given = {
    pack: golden("visitor-pack.hex"), phone: golden("visitor-phone.txt"), checked: golden("visitor-checked.hex"), eight: EIGHT,
    papers: [615, 616, 617].map(paperCode), paper: pemOf(jwk(Buffer.alloc(32, 5))), national: pemOf(jwk(Buffer.alloc(32, 4))), other: pemOf(jwk(Buffer.alloc(32, 5))), manager: jwk(derived(2)).point,
    first: jwk(Buffer.alloc(32, 21)), second: jwk(Buffer.alloc(32, 22)), signer: jwk(Buffer.alloc(32, 23)),
    // The record of our suite in the test vectors that RFC 9180 refers to (core/protocol/src/visitor_log/tests.rs).
    rfc: {
      to: jwk(Buffer.from("90345e3a1d116c1dd39ae76d95ab858c142223a63e44f8f85318cfa91a84858e", "hex")),
      key: "04abc7e49a4c6b3566d77d0304addc6ed0e98512ffccf505e6a8e3eb25c685136f853148544876de76c0f2ef99cdc3a05ccf5ded7860c7c021238f9e2073d2356c",
      sealed: "04c06b4f6bebc7bb495cb797ab753f911aff80aefb86fd8b6fcc35525f3ab5f03e0b21bd31a86c6048af3cb2d98e0d3bf01da5cc4c39ff5370d331a4f1f7d5a4e058c61a45059d0c5704560e9d88b564a8b63f1364b8d1fcb3c4c6ddc1d291742465e902cd216f8908da49f8f96f",
    },
  };
  const assets = await page.getAttribute("script[type=module]", "src");
  const made = await page.evaluate(async ({ given, base }) => {
    const log = await import(`${base}/log-codes.js`);
    const { seal } = await import(`${base}/hpke.js`);
    const ecdh = { name: "ECDH", namedCurve: "P-256" };
    const pair = async (of) => ({
      privateKey: await crypto.subtle.importKey("jwk", of.jwk, ecdh, false, ["deriveBits"]),
      publicKey: await crypto.subtle.importKey("raw", log.unhex(of.point), ecdh, true, []),
    });
    const text = (letters) => new TextEncoder().encode(letters);
    const rfc = log.hex(await seal(log.unhex(given.rfc.key), text("Ode on a Grecian Urn"), text("Beauty is truth, truth beauty"), { aad: text("Count-0"), pair: await pair(given.rfc.to) }));
    const wanted = { nationalKeys: [{ pem: given.national }], province: 68, knownSerial: 7, nowMinute: given.eight };
    const read = (bytes, changed) => log.readPack(bytes, { ...wanted, ...changed }).then(() => "taken", ({ reason }) => reason);
    const bytes = log.unhex(given.pack);
    const pack = await log.readPack(bytes, wanted);
    const swapped = Uint8Array.from(bytes);
    swapped.set(bytes.slice(14 + 65, 14 + 130), 14);
    const refused = await Promise.all([
      read(bytes, { nationalKeys: [{ pem: given.other }] }), read(bytes, { knownSerial: 8 }), read(swapped, {}),
      read(bytes, { province: 1 }), read(bytes, { nowMinute: given.eight + 20_160 }),
    ]);
    const ages = await Promise.all([-4, -3, 0, 3, 4].map((apart) => log.personCode(given.phone, { nowMinute: given.eight + apart, papers: [] }).then(() => "taken", ({ reason }) => reason)));
    const code = await log.personCode(given.phone, { nowMinute: given.eight, papers: [] });
    const card = (text, nowMinute) => log.personCode(text, { nowMinute, offsetMinutes: 420, papers: [{ id: "1", pem: given.paper }] }).then(() => "taken", ({ reason }) => reason);
    const cards = await Promise.all(given.papers.map((text) => card(text, given.eight)));
    // The last minute of May in Vietnam, and the first of June.
    const turn = await Promise.all([27_041_339, 27_041_340].map((minute) => card(given.papers[1], minute)));
    const place = { log: log.unhex("00d222b77399f6cd6eeef52d7f2c63e1"), hour: 450_001 };
    const entry = { direction: 1, companions: 2, minute: given.eight };
    const envelope = await log.sealEntry(log.entryOf({ ...entry, code: code.code }), { ...place, key: log.keyOfDay(pack, 18_750), pair: await pair(given.first) });
    const line = await log.sealLine({ ...entry, source: 1, line: code.line }, { ...place, reader: log.unhex(given.manager), pair: await pair(given.second) });
    const checker = (await log.sha256(log.unhex(given.signer.point))).slice(0, 16);
    const typed = (name) => { try { return log.contactOf({ name, phone: "", year: "" }).name; } catch ({ reason }) { return reason; } };
    const formulas = ["=HYPERLINK(1)", "+1", "-1", "@x", "\tx", "\rx", " =1", "An"].map(typed);
    return { rfc, refused, ages, cards, turn, shown: log.shown(log.maskedLine(code.line)), unsigned: log.hex(log.unsignedUpload({ checker, ...place, envelope, line })), formulas };
  }, { given, base: assets.slice(0, assets.lastIndexOf("/")) });
  assert.equal(made.rfc, given.rfc.sealed);
  assert.deepEqual(made.refused, Array(5).fill("pack"), "threat 11: other key, older, swapped slot, other province, expired");
  assert.deepEqual(made.ages, ["old", "taken", "taken", "taken", "old"], "threat 9: a photograph is refused without a network");
  assert.deepEqual(made.cards, ["over", "taken", "taken"], "a paper card of April, of May and of June, on 3 May");
  assert.deepEqual(made.turn, ["taken", "over"], "a paper card ends with its last month here");
  assert.equal(made.shown, "N. V. A*** · •••••••123");
  assert.equal(made.unsigned, given.checked.slice(0, -128), "the bytes that the core opens");
  assert.deepEqual(made.formulas, [...Array(7).fill("name"), "An"], "threat 15");
}

/** The text of a phone's code that was drawn some minutes ago, as docs/protocol.md writes it. */
function phoneCode(minutesAgo) {
  const pair = createECDH("prime256v1");
  pair.setPrivateKey(Buffer.alloc(32, 51));
  const words = Buffer.alloc(4);
  words.writeUInt32LE(Math.floor(Date.now() / 60_000) - minutesAgo);
  const line = Buffer.concat([Buffer.from("LTK"), Buffer.alloc(17), Buffer.from([789 & 255, 789 >> 8, 10, 0])]);
  const signed = Buffer.concat([Buffer.from([0x12]), pair.getPublicKey(null, "compressed"), words, Buffer.alloc(16, 5), line]);
  const key = createPrivateKey({ key: jwk(Buffer.alloc(32, 51)).jwk, format: "jwk" });
  const signature = sign("sha256", Buffer.concat([Buffer.from("lancan-person-v1\0"), signed]), { key, dsaEncoding: "ieee-p1363" });
  return lc1(Buffer.concat([signed, signature]));
}

/** Bytes as a QR code of ours says them. */
function lc1(bytes) {
  const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  let text = "LC1:";
  for (let at = 0; at < bytes.length; at += 2) {
    const isPair = at + 1 < bytes.length;
    let value = isPair ? bytes[at] * 256 + bytes[at + 1] : bytes[at];
    for (let digits = isPair ? 3 : 2; digits > 0; digits -= 1, value = Math.floor(value / 45)) text += letters[value % 45];
  }
  return text;
}

/** The text of a paper card that is taken until the end of a month, counted from January 1970, signed with the golden files' fifth key. */
function paperCode(lastMonth) {
  const name = Buffer.concat([Buffer.alloc(14, 6), Buffer.from([lastMonth & 255, lastMonth >> 8])]);
  const line = Buffer.concat([Buffer.from("NTH"), Buffer.alloc(17), Buffer.from([255, 255, 0, 0])]);
  const signed = Buffer.concat([Buffer.from([0x13, 1]), name, Buffer.alloc(16, 5), line]);
  const key = createPrivateKey({ key: jwk(Buffer.alloc(32, 5)).jwk, format: "jwk" });
  const signature = sign("sha256", Buffer.concat([Buffer.from("lancan-paper-v1\0"), signed]), { key, dsaEncoding: "ieee-p1363" });
  return lc1(Buffer.concat([signed, signature]));
}

/** An officer of the ward demands a log. */
async function demand(browser, server, language, name = NAMES[language]) {
  const { context, page, wrong } = await openWindow(browser, server, { locale: language === "vi" ? "vi-VN" : "en-GB" });
  await signIn(page, `xa-${language}`);
  await page.goto("/console/places");
  await page.click(`tbody th a:has-text("${name}")`);
  await page.click("form[action$='/visitor-log'] button");
  await page.waitForSelector("form[action$='/visitor-log'] button[value=false]");
  await accessible(page, `console, place with a log ${language}`);
  assert.deepEqual(wrong, []);
  await context.close();
}

export const waitFor = (page, id) => page.waitForSelector(`#${id}:not([hidden])`);

export async function letThrough(page) {
  await waitFor(page, "visitor");
  await page.click("#let");
  await waitFor(page, "scanning");
  await page.waitForSelector("#said:not(:empty)");
}

/** The opener, a program of its own, opens what the browser sealed, for two officers. */
async function opened(page, server, { hour, name }) {
  const base = (await page.getAttribute("script[type=module]", "src")).replace(/\/[^/]+$/, "");
  const { log } = await page.evaluate(async (from) => (await import(`${from}/checker-kept.js`)).kept("at"), base);
  const post = (path, body, headers) => fetch(`${server.url}${path}`, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } });
  const { token } = await (await post("/officer/v1/session", { name: "xa-vi", password: PASSWORD })).json();
  const envelopesOf = async (request) => {
    const answer = await post("/officer/v1/visitor-log/envelopes", { request }, { authorization: `Bearer ${token}` });
    assert.equal(answer.status, 200);
    return Buffer.from(await answer.arrayBuffer());
  };
  const { wanted, id, recipient, result, log: deeds } = await server.opener.openLog({ log: Buffer.from(log, "hex"), hour, envelopesOf });
  assert.deepEqual(wanted, [name.toString("hex")], "the code that was scanned is in the envelope whole");
  const info = Buffer.concat([Buffer.from("lancan-opened-v1\0"), id]);
  const key = jwk(recipient.getPrivateKey());
  const said = await page.evaluate(async ({ from, key: { jwk: own, point }, info, result }) => {
    const { unhex } = await import(`${from}/log-codes.js`);
    const { open } = await import(`${from}/hpke.js`);
    const ecdh = { name: "ECDH", namedCurve: "P-256" };
    const privateKey = await crypto.subtle.importKey("jwk", own, ecdh, false, ["deriveBits"]);
    const publicKey = await crypto.subtle.importKey("raw", unhex(point), ecdh, true, []);
    return new TextDecoder().decode(await open({ privateKey, publicKey }, unhex(info), unhex(result)));
  }, { from: base, key, info: info.toString("hex"), result: result.subarray(0, -64).toString("hex") });
  const { entries, unopened } = JSON.parse(said);
  assert.deepEqual(entries.map(({ grade, name: who, phone, birth_year: born, direction }) => [grade, who, phone, born, direction]), [["on_behalf", "Dương Thị Huyền Trân", "+84909888777", 1950, "in"]]);
  assert.equal(unopened.without_card, 1, "whose card it is nobody told the opener");
  assert.ok(!deeds.includes("Trân") && !deeds.includes("909888777") && !deeds.includes(name.toString("hex")), "the opener's log names no visitor");
}

/** Everything that the server stores, but for what it logs. */
const stored = (folder) => Buffer.concat(readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => readFileSync(join(entry.parentPath ?? entry.path, entry.name))));

/** A manager's place with the duty; returns the window on its page and an invitation for a device. */
export async function invited(browser, server, language, place) {
  const manager = await openWindow(browser, server, { locale: language === "vi" ? "vi-VN" : "en-GB" });
  await register(manager.page, server, place);
  await finish(manager.page);
  await manager.page.click("main form button");
  await manager.page.waitForURL(/\/dia-diem\/places\/[0-9a-f]{32}$/);
  const own = manager.page.url();
  await demand(browser, server, language, place.name);
  await manager.page.goto(own);
  await manager.page.click("a[href$='/checkers']");
  await manager.page.fill("#door", language === "vi" ? "Cổng chính, ca sáng" : "Main gate");
  await manager.page.click("main form.form button");
  await manager.page.waitForSelector("#invitation[data-key]");
  return { manager, own, address: await manager.page.textContent("#address") };
}

/** What an officer's window gets for a card: the sheet, as a PDF file. */
async function paperCard(page) {
  await page.goto("/console/cards");
  await page.fill("#name", "Nông Thị Hạ");
  await page.fill("#birth_year", "1938");
  const sent = await page.evaluate(async () => {
    const body = new URLSearchParams(new FormData(document.querySelector("form[action='/console/cards']")));
    const answer = await fetch("/console/cards", { method: "POST", body });
    return { status: answer.status, pdf: Array.from(new Uint8Array(await answer.arrayBuffer())) };
  });
  assert.equal(sent.status, 200);
  return Buffer.from(sent.pdf);
}

/** A manager prints a card: the visitor reads out the code of a text message. Returns the text of the card's code. */
async function printed(page, server, language) {
  await page.click("a[href$='/cards']");
  await seen(page, "manager-card", language);
  await page.fill("#name", "Nông Thị Hạ");
  await page.fill("#phone", "113");
  await page.click("main form.form button");
  await page.waitForSelector("#errors a[href='#phone']");
  const number = language === "vi" ? "0900111222" : "0900111333";
  await page.fill("#phone", number);
  await page.fill("#birth_year", "1938");
  await page.click("main form.form button");
  await page.waitForURL("**/cards/code");
  await seen(page, "manager-card-code", language);
  const code = await server.password(`+84${number.slice(1)}`);
  const sent = await page.evaluate(async (answer) => {
    const body = new URLSearchParams(new FormData(document.querySelector("main form.form")));
    body.set("answer", answer);
    const said = await fetch(location.pathname, { method: "POST", body });
    return { status: said.status, pdf: Array.from(new Uint8Array(await said.arrayBuffer())) };
  }, code);
  assert.equal(sent.status, 200);
  return sheet(Buffer.from(sent.pdf)).text;
}

/** The camera sees a phone's screen and a printed card; then the card alone, which an officer took back. */
async function scans(browser, server) {
  const folder = mkdtempSync(join(tmpdir(), "lancan-camera-"));
  const file = join(folder, "camera.y4m");
  const officer = await openWindow(browser, server, { locale: "vi-VN" });
  await signIn(officer.page, "xa-vi");
  const printed = sheet(await paperCard(officer.page));
  assert.match(printed.text, /^LC1:/);
  const phone = screen(phoneCode(0));
  assert.ok(phone.modules <= 49, `${phone.modules} modules`);
  show(file, phone);

  const place = { number: "0911223344", name: "Trạm y tế Lộc Quảng", category: "hospital" };
  const { manager, address } = await invited(browser, server, "vi", place);
  const camera = await launchWithCamera(file);
  const { context, page, wrong } = await openWindow(camera, server, { locale: "vi-VN", viewport: { width: 360, height: 740 }, permissions: ["camera"] });
  await page.goto(address);
  await waitFor(page, "at");
  await page.click("#camera");
  await waitFor(page, "visitor");
  assert.equal(await page.textContent("#line"), "L. T. K*** · •••••••789");
  assert.ok(!await page.isVisible("#paper"));
  // The camera sees the card from the next time on at which it is opened; until then it may see the phone once more.
  show(file, printed);
  for (let tries = 0; await page.textContent("#line") !== "N. T. H***"; tries += 1) {
    assert.ok(tries < 20, "the camera sees the card");
    await page.click("#let");
    await waitFor(page, "visitor");
  }
  assert.ok(await page.isVisible("#paper"), "a paper card asks for a look at the digits");
  // The next one is at the door before the card's entry is sealed.
  const taken = page.waitForResponse((answer) => answer.url().endsWith("/v1/visitor-log/checked"));
  const whoIsAsked = await page.evaluate(() => {
    const find = (id) => document.getElementById(id);
    find("let").click();
    const none = find("visitor").hidden;
    find("type").click();
    find("name").value = "Lê Văn Ánh";
    find("typed").click();
    return { none, line: find("visitor").hidden ? null : find("line").textContent };
  });
  assert.deepEqual(whoIsAsked, { none: true, line: "L. V. Á***" });
  assert.equal((await taken).ok(), true);
  assert.ok(await page.isVisible("#visitor"), "sealing one visitor leaves the next one's question alone");
  await page.click("#again");

  await officer.page.goto("/console/cards");
  await officer.page.fill("#code", printed.text);
  await officer.page.click("form[action='/console/cards/revoke'] button");
  await officer.page.waitForSelector(".told");
  await accessible(officer.page, "a card was taken back");
  // The device asks the server once more, and then has no network.
  await page.waitForSelector("html[data-kept]", { state: "attached" });
  const asked = page.waitForResponse((answer) => answer.url().endsWith("/checkers/state"));
  await page.reload();
  assert.equal((await (await asked).json()).revoked_cards.length, 24);
  await waitFor(page, "at");
  await context.setOffline(true);
  await page.reload();
  await waitFor(page, "at");
  await page.click("#camera");
  await page.waitForSelector("#said.bad-news");
  assert.match(await page.textContent("#said"), /thu hồi/);
  assert.ok(!await page.isVisible("#visitor"));
  await accessible(page, "a card that was taken back");
  assert.deepEqual(wrong.filter((text) => !text.includes("ERR_INTERNET_DISCONNECTED")), []);
  assert.deepEqual([...officer.wrong, ...manager.wrong], []);
  await Promise.all([camera.close(), officer.context.close(), manager.context.close()]);
  rmSync(folder, { recursive: true });
}

const checks = (language) => async (browser, server) => {
  const place = { number: NUMBERS[language], name: NAMES[language], category: language === "vi" ? "hospital" : "market" };
  const { manager, own, address } = await invited(browser, server, language, place);
  await seen(manager.page, "checkers-invited", language);
  assert.match(address, /\/kiem-soat#[\w-]{22}\.[\w-]{87}$/);

  const { context, page, wrong } = await openWindow(browser, server, { locale: language === "vi" ? "vi-VN" : "en-GB", viewport: { width: 360, height: 740 } });
  await page.goto("/kiem-soat");
  await waitFor(page, "none");
  await seen(page, "checker-none", language);
  await page.goto("about:blank");
  await page.goto(address);
  await waitFor(page, "at");
  assert.equal(new URL(page.url()).hash, "", "the secret leaves the address");
  assert.equal(await page.textContent("#place"), NAMES[language]);
  await seen(page, "checker-scan", language);
  await vectors(page);

  const hour = Math.floor(Date.now() / 3_600_000);
  await page.fill("#code", phoneCode(30));
  await page.press("#code", "Enter");
  await page.waitForSelector("#said.bad-news");
  await page.fill("#code", phoneCode(0));
  await page.press("#code", "Enter");
  await waitFor(page, "visitor");
  assert.equal(await page.textContent("#line"), "L. T. K*** · •••••••789");
  await page.fill("#companions", "2");
  await seen(page, "checker-visitor", language);
  const taken = page.waitForResponse((answer) => answer.url().endsWith("/v1/visitor-log/checked"));
  await letThrough(page);
  assert.equal((await taken).ok(), true);
  await page.waitForSelector("#queue", { state: "hidden" });

  // Nobody has a phone or a card; and there is no network for a while, in which the page starts again.
  await page.waitForSelector("html[data-kept]", { state: "attached" });
  await context.setOffline(true);
  await page.reload();
  await waitFor(page, "at");
  const began = Date.now();
  await page.click("#type");
  await page.fill("#name", "=1+1");
  await page.click("#typed");
  await page.waitForSelector("#said.bad-news");
  await page.fill("#name", "Dương Thị Huyền Trân");
  await page.fill("#phone", "0909 888 777");
  await page.fill("#year", "1950");
  await seen(page, "checker-type", language);
  await page.click("#typed");
  await waitFor(page, "visitor");
  assert.equal(await page.textContent("#line"), "D. T. H. T*** · •••••••777");
  await letThrough(page);
  console.log(`        ${((Date.now() - began) / 1000).toFixed(1)} s for a visitor without phone and card${language === "vi" ? ", with pictures of the page" : ""}`);
  await waitFor(page, "queue");
  assert.equal(await page.textContent("#queue-count"), "1");
  await context.setOffline(false);
  await page.waitForSelector("#queue", { state: "hidden" });

  await manager.page.goto(`${own}/visitors`);
  await manager.page.waitForSelector("#lines:not([hidden])");
  const lines = await manager.page.$$eval("#line-list strong", (all) => all.map((line) => line.textContent));
  assert.deepEqual(lines.toSorted(), ["D. T. H. T*** · •••••••777", "L. T. K*** · •••••••789"]);
  assert.match(await manager.page.textContent("#heads"), /: 4 · .*: 0$/);
  assert.equal(await manager.page.$$eval("tbody td:last-child", (all) => all.reduce((sum, cell) => sum + Number(cell.textContent), 0)), 2);
  await seen(manager.page, "visitors", language);

  const card = createECDH("prime256v1");
  card.setPrivateKey(Buffer.alloc(32, 51));
  const name = createHash("sha256").update(card.getPublicKey(null, "compressed")).digest().subarray(0, 16);
  const all = stored(server.data);
  for (const secret of ["Huyền Trân", "909888777", name, Buffer.alloc(16, 5), card.getPublicKey(null, "compressed").subarray(1)]) {
    assert.ok(!all.includes(secret), `threat 10: ${secret} is stored in the clear`);
  }

  if (language === "vi") await opened(page, server, { hour, name });
  // A card that the manager prints is read by the device.
  await manager.page.goto(own);
  const paper = await printed(manager.page, server, language);
  await page.fill("#code", paper);
  await page.press("#code", "Enter");
  await waitFor(page, "visitor");
  assert.equal(await page.textContent("#line"), `N. T. H*** · •••••••${language === "vi" ? "222" : "333"}`);
  assert.ok(await page.isVisible("#paper"));
  await page.click("#again");
  await manager.page.goto(`${own}/checkers`);
  await manager.page.click("form[action$='/remove'] button");
  await page.reload();
  await waitFor(page, "none");
  expected(wrong, 404);
  assert.deepEqual(wrong.filter((text) => !text.includes("ERR_INTERNET_DISCONNECTED")), []);
  expected(manager.wrong, 400);
  assert.deepEqual(manager.wrong, []);
  await Promise.all([context.close(), manager.context.close()]);
};

export const walks = {
  "a checker scans, types and waits for a network, in Vietnamese": checks("vi"),
  "a checker scans, types and waits for a network, in English": checks("en"),
  "a checker's camera reads a phone's code and a printed card, and refuses the card once it was taken back": scans,
};
