// One person declares for a family of six, one of them takes their record over, and the day after all is declared in one act. A
// group of three shares a journey; one of them reports from quarantine.
import assert from "node:assert/strict";
import { accessible, expected, openWindow, pictures } from "./browser.mjs";
import { SYMPTOMS, fill, sayNo, showNumber, traveller } from "./declare.mjs";
import { passOf } from "./gate.mjs";
import { signIn } from "./walks.mjs";

const CONTEXTS = { vi: { locale: "vi-VN" }, en: { locale: "en-GB" } };
/** The declarer's number, that of who takes a record over, and that of the group. */
const NUMBERS = { vi: ["0961000001", "0961000002", "0961000003"], en: ["0962000001", "0962000002", "0962000003"] };
/** Đà Nẵng and Cam Ranh, where no other walk goes. */
const GATES = { vi: "103", en: "104" };
const FAMILY = [["Lê Văn Một", "1955", "parent"], ["Lê Thị Hai", "1984", "sibling"], ["Lê Thị Ba", "2010", "child"], ["Lê Văn Bốn", "2013", "child"], ["Lê Văn Năm", "2017", "child"]];
const ADDRESS = { nationality: "Việt Nam", "address.ward": "25054", "address.detail": "12 Hùng Vương" };

const idOf = (page) => page.url().split("/").at(-1);
/** Pictures in Vietnamese; in English the same pages are looked through by axe, and with scripts off by the eyes of the tests alone. */
const looker = (page, language, scripts) => (name) => {
  if (!scripts) return undefined;
  return language === "vi" ? pictures(page, name, language) : accessible(page, `${name} ${language}`);
};

async function send(page) {
  await page.click("main form.declare > button");
  await page.waitForURL("**/khai-bao/own/*");
  return idOf(page);
}

/** Answers that nothing stands out of. */
async function well(page, fields) {
  await fill(page, fields);
  await sayNo(page);
  for (const name of ["hiv", "pregnancy"]) await page.check(`[name="condition.${name}"][value=""]`);
}

const family = (language, scripts) => async (browser, server) => {
  const { context, page, wrong } = await openWindow(browser, server, { ...CONTEXTS[language], javaScriptEnabled: scripts });
  const seen = looker(page, language, scripts);
  const [own, other] = NUMBERS[language];
  await showNumber(page, server, own);
  await page.goto("/khai-bao/family/new");
  await page.click("main form button");
  await page.waitForSelector("#errors");
  expected(wrong, 400);
  assert.equal(await page.locator("#errors li").count(), 4, "the number alone may be left out");
  await seen("family-new");
  for (const [name, year, relation] of FAMILY) {
    await page.goto("/khai-bao/family/new");
    await fill(page, { name, birth_year: year, relation, phone: year === "1984" ? other : "" });
    await page.check("#consent");
    await page.click("main form button");
    await page.waitForURL("**/khai-bao/family");
  }
  await page.goto("/khai-bao/form/ncovi");
  await well(page, { name: "Lê Văn Sáu", id_number: "B7654321", birth_year: "1987", gender: "male", phone: own, ...ADDRESS });
  const sent = [await send(page)];
  const records = {};
  for (const [name] of FAMILY) {
    await page.goto("/khai-bao/family");
    await page.locator(`ul.cards > li:has-text("${name}") ul a`).first().click();
    await page.waitForURL("**/form/ncovi?person=*");
    assert.equal(await page.inputValue("#name"), name, "what is known of the person stands there");
    assert.equal(await page.locator("input:checked").count(), 0, "nothing of the declarer's is said for somebody else");
    await well(page, { id_number: `C${name.length}7654321`, gender: "female", phone: own, ...ADDRESS });
    records[name] = await send(page);
    sent.push(records[name]);
    await page.waitForSelector(`main strong:has-text("${name}")`);
  }
  await page.goto("/khai-bao/family");
  assert.equal(await page.locator("main a.state").count(), 6, "six declared today");
  await seen("family");

  // Nothing changed since yesterday: one press each.
  server.dayPasses(...sent);
  await page.goto("/khai-bao/family");
  assert.equal(await page.locator("form[action='/khai-bao/again']").count(), 6);
  await seen("family-again");
  await page.locator(`ul.cards > li:has-text("${FAMILY[2][0]}") form button`).click();
  await page.waitForURL("**/khai-bao/own/*");
  assert.match(await page.textContent("main"), new RegExp(FAMILY[2][0]));
  await page.goto("/khai-bao");
  await seen("family-again-own");
  await page.click("form[action='/khai-bao/again'] button");
  await page.waitForURL("**/khai-bao/own/*");
  await page.goto("/khai-bao/family");
  assert.equal(await page.locator("form[action='/khai-bao/again']").count(), 4, "two are done");

  // The sister shows her own number and the year of her birth: her record is hers alone.
  const sister = await openWindow(browser, server, { ...CONTEXTS[language], javaScriptEnabled: scripts });
  const hers = looker(sister.page, language, scripts);
  await showNumber(sister.page, server, other);
  assert.match(await sister.page.textContent("main p.warning"), language === "vi" ? /khai thay/ : /declares for you/);
  await sister.page.click("main p.warning a");
  assert.doesNotMatch(await sister.page.textContent("main"), /Lê Thị Hai/, "nothing is told before the year of birth");
  await sister.page.fill("input[name=birth_year]", "1985");
  await sister.page.click("main form button");
  await sister.page.waitForSelector("#errors");
  expected(sister.wrong, 400);
  await hers("family-take-over");
  await sister.page.fill("input[name=birth_year]", "1984");
  await sister.page.click("main form button");
  await sister.page.waitForURL("**/khai-bao/own");
  await sister.page.goto(`/khai-bao/own/${records["Lê Thị Hai"]}`);
  assert.match(await sister.page.textContent("main"), /Lê Thị Hai/);
  await hers("family-taken-over");
  await page.goto("/khai-bao/family");
  assert.equal(await page.locator(`ul.cards > li:has-text("Lê Thị Hai")`).count(), 0);
  const gone = await page.goto(`/khai-bao/own/${records["Lê Thị Hai"]}`);
  assert.equal(gone.status(), 404, "whoever declared reads it no more");
  expected(wrong, 404);
  assert.deepEqual([...wrong, ...sister.wrong], []);
  await sister.context.close();
  await context.close();
};

const group = (language, scripts) => async (browser, server) => {
  const number = NUMBERS[language][2];
  const gate = GATES[language];
  const { context, page, wrong } = await openWindow(browser, server, { ...CONTEXTS[language], bypassCSP: true });
  const seen = looker(page, language, scripts);
  await showNumber(page, server, number);
  const seatless = traveller(gate, "", { name: "Phạm Văn Trưởng", passport: "D1000001" });
  await page.goto("/khai-bao/form/vhd");
  await fill(page, seatless);
  await page.click("main form.declare > button");
  await page.waitForSelector("#errors a[href='#seat']");
  expected(wrong, 400);
  assert.equal(await page.locator("#errors li").count(), 1, "a plane has seats");
  await page.click("#errors a[href='#seat']");
  assert.equal(await page.evaluate(() => document.activeElement.id), "seat", "the list leads to the field");
  await seen("group-seat");
  await page.fill("#seat", "9A");
  const leader = await send(page);
  const passes = [];
  for (const [at, name] of ["Phạm Thị Hai", "Phạm Văn Ba"].entries()) {
    await page.goto(`/khai-bao/own/${leader}`);
    await page.click("main a[href*='leader=']");
    await page.waitForURL("**/form/vhd?leader=*");
    assert.deepEqual([await page.inputValue("#vehicle"), await page.inputValue("#seat"), await page.inputValue("#name")], ["VN 301", "", ""], "the journey is shared, the seat is not");
    await seen("group-member");
    const { seat, passport, birth_year, gender, nationality, category } = traveller(gate, `9${"BC"[at]}`, { passport: `D100000${at + 2}` });
    await fill(page, { name, seat, passport, birth_year, gender, nationality, category });
    await sayNo(page);
    if (at === 1) await page.check('[name="symptom.fever"][value="yes"]');
    const member = await send(page);
    await page.goto(`/khai-bao/own/${member}/pass`);
    passes.push(await passOf(page));
  }
  await page.goto(`/khai-bao/own/${leader}`);
  assert.equal(await page.locator("main ul.plain li a[href$='/pass']").count(), 2);
  await seen("group-leader");

  // The officer orders the ill one into quarantine, who reports from there on the next day.
  const officer = await openWindow(browser, server, { ...CONTEXTS[language] });
  await signIn(officer.page, `doan-${language}`);
  await officer.page.goto(`/console/gate/${gate}`);
  await officer.page.fill("#code", passes[1]);
  await officer.page.press("#code", "Enter");
  await officer.page.waitForURL(`**/console/gate/${gate}/*`);
  await officer.page.check("input[value=quarantine]");
  await officer.page.fill("#place", "Khách sạn Hoa Sen");
  await officer.page.click("form[action$='/decide'] button");
  await officer.page.waitForSelector("a[href$='/plan']");
  const entry = idOf(officer.page);
  server.dayPasses(entry);
  await page.goto("/khai-bao");
  assert.match(await page.textContent("main ul.cards"), /Phạm Văn Ba/);
  await seen("diary-start");
  await page.click("main a[href*='form/vhd-daily']");
  await page.waitForURL("**/form/vhd-daily?*");
  await page.click("main form.declare > button");
  await page.waitForSelector("#errors");
  expected(wrong, 400);
  await fill(page, { temperature: "36,8", left_place: "no", ...Object.fromEntries(SYMPTOMS.map((name) => [`symptom.${name}`, "no"])) });
  await seen("diary-form");
  await send(page);
  await seen("diary-sent");
  await page.goto("/khai-bao");
  assert.match(await page.textContent("main ul.cards"), language === "vi" ? /đã gửi: 1/ : /sent today: 1/i);
  assert.deepEqual([...wrong, ...officer.wrong], []);
  await officer.context.close();
  await context.close();
};

export const walks = {
  "one declares for a family of six, one takes their record over, and nothing changed since yesterday": family("vi", true),
  "a family of six in English without scripts": family("en", false),
  "three travellers share a journey, and one reports from quarantine": group("vi", true),
  "three travellers and a daily report in English": group("en", true),
};
