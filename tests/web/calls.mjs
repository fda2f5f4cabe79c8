// What an officer does who calls contacts, in a real browser.
import assert from "node:assert/strict";
import { expected, openWindow, pictures } from "./browser.mjs";
import { PASSWORD } from "./server.mjs";
import { openCase, signIn } from "./walks.mjs";

/** Enters contacts of a case by the officers' API; returns their ids. */
export async function enter(server, officer, address, people) {
  const call = async (path, body, headers = {}) => {
    const answer = await fetch(`${server.url}/officer/v1/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    assert.ok(answer.ok, `${path}: ${answer.status}`);
    return answer.json();
  };
  const { token } = await call("session", { name: officer, password: PASSWORD });
  const ids = [];
  for (const body of people) ids.push((await call(`cases/${address.split("/").at(-1)}/contacts`, body, { authorization: `Bearer ${token}` })).id);
  return ids;
}

const inMinutes = (minutes) => {
  const at = new Date(Date.now() + minutes * 60_000 + 7 * 3_600_000);
  return `${at.getUTCDate()}/${at.getUTCMonth() + 1}/${at.getUTCFullYear()} ${at.getUTCHours()}:${String(at.getUTCMinutes()).padStart(2, "0")}`;
};

const person = (name, phone) => ({ person: { name, phone, birth_year: 1980, relation: "Đồng nghiệp", address: "12 Trần Phú, Bảo Lâm" }, closeness: "close", minutes: 25 });

/** The queue, a sheet, every kind of outcome. Each language has an officer of its own, so that the queues do not mix. */
const callsContacts = (language, officer) => async (browser, server) => {
  const { context, page, wrong } = await openWindow(browser, server, { locale: language === "vi" ? "vi-VN" : "en-GB" });
  await signIn(page, officer);
  await page.goto("/console/calls");
  await page.waitForSelector(".empty");
  const address = await openCase(page, language === "vi" ? "BN-031" : "BN-032");
  // The two walks share a server.
  const other = language === "vi" ? "" : " B";
  await enter(server, officer, address, [person(`Nguyễn Văn Ân${other}`, "0912345678"), person(`Lê Thị Đào${other}`, "0912345679")]);
  await page.click("nav a[href='/console/calls']");
  assert.equal(await page.locator("tbody tr").count(), 2);
  await page.click(".head form button");
  await page.waitForURL(/\/console\/calls\/[0-9a-f]{32}$/);
  const first = await page.getAttribute(".dial a", "href");
  assert.match(first, /^tel:\+8491234567[89]$/);
  await page.check("#later");
  await page.click("button[value=next]");
  await page.waitForSelector(".errors a[href='#again_at']");
  expected(wrong, 400);
  await pictures(page, "call-wrong", language);
  await page.fill("#again_at", inMinutes(90));
  await page.click("button[value=next]");
  await page.waitForSelector(`.dial a:not([href="${first}"])`);
  await page.selectOption("#officer", { label: officer });
  await page.click("form[action$=officer] button");
  await page.waitForSelector("#officer option[selected]:not([value=''])", { state: "attached" });
  await pictures(page, "call", language);
  await page.check("#reached");
  await page.click("button[value=queue]");
  await page.waitForSelector("p.found[role=status]");
  assert.equal(await page.locator("tbody tr").count(), 1, "whoever was reached is not called again");
  await pictures(page, "calls", language);
  assert.deepEqual(wrong, []);
  await context.close();
};

export const walks = {
  "an officer takes a call, promises another, gives one to a colleague and writes down what came of it, in Vietnamese": callsContacts("vi", "goi-vi"),
  "an officer takes a call, promises another, gives one to a colleague and writes down what came of it, in English": callsContacts("en", "goi-en"),

  "with JavaScript off an officer takes a call and writes down what came of it": async (browser, server) => {
    const { context, page, wrong } = await openWindow(browser, server, { javaScriptEnabled: false, locale: "vi-VN" });
    await signIn(page, "goi");
    await enter(server, "goi", await openCase(page, "BN gọi không script"), [person("Trần Thị Bình", "0912345670")]);
    await page.goto("/console/calls");
    await page.click(".head form button");
    await page.check("#no_answer");
    await page.click("button[value=next]");
    await page.waitForURL("**/console/calls?said=nobody");
    assert.equal(await page.locator("tbody tr").count(), 1);
    assert.deepEqual(wrong, []);
    await context.close();
  },
};
