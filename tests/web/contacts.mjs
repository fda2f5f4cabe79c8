// Contacts in a real browser: a phone answers, the contact is there by itself, and what an officer does with it.
import assert from "node:assert/strict";
import { expected, openWindow, pictures } from "./browser.mjs";
import { aSearchIsShownThoughThePageFetches, hold, isLive, issueCode, openCase, signIn, tell } from "./walks.mjs";

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
  await page.waitForSelector("tbody .state.good");
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
  await aSearchIsShownThoughThePageFetches(page, "nguyen an", 1);
  await page.check("[data-all]");
  await page.evaluate(() => window.htmx.trigger(document.body, "lancan:changed"));
  await page.waitForResponse((answer) => isLive(answer.request()));
  await page.waitForFunction(() => document.querySelectorAll("input[name=contact]:checked").length === 3);
  await page.selectOption("#set", "follow_up");
  await aChangeWhileThePageFetchesIsFetchedToo(page);
  assert.equal(await page.inputValue("#set"), "follow_up");
  assert.equal(await page.locator("input[name=contact]:checked").count(), 3);
  await page.click(".below button");
  await page.waitForSelector(".found[role=status]");
  await page.waitForSelector("tbody .state.going");
  await pictures(page, "contacts", language);
  await page.goto(address);
  await pictures(page, "case-contacts", language);
  assert.deepEqual(wrong, []);
  await context.close();
};

/** The first thing that the page fetches by itself is held back until another change was told. */
const aChangeWhileThePageFetchesIsFetchedToo = async (page) => {
  const release = await hold(page, isLive);
  await Promise.all([page.waitForRequest(isLive), tell(page)]);
  await tell(page);
  const second = page.waitForRequest(isLive);
  const settled = page.evaluate(() => new Promise((go) => {
    let times = 0;
    document.addEventListener("htmx:afterSettle", () => { times += 1; if (times === 2) go(); });
  }));
  await release();
  await Promise.all([second, settled]);
};

const LIST = ["Họ tên\tLớp\tSĐT\tNăm sinh\tNgày tiếp xúc", "Trần Văn Bình\t5A\t912345701\t2011\tNGÀY", "Lê Thị Cúc\t5A\t12\t2011\tNGÀY", "Phạm Thị Đào\t5A\t0912 345 702\tx\tNGÀY", "Vũ Minh Em\t5B\t\t2011\t1/1/2020", "TRAN VAN BINH\t5B\t0912345701\t\tNGÀY"];

/** Pasted rows, many at once, two that are one, follow-up, order, graph, a case. */
const worksWithALineList = (language) => async (browser, server) => {
  const { context, page, wrong } = await openWindow(browser, server, { locale: language === "vi" ? "vi-VN" : "en-GB" });
  await signIn(page);
  const address = await openCase(page, language === "vi" ? "BN-041" : "BN-042");
  const day = new Date(Date.now() - 2 * 86_400_000);
  const date = `${day.getUTCDate()}/${day.getUTCMonth() + 1}/${day.getUTCFullYear()}`;
  await page.goto(`${address}/contacts/lines`);
  await page.fill("#text", LIST.join("\n").replaceAll("NGÀY", date));
  await page.click("button[value=check]");
  assert.equal(await page.locator("td.faulty").count(), 3, "three cells are marked");
  await pictures(page, "contact-lines", language);
  await page.click("button[value=save]");
  await page.waitForSelector(".told");
  assert.equal((await page.inputValue("#text")).trim().split("\n").length, 4, "the three bad rows stay, under their heads");
  await page.fill("#text", (await page.inputValue("#text")).replace("\t12\t", "\t0912345703\t"));
  await page.click("button[value=save]");
  await page.waitForSelector(".told");
  assert.equal(await page.locator("tbody tr").count(), 2);

  await page.goto(`${address}/contacts/duplicates`);
  await pictures(page, "contact-duplicates", language);
  await page.click("tbody tr:last-child td:nth-child(2) button");
  await page.waitForURL(/\/console\/contacts\/[0-9a-f]{32}$/);
  const contact = page.url();
  await page.waitForSelector("text=TRAN VAN BINH");

  await page.goto(`${contact}/days`);
  await page.fill("#temperature", "38,4");
  await page.selectOption("#seen", "symptoms");
  await page.fill("#symptoms", "sốt, ho");
  await page.click("form.form >> nth=0 >> button");
  await page.waitForSelector("td .state.bad");
  await page.click("details >> nth=0 >> summary");
  await page.fill("#kind", "PCR");
  await page.click("details >> nth=0 >> button");
  await page.waitForSelector("td .state.going");
  await pictures(page, "contact-days", language);
  await page.goto("/console/follow-up");
  await page.waitForSelector("td.number .state.bad");
  await pictures(page, "follow-up", language);

  await page.goto(contact);
  // No rule of the built-in ones asks for quarantine today: the page says so, and offers no order.
  await page.waitForSelector(`text=${{ vi: "không quy định nào đang có hiệu lực yêu cầu cách ly", en: "no rule in force asks for quarantine" }[language]}`);
  assert.equal(await page.locator("form[action$='/order']").count(), 0);
  await page.goto(`${contact}/case`);
  await page.fill("#reference", `BN thành ca ${language}`);
  await page.click("main form button");
  await page.waitForURL(/\/console\/cases\/[0-9a-f]{32}$/);
  await page.goto(contact);
  await page.waitForSelector("a[href^='/console/cases/']:not(.trail a)");

  await page.goto(`${address}/contacts/new`);
  await page.fill("#name", "Hoàng Thị Giang");
  await page.selectOption("#tier_chosen", "f2");
  await page.selectOption("#parent", contact.split("/").at(-1));
  await page.click("main form button");
  await page.waitForURL(/\/console\/contacts\/[0-9a-f]{32}$/);
  await page.goto(`${address.replace(/\/$/, "")}/graph`);
  const drawn = await page.locator("svg.graph path").evaluateAll((lines) => lines.length);
  assert.equal(drawn, await page.locator("tbody tr").count(), "as many lines as the table has rows");
  await page.focus("svg.graph a >> nth=1");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/console\/contacts\/[0-9a-f]{32}$/);
  await page.goBack();
  await pictures(page, "contact-graph", language);
  await page.goto("/console/contacts?status=became_case");
  await page.click("summary");
  await page.fill("#view-name", `đã thành ca ${language}`);
  await page.click("form[action$='/views'] button");
  await page.waitForSelector(`.views a:text-is("đã thành ca ${language}")`);
  await page.goto("/console/");
  await pictures(page, "overview-contacts", language);
  assert.deepEqual(wrong, []);
  await context.close();
};

export const walks = {
  "a pasted list becomes contacts, merged, followed up, ordered, drawn and a case, in Vietnamese": worksWithALineList("vi"),
  "a pasted list becomes contacts, merged, followed up, ordered, drawn and a case, in English": worksWithALineList("en"),

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
