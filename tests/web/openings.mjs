// An opening from request to contacts, in a real browser: two officers with keys of their own (Chromium's virtual authenticator),
// a checker who writes two visitors, the opener as a program of its own.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { accessible, expected, openWindow, pictures } from "./browser.mjs";
import { finish, register } from "./places.mjs";
import { signIn } from "./walks.mjs";

const NUMBERS = { vi: "0966555111", en: "0977555222" };
const PLACES = { vi: "Phòng khám Lộc An", en: "Phòng khám Lộc Ngãi" };
const VISITORS = { vi: [["Dương Thị Huyền Trân", "0909 888 771"], ["Lý Thường Vĩnh", "0909 888 772"]], en: [["Dương Thị Huyền Trâm", "0909 888 773"], ["Lý Thường Vinh", "0909 888 774"]] };

/** A window on `localhost`: browsers make keys for a name, not for an address. */
async function officerWindow(browser, server, language, name) {
  const url = server.url.replace("127.0.0.1", "localhost");
  const opened = await openWindow(browser, { ...server, url }, { locale: language === "vi" ? "vi-VN" : "en-GB" });
  await signIn(opened.page, name);
  const session = await opened.context.newCDPSession(opened.page);
  await session.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "usb", hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", { options });
  return { ...opened, url, unlock: (isUserVerified) => session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }) };
}

async function downloaded(page, click, path) {
  const [download] = await Promise.all([page.waitForEvent("download"), click()]);
  await download.saveAs(path);
  return path;
}

/** Makes a signing key, and takes it to the opener. */
async function enrol({ page, url }, server, language, name) {
  await page.goto("/console/signing-keys");
  if (name === "giang") await pictures(page, "signing-key-none", language);
  await page.click("form[data-make] button");
  await page.waitForSelector("a[href$='/pem']");
  const number = (await page.textContent("#at-opener ~ dl dd")).trim();
  const key = await downloaded(page, () => page.click("a[href$='/pem']"), join(server.opener.home, `officer-${number}.pem`));
  server.opener.run("", "enrol-officer", "--dir", "safe", "--number", number, "--name", name, "--key", key, "--origin", url);
  return number;
}

/** Types two visitors on a checker's device, and waits until they are sent. */
async function check(browser, server, address, language) {
  const { context, page, wrong } = await openWindow(browser, server, { locale: language === "vi" ? "vi-VN" : "en-GB" });
  await page.goto(address);
  await page.waitForSelector("#at:not([hidden])");
  for (const [name, phone] of VISITORS[language]) {
    await page.click("#type");
    await page.fill("#name", name);
    await page.fill("#phone", phone);
    await page.fill("#year", "1950");
    await page.click("#typed");
    await page.waitForSelector("#visitor:not([hidden])");
    const sent = page.waitForResponse((answer) => answer.url().endsWith("/v1/visitor-log/checked"));
    await page.click("#let");
    await page.waitForSelector("#scanning:not([hidden])");
    assert.equal((await sent).ok(), true);
  }
  await page.waitForSelector("#queue", { state: "hidden" });
  assert.deepEqual(wrong, []);
  await context.close();
}

/** A manager registers the place, an officer demands the log, the manager invites a checker. */
async function place(browser, server, officer, language) {
  const manager = await openWindow(browser, server, { locale: language === "vi" ? "vi-VN" : "en-GB" });
  await register(manager.page, server, { number: NUMBERS[language], name: PLACES[language], category: "hospital" });
  await finish(manager.page);
  await manager.page.click("main form button");
  await manager.page.waitForURL(/\/dia-diem\/places\/[0-9a-f]{32}$/);
  const own = manager.page.url();
  await officer.goto("/console/places");
  await officer.click(`tbody th a:has-text("${PLACES[language]}")`);
  await officer.click("form[action$='/visitor-log'] button");
  await officer.waitForSelector("form[action$='/visitor-log'] button[value=false]");
  const file = officer.url().replace(/#.*/, "");
  await manager.page.goto(`${own}/checkers`);
  await manager.page.fill("#door", "Cổng chính");
  await manager.page.click("main form.form button");
  await manager.page.waitForSelector("#invitation[data-key]");
  const address = await manager.page.textContent("#address");
  assert.deepEqual(manager.wrong, []);
  await manager.context.close();
  return { file, address };
}

const walk = (language) => async (browser, server) => {
  const first = await officerWindow(browser, server, language, `xa-${language}`);
  const second = await officerWindow(browser, server, language, `xa-giam-sat-${language}`);
  const { file, address } = await place(browser, server, first.page, language);
  await check(browser, server, address, language);

  // Without a key there is nothing to ask with.
  await first.page.goto(file);
  await first.page.click("a[href^='/console/openings/new']");
  await first.page.waitForSelector("a[href='/console/signing-keys']");
  await accessible(first.page, `opening without a key ${language}`);
  await enrol(first, server, language, "lan");
  await enrol(second, server, language, "giang");
  await pictures(second.page, "signing-key", language);
  const recipient = await downloaded(second.page, () => second.page.click("a[href$='/recipient']"), join(server.opener.home, `recipient-${language}.hex`));
  server.opener.run("", "enrol-recipient", "--dir", "safe", "--key", recipient);

  const { page } = first;
  await page.goto("/console/cases/new");
  const reference = language === "vi" ? "BN-051" : "BN-052";
  await page.fill("#reference", reference);
  const before = new Date(Date.now() - 2 * 86_400_000);
  await page.fill("#onset_date", `${before.getUTCDate()}/${before.getUTCMonth() + 1}/${before.getUTCFullYear()}`);
  await page.click("main form button");
  await page.waitForURL(/\/console\/cases\/[0-9a-f]{32}$/);
  const ownCase = page.url();
  await page.goto(file);
  await page.click("a[href^='/console/openings/new']");
  await page.fill("#case", "không có số này");
  // The hour before this one, by the deployment's clock.
  const local = new Date(Date.now() + 6 * 3_600_000);
  await page.fill("#from", `${local.getUTCDate()}/${local.getUTCMonth() + 1}/${local.getUTCFullYear()} ${local.getUTCHours()}:00`);
  await page.fill("#reason", language === "vi" ? "Ca bệnh ngồi ở phòng chờ" : "The patient sat in the waiting room");
  await page.selectOption("#second", { label: `xa-giam-sat-${language}` });
  await page.click("main form.form button");
  await page.waitForSelector(".errors a[href='#case']");
  expected(first.wrong, 400);
  await pictures(page, "opening-new-wrong", language);
  await page.fill("#case", reference);
  await page.click("main form.form button");
  await page.waitForURL(/\/console\/openings\/[0-9a-f]{32}$/);
  const opening = new URL(page.url()).pathname;
  await pictures(page, "opening-to-sign", language);

  // Nobody unlocks the key: nothing is signed, and it can be tried again.
  await first.unlock(false);
  await page.click("form[data-sign] button");
  await page.waitForFunction(() => document.querySelector("[data-state]").textContent === document.querySelector("[data-state]").dataset.failed);
  await first.unlock(true);
  await page.click("form[data-sign] button");
  await page.waitForSelector("form[data-sign]", { state: "detached" });
  assert.equal(await page.locator("form[action$='/file']").count(), 0, "one signature opens nothing");

  // The second officer reads the same words.
  await second.page.goto("/console/openings");
  await second.page.waitForSelector("tbody strong");
  await pictures(second.page, "openings", language);
  await second.page.goto(opening);
  const words = (of) => of.$$eval("#words ~ dl dd", (all) => all.map((word) => word.textContent));
  assert.deepEqual(await words(second.page), await words(page));
  await second.page.click("form[data-sign] button");
  await second.page.waitForSelector("form[action$='/file']");
  await pictures(second.page, "opening-signed", language);
  const bundle = await downloaded(second.page, () => second.page.click("form[action$='/file'] button"), join(server.opener.home, `bundle-${language}.json`));
  assert.ok(!readFileSync(bundle, "utf8").includes(VISITORS[language][0][0]), "the file names no visitor");

  // The opener, another program, on what would be another machine.
  const result = join(server.opener.home, `result-${language}`);
  const screen = server.opener.open("--bundle", bundle, "--out", result);
  assert.ok(screen.includes(PLACES[language]) && screen.includes(reference), "its screen shows what was signed");
  const changed = join(server.opener.home, `changed-${language}`);
  const bytes = readFileSync(result);
  bytes[100] ^= 1;
  writeFileSync(changed, bytes);
  await second.page.setInputFiles("#file", changed);
  await second.page.click("form[action$='/from-opener'] button");
  await second.page.waitForLoadState();
  expected(second.wrong, 400);
  await second.page.goto(opening);
  await second.page.setInputFiles("#file", result);
  await second.page.click("form[action$='/from-opener'] button");
  await second.page.waitForSelector("#outcome");
  await pictures(second.page, "opening-imported", language);
  await second.page.click("#outcome ~ p a");
  for (const [name] of VISITORS[language]) await second.page.waitForSelector(`text=${name}`);
  assert.equal(await second.page.locator("tbody tr").count(), 2);
  await pictures(second.page, "opening-contacts", language);
  await page.goto(ownCase);
  assert.deepEqual([...first.wrong, ...second.wrong], []);
  await Promise.all([first.context.close(), second.context.close()]);
};

export const walks = {
  "two officers open a visitor log and who was there becomes a contact, in Vietnamese": walk("vi"),
  "two officers open a visitor log and who was there becomes a contact, in English": walk("en"),

  "without scripts an officer reads what is signed and refuses it, and the page says what needs scripts": async (browser, server) => {
    const url = server.url.replace("127.0.0.1", "localhost");
    const { context, page, wrong } = await openWindow(browser, { ...server, url }, { javaScriptEnabled: false, locale: "en-GB" });
    await signIn(page, "xa-giam-sat-en");
    await page.goto("/console/signing-keys");
    assert.ok(await page.isVisible("[data-needs-scripts]") || await page.isVisible("a[href$='/pem']"));
    assert.equal(await page.isVisible("form[data-make]"), false);
    await page.goto("/console/openings");
    await page.waitForSelector("h1");
    assert.deepEqual(wrong, []);
    await context.close();
  },
};
