// What ends early, in a real browser: a report that its patient takes back, and a case that is erased before its day.
import assert from "node:assert/strict";
import { expected, openWindow, pictures } from "./browser.mjs";
import { issueCode, openCase, signIn } from "./walks.mjs";

const endsEarly = (language) => async (browser, server) => {
  const { context, page, wrong } = await openWindow(browser, server, { locale: language === "vi" ? "vi-VN" : "en-GB" });
  await signIn(page);
  const address = await openCase(page, `BN rút lại ${language}`);
  const code = await issueCode(page, "short");
  const takeBack = server.reportToTakeBack(code);
  await page.goto(address);
  await page.waitForSelector("h1 .state.good", { timeout: 45_000 });
  await page.waitForFunction(() => window.htmx !== undefined);
  const before = await page.locator(".timeline li").count();
  await takeBack();
  // The page says so by itself.
  await page.waitForSelector("h1 .state.todo", { timeout: 45_000 });
  assert.equal(await page.locator(".timeline li").count(), before + 1);
  assert.equal(await page.locator("td[colspan] .state.off").count(), 1, "the report says that it was taken back");
  await pictures(page, "case-report-withdrawn", language);

  await page.goto(`${address}/contacts/new`);
  await page.fill("#name", "Nguyễn Văn Ân");
  await page.click("main form button");
  await page.waitForURL(/\/console\/contacts\/[0-9a-f]{32}$/);
  await page.goto(`${page.url()}/lift`);
  expected(wrong, 404);
  await page.goto(address);
  await page.click("a[href$='/erasure']");
  await page.waitForSelector("input[name=reason]");
  await pictures(page, "case-erase", language);
  await page.check("input[value=consent]");
  await page.click("main form button");
  await page.waitForURL(/\/console\/cases$/);
  await page.goto(address);
  expected(wrong, 404);
  assert.deepEqual(wrong, []);
  await context.close();
};

/** The same page serves without scripts. */
const erasesWithoutScripts = async (browser, server) => {
  const { context, page, wrong } = await openWindow(browser, server, { locale: "vi-VN", javaScriptEnabled: false });
  await signIn(page);
  const address = await openCase(page, "BN xóa sớm");
  await page.goto(`${address}/erasure`);
  await page.check("input[value=mistake]");
  await page.click("main form button");
  await page.waitForURL(/\/console\/cases$/);
  assert.deepEqual(wrong, []);
  await context.close();
};

export const walks = {
  "a patient takes a report back and the case is erased, in Vietnamese": endsEarly("vi"),
  "a patient takes a report back and the case is erased, in English": endsEarly("en"),
  "a case is erased early without scripts": erasesWithoutScripts,
};
