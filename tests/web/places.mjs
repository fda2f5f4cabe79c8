// What whoever runs a place does, in a real browser.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { accessible, expected, openWindow, pictures } from "./browser.mjs";
import { openCase, signIn } from "./walks.mjs";

/** A number for each language, for a number gets three messages a day. */
const NUMBERS = { vi: "0912345678", en: "0987654321" };
const NAMES = { vi: "Quán cơm Hoa Sen", en: "Trường Lộc Thắng" };

/** Pictures in one language, a look at both: the pages differ in their words alone. */
const seen = (page, name, language) => (language === "vi" ? pictures(page, name, language) : accessible(page, `${name} ${language}`));

async function answer(page, question, text) {
  await page.waitForURL(`**/dia-diem/new/${question}`);
  await page.fill("#answer", text);
  await page.click("main form button");
}

async function choose(page, question, value) {
  await page.waitForURL(`**/dia-diem/new/${question}*`);
  await page.check(`input[value="${value}"]`);
  await page.click("main form:last-of-type button");
}

/** Whoever runs a place, and the place. */
const whoRuns = (language) => ({ number: NUMBERS[language], name: NAMES[language], category: language === "vi" ? "restaurant" : "school" });

/** From a number to the choice of a unit. */
export async function register(page, server, { number, name, category }) {
  await page.goto("/dia-diem");
  await page.click("main a.button");
  await page.fill("#answer", number);
  await page.click("main button");
  await page.waitForURL("**/dia-diem/code");
  await page.fill("#answer", await server.password(`+84${number.slice(1)}`));
  await page.click("main button");
  await page.waitForURL("**/dia-diem");
  await page.click("main a.button");
  await answer(page, "name", name);
  await choose(page, "category", category);
  await page.waitForURL("**/dia-diem/new/unit");
  await page.fill("#q", "bao lam 1 lam dong");
  await page.click("main form[role=search] button");
  await page.waitForURL("**/dia-diem/new/unit?q=*");
}

/** From the choice of a unit to the check of all answers. */
export async function finish(page) {
  await choose(page, "unit", "25054");
  await answer(page, "address", "12 Hùng Vương");
  await answer(page, "hours", "6–22 giờ");
  await answer(page, "capacity", "40");
  await answer(page, "registrant", "Lê Văn Ân");
  await choose(page, "log", "no");
  await page.waitForURL("**/dia-diem/new/check");
}

/** The code that a tablet shows at a time, as the protocol says (docs/protocol.md, Place codes). */
function shownAt(milliseconds, { address, days }) {
  const day = days.findLast(({ starts }) => starts * 1_000 <= milliseconds);
  const minute = Math.floor((milliseconds / 1_000 - day.starts) / 60);
  const number = Buffer.alloc(4);
  number.writeUInt32LE(day.starts / 60 + minute);
  const mac = createHmac("sha256", Buffer.from(day.key, "base64url")).update("lancan-rot-mac-v1").update(number).digest().subarray(0, 8);
  return address + Buffer.concat([Buffer.from(day.code, "base64url"), Buffer.from([minute & 255, minute >> 8]), mac]).toString("base64url");
}

/** A tablet opens its address, draws each minute, and goes on without a network. */
async function tablet(browser, server, page, own, language) {
  await page.goto(`${own}/tablet`);
  await accessible(page, `tablet ${language}`);
  await page.click("main form button");
  await page.waitForSelector("svg.qr");
  const address = await page.textContent("#address");
  const { context, page: door, wrong } = await openWindow(browser, server, { locale: language });
  // Early in a minute, so that none ends between two looks.
  const now = Math.floor(Date.now() / 60_000) * 60_000 + 2_000;
  await door.clock.install({ time: now });
  await door.goto(address);
  await door.waitForSelector("#code:not([hidden])");
  await seen(door, "place-tablet", language);
  const token = address.split("#")[1];
  const days = await (await context.request.post("/dia-diem/display", { form: { token } })).json();
  const text = () => door.getAttribute("#code", "data-text");
  assert.equal(await text(), shownAt(now, days));
  await door.waitForSelector("html[data-kept]");
  await context.setOffline(true);
  for (const minutes of [1, 23 * 60]) {
    const before = await text();
    await door.clock.fastForward(minutes * 60_000);
    await door.waitForFunction((old) => document.getElementById("code").dataset.text !== old, before);
  }
  const later = () => door.evaluate(() => Date.now());
  assert.equal(await text(), shownAt(await later(), days), "a day without a network is none without a code");
  await door.reload();
  await door.waitForSelector("#code:not([hidden])");
  assert.equal(await text(), shownAt(await later(), days), "a tablet that is started anew without a network shows its code");
  await door.clock.fastForward(26 * 3_600_000);
  await door.waitForSelector("#over:not([hidden])");
  assert.deepEqual(wrong.filter((text) => !text.includes("ERR_INTERNET_DISCONNECTED")), []);
  await context.close();
}

/** An officer of the ward verifies the place, publishes a time at it, and withdraws it. */
async function officer(browser, server, language) {
  const { context, page, wrong } = await openWindow(browser, server, { locale: language === "vi" ? "vi-VN" : "en-GB" });
  await signIn(page, `xa-${language}`);
  await page.click("nav a[href='/console/places']");
  await page.fill("#name", language === "vi" ? "hoa sen" : "truong loc");
  await page.click(".filters button");
  await pictures(page, "console-places", language);
  await page.click("tbody th a");
  await seen(page, "console-place", language);
  await page.click("form[action$='/verify'] button");
  await page.waitForSelector("h1 .state.good");
  await openCase(page, `BN dia diem ${language}`);
  await page.click("a[href$='/visits']");
  await seen(page, "console-visits-none", language);
  await page.click("a[href$='/interview']");
  await page.fill("#words", language === "vi" ? "hoa sen" : "truong loc");
  await page.click("button[name=look]");
  await page.waitForSelector("input[name=place]");
  const now = new Date(Date.now() + 7 * 3_600_000);
  const day = `${now.getUTCDate()}/${now.getUTCMonth() + 1}/${now.getUTCFullYear()}`;
  await page.fill("#from", `${day} 0:00`);
  await page.fill("#to", "hôm qua");
  await page.click("main form > .acts:last-of-type button");
  await page.waitForSelector(".errors a[href='#to']");
  expected(wrong, 400);
  await seen(page, "console-interview-wrong", language);
  await page.fill("#to", `${day} 0:00`);
  await page.click("main form > .acts:last-of-type button");
  await page.waitForSelector("#windows + .scroll tbody tr");
  await pictures(page, "console-visits", language);
  await page.click("button.quiet:has-text('Rút lại'), button.quiet:has-text('Withdraw')");
  await page.waitForSelector("#windows + .scroll .state.off");
  await page.goto("/console/places");
  // By its name: a walk in the other language may have closed its own place.
  await page.click(`tbody th a:has-text("${NAMES[language]}")`);
  await page.click("a[href$='/close']");
  await accessible(page, `console, close place ${language}`);
  await page.goto("/console/places/new");
  await accessible(page, `new place ${language}`);
  assert.deepEqual(wrong, []);
  await context.close();
}

const registers = (language) => async (browser, server) => {
  const { context, page, wrong } = await openWindow(browser, server, { locale: language === "vi" ? "vi-VN" : "en-GB" });
  await page.goto("/dia-diem");
  assert.equal(await page.getAttribute("html", "lang"), language);
  await pictures(page, "place-start", language);
  await page.goto("/dia-diem/number");
  await page.fill("#answer", "12");
  await page.click("main button");
  await page.waitForSelector(".errors a[href='#answer']");
  expected(wrong, 400);
  await accessible(page, `number ${language}`);
  await register(page, server, whoRuns(language));
  await seen(page, "place-unit", language);
  await finish(page);
  await seen(page, "place-check", language);
  await page.click("main form button");
  await page.waitForURL(/\/dia-diem\/places\/[0-9a-f]{32}$/);
  assert.equal(await page.textContent("h1"), NAMES[language]);
  await page.waitForSelector(".state.todo");
  await pictures(page, "place-own", language);
  const own = page.url();
  const poster = await context.request.get(`${own}/poster/a4`);
  assert.equal(poster.headers()["content-type"], "application/pdf");
  await tablet(browser, server, page, own, language);
  await officer(browser, server, language);
  await page.goto(own);
  await page.waitForSelector(".state.good");
  await page.waitForSelector(".cards .state.off");
  await pictures(page, "place-warned", language);
  await page.click("a[href$='/managers']");
  await accessible(page, `managers ${language}`);
  await page.click("main .hint a[href$='/close']");
  await seen(page, "place-close", language);
  await page.click("main form button");
  await page.waitForSelector("main p.lead");
  await accessible(page, `closed place ${language}`);
  await page.goto("/p#AAAA");
  await pictures(page, "place-landing", language);
  assert.deepEqual(wrong, []);
  await context.close();
};

export const walks = {
  "whoever runs a place registers it by the code of a text message, in Vietnamese": registers("vi"),
  "whoever runs a place registers it by the code of a text message, in English": registers("en"),
};
