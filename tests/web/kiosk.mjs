// A kiosk, without scripts too: one traveller declares by a recovery code, presses Done, and the next one sees nothing of them; on
// another device the code opens the pass again.
import assert from "node:assert/strict";
import { expected, openWindow, pictures } from "./browser.mjs";
import { fill, traveller } from "./declare.mjs";

const kiosk = (language, scripts) => async (browser, server) => {
  const locale = language === "vi" ? "vi-VN" : "en-GB";
  const { context, page, wrong } = await openWindow(browser, server, { locale, javaScriptEnabled: scripts });
  const seen = async (shown, name) => { if (scripts) await pictures(shown, name, language); };
  const [gate, seat] = { vi: ["101", "41A"], en: scripts ? ["102", "41B"] : ["102", "41C"] }[language];
  await page.goto("/khai-bao");
  await page.click("a[href='/khai-bao/kiosk']");
  await seen(page, "kiosk");
  await page.click("main form button");
  await page.waitForURL("**/khai-bao");
  await page.click("main a.button");
  await seen(page, "number-or-code");
  await page.click("main a[href='/khai-bao/without-number']");
  await seen(page, "without-number");
  await page.click("form[action='/khai-bao/without-number'] button");
  await page.waitForURL("**/khai-bao/recovery");
  const code = (await page.textContent("p.recovery")).trim();
  await seen(page, "recovery");
  await page.click("main a.button");
  await fill(page, traveller(gate, seat, { vehicle: "VN 777" }));
  await page.click("main form.declare > button");
  await page.waitForURL("**/khai-bao/own/*");
  const own = page.url();
  assert.ok((await page.textContent("main")).includes(code), "the code stands beside the pass");
  await seen(page, "recovery-pass");
  await page.click("form.shared button");
  await page.waitForURL("**/khai-bao");
  assert.equal(await page.locator("form.shared").count(), 0);
  await page.goto(own);
  assert.ok(page.url().endsWith("/khai-bao/number"), "nobody is signed in any more");

  // The traveller's own telephone, later.
  const other = await openWindow(browser, server, { locale, viewport: { width: 360, height: 740 } });
  await other.page.goto("/khai-bao/without-number");
  await other.page.fill("#answer", "K7QM-2V9T");
  await other.page.click("form[action='/khai-bao/recovery'] button");
  await other.page.waitForSelector("#errors a[href='#answer']");
  await seen(other.page, "recovery-wrong");
  await other.page.fill("#answer", code.toLowerCase().replaceAll("-", " "));
  await other.page.click("form[action='/khai-bao/recovery'] button");
  await other.page.waitForURL("**/khai-bao");
  await seen(other.page, "recovered");
  await other.page.goto(`${own}/pass`);
  assert.equal(await other.page.locator("svg.qr.pass").count(), 1);
  expected(other.wrong, 400);
  assert.deepEqual([...wrong, ...other.wrong], []);
  await Promise.all([context.close(), other.context.close()]);
};

/** An address that there is none of. */
const nowhere = (language) => async (browser, server) => {
  const { context, page, wrong } = await openWindow(browser, server, { locale: language === "vi" ? "vi-VN" : "en-GB" });
  assert.equal((await page.goto("/nothing/here")).status(), 404);
  await pictures(page, "nowhere", language);
  expected(wrong, 404);
  await page.click("main a.button");
  assert.equal(new URL(page.url()).pathname, "/");
  assert.deepEqual(wrong, []);
  await context.close();
};

export const walks = {
  "a kiosk: a traveller without a number declares, leaves, and finds the pass by a code, in Vietnamese": kiosk("vi", true),
  "a kiosk: a traveller without a number declares, leaves, and finds the pass by a code, in English": kiosk("en", true),
  "with JavaScript off a kiosk forgets a traveller without a number, who finds the pass by a code": kiosk("en", false),
  "an address that there is none of leads to the first page, in Vietnamese": nowhere("vi"),
  "an address that there is none of leads to the first page, in English": nowhere("en"),
};
