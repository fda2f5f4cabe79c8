// A visitor without phone and card reads out the code of their number: the checker's device shows a card of today, which is read
// at the way out. Wrong codes, too many messages and a missing network lead back to writing for the visitor.
import assert from "node:assert/strict";
import { expected, openWindow } from "./browser.mjs";
import { drawing } from "./camera.mjs";
import { invited, letThrough, seen, waitFor } from "./checkers.mjs";

const PLACES = {
  vi: { number: "0966000111", name: "Trạm y tế Lộc Đức", category: "hospital", visitor: "0900333111" },
  en: { number: "0966000222", name: "Trạm y tế Lộc An", category: "hospital", visitor: "0900333222" },
};

async function type(page, { name, phone, year }) {
  await page.click("#type");
  await page.fill("#name", name);
  await page.fill("#phone", phone);
  await page.fill("#year", year);
  await page.click("#prove");
}

const saidBad = (page) => page.waitForSelector("#said.bad-news:not(:empty)");

const proves = (language) => async (browser, server) => {
  const { visitor, ...place } = PLACES[language];
  const { manager, own, address } = await invited(browser, server, language, place);
  const { context, page, wrong } = await openWindow(browser, server, { locale: language === "vi" ? "vi-VN" : "en-GB", viewport: { width: 360, height: 740 } });
  await page.goto(address);
  await waitFor(page, "at");
  await type(page, { name: "Nguyễn Thị Bình", phone: "", year: "1952" });
  await saidBad(page);
  assert.ok(await page.isVisible("#typing"), "no number, no message");
  await page.fill("#phone", visitor);
  await page.click("#prove");
  await waitFor(page, "proving");
  await seen(page, "checker-otp", language);
  const code = await server.password(`+84${visitor.slice(1)}`);
  await page.fill("#otp", code === "000000" ? "000001" : "000000");
  await page.click("#proved");
  await saidBad(page);
  assert.match(await page.textContent("#said"), language === "vi" ? /Mã không đúng/ : /code is wrong/);
  await page.fill("#otp", code);
  await page.press("#otp", "Enter");
  await waitFor(page, "card");
  assert.equal(await page.textContent("#line"), `N. T. B*** · •••••••${visitor.slice(-3)}`);
  assert.ok(!await page.isVisible("#paper"), "who showed the number is not asked for its digits");
  await seen(page, "checker-card", language);
  const drawn = drawing(...await page.$eval("#card-qr", (picture) => [picture.viewBox.baseVal.width, picture.querySelector("path").getAttribute("d")]));
  assert.ok(drawn.modules <= 49, `${drawn.modules} modules`);
  const taken = page.waitForResponse((answer) => answer.url().endsWith("/v1/visitor-log/checked"));
  await letThrough(page);
  assert.equal((await taken).ok(), true);
  assert.ok(!await page.isVisible("#card"));
  assert.equal(await page.getAttribute("#card-qr path", "d"), "", "the next visitor sees no card of another");

  // The way out: the picture that the visitor took, also without a network.
  await page.waitForSelector("html[data-kept]", { state: "attached" });
  await context.setOffline(true);
  await page.reload();
  await waitFor(page, "at");
  await page.check("input[name=direction][value='2']");
  await page.fill("#code", drawn.text);
  await page.press("#code", "Enter");
  await waitFor(page, "visitor");
  assert.ok(await page.isVisible("#paper") && !await page.isVisible("#card"));
  await letThrough(page);
  // Without a network nobody is sent a message, and the visitor is written down.
  await page.check("input[name=direction][value='1']");
  await type(page, { name: "Lê Văn Ánh", phone: "0900333999", year: "" });
  await saidBad(page);
  await page.click("#typed");
  await waitFor(page, "visitor");
  await letThrough(page);
  await context.setOffline(false);
  await page.waitForSelector("#queue", { state: "hidden" });
  await manager.page.goto(`${own}/visitors`);
  await manager.page.waitForSelector("#lines:not([hidden])");
  assert.match(await manager.page.textContent("#heads"), /: 2 · .*: 1$/);
  const hours = (rows) => rows.map((row) => row.cells[1].textContent);
  const [ofServer, ofLines] = [await manager.page.$$eval("main > .scroll .by-hour tbody tr", hours), await manager.page.$$eval("#head-hours tbody tr", hours)];
  assert.ok(ofLines.length > 0 && ofLines.every((hour) => ofServer.includes(hour)), `the place's clock: ${ofLines} of ${ofServer}`);
  const byHour = await manager.page.$$eval("#head-hours tbody tr", (rows) => rows.map((row) => Array.from(row.cells, ({ textContent }) => Number(textContent)).slice(2)));
  assert.deepEqual(byHour.reduce(([came, left], [more, less]) => [came + more, left + less], [0, 0]), [2, 1], "heads by hour");
  expected(wrong, 403);
  assert.deepEqual(wrong.filter((text) => !text.includes("ERR_INTERNET_DISCONNECTED")), []);
  assert.deepEqual(manager.wrong, []);
  await Promise.all([context.close(), manager.context.close()]);
};

export const walks = {
  "a visitor at the door shows their number and gets a card of today, in Vietnamese": proves("vi"),
  "a visitor at the door shows their number and gets a card of today, in English": proves("en"),
};
