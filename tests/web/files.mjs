// Contacts out into a file and in again, in a real browser.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { expected, openWindow, pictures } from "./browser.mjs";
import { openCase, signIn } from "./walks.mjs";

const today = () => { const at = new Date(Date.now() - 86_400_000); return `${at.getUTCDate()}/${at.getUTCMonth() + 1}/${at.getUTCFullYear()}`; };
const csv = (rows) => ({ name: "tu-bang-tinh.csv", mimeType: "text/csv", buffer: Buffer.from(`\ufeffexternalID;Họ;person.firstName;person.phone;lastContactDate\r\n${rows.join("\r\n")}\r\n`) });

/** A spreadsheet's file: a column gets a meaning, a bad row comes back, the good ones are taken, go out, come in again, and the import is undone. */
const exchanges = (language, officer, javaScriptEnabled = true) => async (browser, server) => {
  const { context, page, wrong } = await openWindow(browser, server, { javaScriptEnabled, locale: language === "vi" ? "vi-VN" : "en-GB" });
  const shows = async (name) => { if (javaScriptEnabled) await pictures(page, name, language); };
  await signIn(page, officer);
  const address = await openCase(page, `BN tệp ${language} ${javaScriptEnabled}`);
  await page.click("a[href$='/file']");
  await shows("files");
  await page.setInputFiles("#file", csv([`;Nguyễn;Văn Ân;912345678;${today()}`, `;Lê;Thị Đào;0912345679;${today()}`, ";Trần;Bình;12;hôm qua"]));
  await page.click("button[value=look]");
  await page.selectOption("select[name='meaning.0']", "person.lastName");
  await page.click("button[value=look]");
  assert.equal(await page.locator("#faults ~ .scroll").first().locator("tbody tr").count(), 1, "the first fault of a row that cannot be read");
  await shows("import-look");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("button[value=left-out]")]);
  await page.click("button[value=take]");
  await page.waitForURL(/\/console\/imports\/\d+$/);
  await page.reload();
  assert.equal(await page.locator("main li").count(), 2, "the new contacts, once");
  await shows("import-taken");
  assert.match(readFileSync(await download.path(), "utf8"), /^\ufeffproblem,.*\r\n.*Trần/s);
  await page.goto(`${address}/file`);
  const [out] = await Promise.all([page.waitForEvent("download"), page.click("form[action$=export] button")]);
  const file = readFileSync(await out.path());
  assert.match(file.toString(), /,Nguyễn,Văn Ân,/);
  await page.setInputFiles("#file", { name: "contacts.csv", mimeType: "text/csv", buffer: file });
  await page.click("button[value=look]");
  assert.equal(await page.locator("button[value=take]").count(), 0, "what went out comes in unchanged");
  assert.equal(await page.locator("tbody .state.off").count(), 2);
  await page.goto("/console/imports");
  await page.click("form[action$=undo] button");
  await page.waitForSelector("p.found[role=status]");
  await shows("imports");
  await page.goto("/console/contacts/file");
  await shows("files-remembered");
  await page.click("form[action$='headings/delete'] button");
  await page.waitForSelector("form[action$='headings/delete']", { state: "detached" });
  await page.goto("/console/calls");
  assert.equal(await page.locator("tbody tr").count(), 0);
  await page.goto(`${address}/file`);
  await page.setInputFiles("#file", { name: "a.csv", mimeType: "text/csv", buffer: Buffer.from("a,b\n1,2\n") });
  await page.click("button[value=look]");
  await page.waitForSelector("#file", { state: "detached" });
  expected(wrong, 400);
  assert.deepEqual(wrong, []);
  await context.close();
};

export const walks = {
  "a spreadsheet's contacts are looked at, taken, exported, taken again and undone, in Vietnamese": exchanges("vi", "tep-vi"),
  "a spreadsheet's contacts are looked at, taken, exported, taken again and undone, in English": exchanges("en", "tep-en"),
  "with JavaScript off a file is looked at, taken, exported and undone": exchanges("vi", "tep", false),
};
