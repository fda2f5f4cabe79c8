// A contact goes to another province, and papers are printed, in a real browser.
import assert from "node:assert/strict";
import { expected, openWindow, paper, pictures } from "./browser.mjs";
import { enter } from "./calls.mjs";
import { openCase, signIn } from "./walks.mjs";

const dayBefore = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
const person = (name) => ({ person: { name, phone: "0912345678", birth_year: 1980, address: "12 Trần Phú, Bảo Lâm" }, closeness: "close", minutes: 25, last_contact: dayBefore });

/** One officer sends, another of the province accepts; the papers of a case and of a contact are looked at. */
const transfers = (language, sender, receiver, province) => async (browser, server) => {
  const options = { locale: language === "vi" ? "vi-VN" : "en-GB" };
  const [here, there] = await Promise.all([openWindow(browser, server, options), openWindow(browser, server, options)]);
  await signIn(here.page, sender);
  await signIn(there.page, receiver);
  const address = await openCase(here.page, `BN chuyển ${language}`);
  const [id] = await enter(server, sender, address, [person(`Lê Văn Chuyển ${language}`)]);
  await here.page.goto(`${address}/dossier`);
  assert.equal(await here.page.locator("table.dossier tbody tr").count(), 1);
  await pictures(here.page, "dossier", language);
  await paper(here.page, "dossier", language);
  await here.page.goto(`/console/contacts/${id}/transfer`);
  await here.page.selectOption("#unit", province);
  await here.page.fill("#note", "Đã về quê hôm qua");
  await pictures(here.page, "transfer-send", language);
  await here.page.click("main form button");
  await here.page.waitForURL("**/console/transfers");
  await there.page.goto("/console/transfers");
  await there.page.waitForSelector(`text=Lê Văn Chuyển ${language}`);
  await pictures(there.page, "transfers-incoming", language);
  await there.page.click("button[value=accept]");
  await there.page.waitForURL("**/console/transfers");
  await there.page.click("tbody a");
  await there.page.waitForURL(`**/console/contacts/${id}`);
  await here.page.goto("/console/transfers");
  assert.equal(await here.page.locator("tbody a").count(), 0, "the sender keeps a line and no more");
  await pictures(here.page, "transfers", language);
  assert.equal((await here.page.goto(`/console/contacts/${id}`)).status(), 404);
  expected(here.wrong, 404);
  assert.deepEqual([...here.wrong, ...there.wrong], []);
  await Promise.all([here.context.close(), there.context.close()]);
};

export const walks = {
  "a contact goes to another province and is accepted there, in Vietnamese": transfers("vi", "gui-vi", "nhan-vi", "04"),
  "a contact goes to another province and is accepted there, in English": transfers("en", "gui-en", "nhan-en", "08"),
};
