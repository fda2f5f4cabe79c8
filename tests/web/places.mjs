// What whoever runs a place does, in a real browser.
import assert from "node:assert/strict";
import { accessible, expected, openWindow, pictures } from "./browser.mjs";

/** A number for each language, for a number gets three messages a day. */
const NUMBERS = { vi: "0912345678", en: "0987654321" };
const NAMES = { vi: "Quán cơm Hoa Sen", en: "Trường Lộc Thắng" };

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

/** From a number to the page of a place. */
async function register(page, server, language) {
  await page.goto("/dia-diem");
  await page.click("main a.button");
  await page.fill("#answer", NUMBERS[language]);
  await page.click("main button");
  await page.waitForURL("**/dia-diem/code");
  await page.fill("#answer", await server.password(`+84${NUMBERS[language].slice(1)}`));
  await page.click("main button");
  await page.waitForURL("**/dia-diem");
  await page.click("main a.button");
  await answer(page, "name", NAMES[language]);
  await choose(page, "category", language === "vi" ? "restaurant" : "school");
  await page.waitForURL("**/dia-diem/new/unit");
  await page.fill("#q", "bao lam 1 lam dong");
  await page.click("main form[role=search] button");
  await page.waitForURL("**/dia-diem/new/unit?q=*");
}

async function finish(page) {
  await choose(page, "unit", "25054");
  await answer(page, "address", "12 Hùng Vương");
  await answer(page, "hours", "6–22 giờ");
  await answer(page, "capacity", "40");
  await answer(page, "registrant", "Lê Văn Ân");
  await choose(page, "log", "no");
  await page.waitForURL("**/dia-diem/new/check");
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
  await register(page, server, language);
  await pictures(page, "place-unit", language);
  await finish(page);
  await pictures(page, "place-check", language);
  await page.click("main form button");
  await page.waitForURL(/\/dia-diem\/places\/[0-9a-f]{32}$/);
  assert.equal(await page.textContent("h1"), NAMES[language]);
  await page.waitForSelector(".state.todo");
  await pictures(page, "place-own", language);
  await page.click("a[href$='/managers']");
  await accessible(page, `managers ${language}`);
  assert.deepEqual(wrong, []);
  await context.close();
};

export const walks = {
  "whoever runs a place registers it by the code of a text message, in Vietnamese": registers("vi"),
  "whoever runs a place registers it by the code of a text message, in English": registers("en"),
};
