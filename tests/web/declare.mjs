// What whoever declares their health does, in a real browser.
import assert from "node:assert/strict";
import { accessible, expected, openWindow, pictures } from "./browser.mjs";

/** A number for each language, for a number gets three messages a day. */
const NUMBERS = { vi: "0911111111", en: "0922222222" };
const CONTEXTS = { vi: { locale: "vi-VN" }, en: { locale: "en-GB" } };

export async function showNumber(page, server, number) {
  await page.goto("/khai-bao");
  await page.click("main a.button");
  await page.fill("#answer", number);
  await page.click("main button");
  await page.waitForURL("**/khai-bao/code");
  await page.fill("#answer", await server.password(`+84${number.slice(1)}`));
  await page.click("main button");
  await page.waitForURL("**/khai-bao");
}

/** Fills the fields of these names; those of choices are checked or selected. */
export async function fill(page, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`[name="${name}"]`).first();
    const type = await field.evaluate((node) => (node.tagName === "SELECT" ? "select" : node.type));
    if (type === "radio") await page.check(`[name="${name}"][value="${value}"]`);
    else if (type === "select") await field.selectOption(value === "*" ? { index: 1 } : value);
    else await field.fill(value);
  }
}

/** "No" to every question of yes or no. */
export const sayNo = async (page) => {
  for (const radio of await page.locator('input[type="radio"][value="no"]').all()) await radio.check();
};

/** Ward and province of the stay, in the province of the gate: its officers see the declaration. */
const STAYS = { 101: ["00001", "01"], 102: ["26740", "79"], 103: ["20194", "48"], 104: ["22327", "56"] };
export const SYMPTOMS = ["fever", "cough", "breath", "throat", "vomit", "diarrhoea", "bleeding", "rash"];

const day = () => {
  const [date] = new Date(Date.now() + 7 * 3_600_000).toISOString().split("T");
  return date;
};

/** What somebody who lands writes into the form of entry, with what is written otherwise. */
export const traveller = (gate, seat, changed) => ({
  name: `Trần Văn Ngọc ${seat}`, birth_year: "1990", gender: "male", nationality: "Việt Nam", passport: `C99887${seat}`,
  category: "vietnamese", gate, transport: "plane", vehicle: "VN 301", seat, depart_date: day(), entry_date: day(),
  depart_country: "Nhật Bản", depart_province: "Osaka", arrive_province: STAYS[gate][1], "countries_recent~0": "Nhật Bản",
  "stay.ward": STAYS[gate][0], "stay.detail": "12 Hùng Vương", "contact.ward": "26740", "contact.detail": "12 Hùng Vương",
  phone: "0933333333", "quarantine.kind": "hotel", "quarantine.place": "Khách sạn Hoa Sen",
  ...Object.fromEntries(SYMPTOMS.map((name) => [`symptom.${name}`, "no"])), "exposure.animal": "no", "exposure.case": "no",
  ...changed,
});

const PERSON = {
  name: "Nguyễn Thị Hoa", id_number: "B7654321", birth_year: "1987", gender: "female", nationality: "Việt Nam",
  "address.ward": "loc thanh", "address.detail": "12 Hùng Vương", phone: "0911111111",
};

async function declare(browser, server, language, scripts, number = NUMBERS[language]) {
  const { context, page, wrong } = await openWindow(browser, server, { ...CONTEXTS[language], javaScriptEnabled: scripts });
  const seen = scripts ? (name) => (language === "vi" ? pictures(page, name, language) : accessible(page, `${name} ${language}`)) : () => {};
  await page.goto("/khai-bao");
  await seen("declare-start");
  await showNumber(page, server, number);

  await page.goto("/khai-bao/form/ncovi");
  assert.equal(await page.locator("input:checked").count(), 0, "nothing is preselected");
  await page.click("main form.declare > button");
  await page.waitForSelector("#errors");
  expected(wrong, 400);
  assert.equal(await page.locator("#errors li").count(), 24);
  await fill(page, PERSON);
  await sayNo(page);
  await page.check('[name="condition.hiv"][value=""]');
  await page.check('[name="condition.pregnancy"][value=""]');
  await page.click("main form.declare > button");
  await page.waitForSelector('[name="address.ward~one"]');
  expected(wrong, 400);
  assert.equal(await page.inputValue("#name"), PERSON.name, "what was written stays");
  assert.equal(await page.locator("#errors li").count(), 1);
  await seen("declare-form");
  await page.locator('[name="address.ward~one"]').first().check();
  await page.check('[name="symptom.cough"][value="yes"]');
  await page.click("main form.declare > button");
  await page.waitForURL("**/khai-bao/own/*");
  assert.match(await page.textContent("main"), language === "vi" ? /gọi ngay trạm y tế/ : /call the health station/);
  await seen("declare-sent");
  await page.goto("/khai-bao/form/ncovi");
  assert.ok(await page.locator("main p.warning").isVisible(), "declared today already");
  await page.goto("/khai-bao/form/vhd");
  await seen("declare-entry");
  await page.goto("/khai-bao/own");
  await seen("declare-own");
  await page.goto("/khai-bao/own/erase");
  await page.click("main button");
  await page.waitForURL("**/khai-bao/own");
  assert.ok(await page.locator("main p.empty").isVisible());
  assert.deepEqual(wrong, []);
  await context.close();
}

/** The forms, with what an empty one says is missing. */
const FORMS = ["vhd", "vhd-daily", "ncovi", "ncovi-daily", "domestic", "suspect"];

/** Every form in both languages on a screen of 1280 px at 200 % zoom: nothing is cut off, and nothing keeps anybody from using it. */
async function zoomed(browser, server) {
  const { context, page, wrong } = await openWindow(browser, server, { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 });
  await showNumber(page, server, "0916161616");
  for (const language of ["vi", "en"]) {
    await page.goto(`/khai-bao/language/${language}?back=/khai-bao`);
    for (const form of FORMS) {
      const name = `form ${form} ${language} at 200 %`;
      const fits = async () => assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is wider than its window`);
      await page.goto(`/khai-bao/form/${form}`);
      assert.equal(await page.getAttribute("html", "lang"), language);
      await fits();
      await accessible(page, name);
      await page.click("main form.declare > button");
      await page.waitForSelector("#errors");
      expected(wrong, 400);
      await fits();
      await accessible(page, `${name}, empty`);
      // A link of the list of errors leads to a field that is seen.
      await page.click("#errors li a");
      assert.ok(await page.evaluate(() => {
        const { top, bottom } = document.querySelector(":target").getBoundingClientRect();
        return bottom > 0 && top < innerHeight;
      }), name);
    }
  }
  assert.deepEqual(wrong, []);
  await context.close();
}

/** Somebody reports a neighbour, without scripts too. */
const suspect = (language, scripts) => async (browser, server) => {
  const { context, page, wrong } = await openWindow(browser, server, { ...CONTEXTS[language], javaScriptEnabled: scripts });
  const seen = scripts ? (name) => pictures(page, name, language) : () => {};
  await showNumber(page, server, { vi: "0917171717", en: "0918181818" }[language]);
  await page.goto("/bao-nghi-ngo");
  assert.match(page.url(), /\/khai-bao\/form\/suspect$/);
  await seen("suspect-form");
  await fill(page, { "who.about": "Nhà số 7", "at.ward": "27163", "at.detail": "Hẻm 7", "why.kind": "symptoms", "why.words": "Ho và sốt hai ngày" });
  await page.click("main form.declare > button");
  await page.waitForURL("**/khai-bao/own/*");
  assert.match(await page.textContent("main"), language === "vi" ? /Cán bộ chưa xem/ : /No officer has looked at it yet/);
  await seen("suspect-sent");
  assert.deepEqual(wrong, []);
  await context.close();
};

export const walks = {
  "every form of declarations is usable at 200 % zoom in both languages": zoomed,
  "somebody reports a person who may be ill": suspect("vi", true),
  "somebody reports a person who may be ill, in English without scripts": suspect("en", false),
  "somebody declares their health in English with scripts": (browser, server) => declare(browser, server, "en", true, "0919191919"),
  "somebody declares their health, is told what to do, and erases it": (browser, server) => declare(browser, server, "vi", true),
  "somebody declares their health in English without scripts": (browser, server) => declare(browser, server, "en", false),
};
