// Contacts in a real browser: a phone answers, the contact is there by itself, and what an officer does with it.
import assert from "node:assert/strict";
import { expected, openWindow, pictures } from "./browser.mjs";
import { issueCode, openCase, signIn } from "./walks.mjs";

/** Adds a contact by the form. */
async function addContact(page, address, name, number) {
  await page.goto(`${address}/contacts/new`);
  await page.fill("#name", name);
  await page.fill("#phone", number);
  await page.click("main form button");
  await page.waitForURL(/\/console\/contacts\/[0-9a-f]{32}$/);
  return page.url();
}

const worksWithContacts = (language, number) => async (browser, server) => {
  const { context, page, wrong } = await openWindow(browser, server, { locale: language === "vi" ? "vi-VN" : "en-GB" });
  await signIn(page);
  const address = await openCase(page, `BN tiếp xúc ${language}`);
  const code = await issueCode(page, "short");
  await page.goto(address);
  await page.click("a[href^='/console/contacts?case=']");
  await page.waitForSelector(".empty");
  await pictures(page, "contacts-empty", language);

  // A phone answers: the list shows the contact by itself.
  await page.waitForFunction(() => window.htmx !== undefined);
  await server.callMe(code, number);
  await page.waitForSelector("tbody .state.good", { timeout: 15_000 });
  const list = page.url();
  await page.click("tbody th a");
  await page.waitForSelector(".say");
  await pictures(page, "contact-answered", language);

  await page.goto(`${address}/contacts/new`);
  await pictures(page, "contact-new", language);
  await page.fill("#name", "Nguyễn Văn Ân");
  await page.fill("#phone", "12");
  await page.click("main form button");
  await page.waitForSelector(".errors a[href='#phone']");
  expected(wrong, 400);
  await pictures(page, "contact-new-wrong", language);
  await page.fill("#phone", "0912 345 699");
  await page.click("main form button");
  await page.waitForURL(/\/console\/contacts\/[0-9a-f]{32}$/);
  await page.click("summary");
  await page.fill("#address", "12 Trần Phú");
  await page.fill("#notes", "ho từ hôm qua\nsốt nhẹ");
  await pictures(page, "contact-change", language);
  await page.click("details form button");
  await page.waitForSelector("text=12 Trần Phú");
  await addContact(page, address, "Lê Thị Đào", "0912 345 698");

  // Found without marks, and ticked boxes outlive what the page fetches by itself.
  await page.goto(list);
  await page.fill("#q", "nguyen an");
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  await page.fill("#q", "");
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 3);
  await page.check("[data-all]");
  await page.evaluate(() => window.htmx.trigger(document.body, "lancan:changed"));
  await page.waitForResponse((answer) => answer.url().includes("/console/contacts") && answer.request().headers()["hx-trigger"] === "live");
  await page.waitForFunction(() => document.querySelectorAll("input[name=contact]:checked").length === 3);
  await page.selectOption("#set", "follow_up");
  await page.click(".below button");
  await page.waitForSelector(".found[role=status]");
  await page.waitForSelector("tbody .state.going");
  await pictures(page, "contacts", language);
  await page.goto(address);
  await pictures(page, "case-contacts", language);
  assert.deepEqual(wrong, []);
  await context.close();
};

export const walks = {
  "a phone answers, the contact shows by itself and is worked with, in Vietnamese": worksWithContacts("vi", "+84912345601"),
  "a phone answers, the contact shows by itself and is worked with, in English": worksWithContacts("en", "+84912345602"),

  "with JavaScript off an officer adds a contact, finds it, changes it and sets its status": async (browser, server) => {
    const { context, page, wrong } = await openWindow(browser, server, { javaScriptEnabled: false, locale: "vi-VN" });
    await signIn(page);
    const address = await openCase(page, "BN tiếp xúc không mã lệnh");
    const contact = await addContact(page, address, "Trần Thị Cúc", "0912 345 697");
    await page.click("summary");
    await page.fill("#relation", "đồng nghiệp");
    await page.click("details form button");
    await page.waitForSelector("text=đồng nghiệp");
    await page.goto(address);
    await page.click("a[href^='/console/contacts?case=']");
    await page.fill("#q", "cuc");
    await page.click(".filters button");
    await page.check("input[name=contact]");
    await page.selectOption("#set", "lost");
    await page.click(".below button");
    await page.waitForSelector(".found[role=status]");
    await page.goto(contact);
    await page.waitForSelector("h1 .state.bad");
    assert.deepEqual(wrong, []);
    await context.close();
  },
};
