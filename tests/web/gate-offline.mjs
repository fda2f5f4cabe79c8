// A counter without a network in a real browser: the page takes travellers along, reads passes without a network, keeps who was
// cleared, and brings it in when the network is back. What it keeps is sealed.
import assert from "node:assert/strict";
import { accessible, openWindow, pictures } from "./browser.mjs";
import { fill, showNumber, traveller } from "./declare.mjs";
import { passOf } from "./gate.mjs";
import { signIn } from "./walks.mjs";

const NUMBERS = { vi: "0914141414", en: "0915151515" };
const CONTEXTS = { vi: { locale: "vi-VN" }, en: { locale: "en-GB" } };
/** Gates of Đà Nẵng and Cam Ranh, whose officers are these. */
const GATES = { vi: "103", en: "104" };
const OFFICERS = { vi: "quay-vi", en: "quay-en" };
const seen = (page, name, language) => (language === "vi" ? pictures(page, name, language) : accessible(page, `${name} ${language}`));

async function declared(page, answers) {
  await page.goto("/khai-bao/form/vhd");
  await fill(page, answers);
  await page.click("main form.declare > button");
  await page.waitForURL("**/khai-bao/own/*");
  await page.click('a[href$="/pass"]');
  await page.waitForURL("**/pass");
  return passOf(page);
}

async function scan(page, pass) {
  await page.fill("#code", pass);
  await page.press("#code", "Enter");
}

/** The whole of what the page's databases hold, as text. */
const stored = (page, gate) => page.evaluate(async (name) => {
  const done = (request) => new Promise((resolve, reject) => { request.onsuccess = () => resolve(request.result); request.onerror = reject; });
  const database = await done(indexedDB.open(name));
  const all = [];
  for (const store of ["device", "queue"]) all.push(...await done(database.transaction(store).objectStore(store).getAll()));
  database.close();
  return JSON.stringify(all);
}, `lancan-gate-${gate}`);

const withoutNetwork = (language) => async (browser, server) => {
  const gate = GATES[language];
  const home = await openWindow(browser, server, { ...CONTEXTS[language], bypassCSP: true });
  await showNumber(home.page, server, NUMBERS[language]);
  const passes = [];
  for (const [seat, changed] of [["31A", {}], ["31B", { "symptom.fever": "yes" }], ["31C", {}]]) {
    passes.push(await declared(home.page, traveller(gate, seat, { vehicle: "VN 777", ...changed })));
  }
  const elsewhere = await declared(home.page, traveller(GATES[language === "vi" ? "en" : "vi"], "31D", {}));
  await home.context.close();

  const { context, page, wrong } = await openWindow(browser, server, CONTEXTS[language]);
  await signIn(page, OFFICERS[language]);
  await page.goto(`/console/gate/${gate}`);
  await page.click("#scan-hint a[href$='/offline']");
  await page.waitForSelector("#ready:not([hidden])");
  assert.ok(await page.isVisible("#none"), "nobody is on the device at first");
  await seen(page, "gate-offline-empty", language);
  await page.fill("#vehicle", "vn777");
  await page.click("#take");
  await page.waitForSelector("#counter:not([hidden])");
  assert.equal(await page.textContent("#count"), "3");
  assert.ok(!(await stored(page, gate)).includes("Ngọc"), "what is kept is sealed");
  await page.waitForSelector("html[data-kept]", { state: "attached" });

  // The network goes, and the browser is closed and opened.
  await context.setOffline(true);
  await page.reload();
  await page.waitForSelector("#counter:not([hidden])");
  assert.equal(await page.textContent("#count"), "3", "the page and the travellers are still there");
  const refused = async (pass) => {
    await scan(page, pass);
    await page.waitForSelector("#said.warning");
    assert.ok(!await page.isVisible("#traveller"));
    return page.textContent("#said");
  };
  assert.match(await refused("LC1:NOTHING"), language === "vi" ? /không phải mã/ : /no gate pass/);
  assert.match(await refused(elsewhere), language === "vi" ? /cửa khẩu khác/ : /another gate/);
  const turned = passes[0].slice(0, 100) + (passes[0][100] === "A" ? "B" : "A") + passes[0].slice(101);
  assert.ok(await refused(turned), "a changed pass is refused");
  assert.match(await refused("X0000000"), language === "vi" ? /không có ai mang số hộ chiếu/ : /Nobody on this device/);

  // Who shows no pass is found by the passport, and not cleared.
  await scan(page, "c99 88731c");
  await page.waitForSelector("#no-pass:not([hidden])");
  assert.match(await page.textContent("#traveller"), /Trần Văn Ngọc 31C/);
  assert.ok(!await page.isVisible("#clear"), "without a pass nobody is cleared here");
  await seen(page, "gate-offline-no-pass", language);
  await page.click("#next");

  // Scan, Enter, next; whoever is not green is not cleared here.
  await scan(page, passes[0]);
  await page.waitForSelector("#traveller:not([hidden])");
  assert.match(await page.textContent("#traveller"), /Trần Văn Ngọc 31A[\s\S]*C9988731A/);
  await seen(page, "gate-offline-traveller", language);
  await page.press("#clear", "Enter");
  await page.waitForSelector("#rows tr");
  assert.equal(await page.evaluate(() => document.activeElement.id), "code");
  await scan(page, passes[1]);
  await page.waitForSelector("#not-clear:not([hidden])");
  assert.ok(!await page.isVisible("#clear"));
  await page.click("#next");
  await scan(page, passes[0]);
  await page.waitForSelector("#before:not([hidden])");
  assert.ok(!await page.isVisible("#clear"), "nobody is cleared twice");
  await page.click("#next");
  await scan(page, passes[2]);
  await page.waitForSelector("#traveller:not([hidden])");
  await page.click("#clear");
  await page.waitForFunction(() => document.getElementById("waiting").textContent === "2");
  await seen(page, "gate-offline-waiting", language);

  // Meanwhile a colleague with a network takes the third to their counter.
  const colleague = await openWindow(browser, server, CONTEXTS[language]);
  await signIn(colleague.page, `${OFFICERS[language]}-2`);
  await colleague.page.goto(`/console/gate/${gate}`);
  await scan(colleague.page, passes[2]);
  await colleague.page.waitForURL(/\/console\/gate\/\d+\/[0-9a-f]{32}$/);

  await context.setOffline(false);
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await page.waitForFunction(() => document.getElementById("waiting").textContent === "0" && document.querySelectorAll("#rows a").length === 2);
  assert.equal(await page.locator("#rows .state.good").count(), 1);
  assert.equal(await page.locator("#rows .state.todo").count(), 1);
  await seen(page, "gate-offline-brought", language);
  // One record, which shows both officers what the other did.
  await colleague.page.reload();
  assert.match(await colleague.page.textContent("main"), language === "vi" ? /Cho qua khi mất mạng, không có hiệu lực/ : /Cleared without a network, without effect/);
  await colleague.page.press("#code", "Enter");
  await colleague.page.waitForURL("**?said=cleared");
  await page.click("#rows tr:has(.todo) a");
  await page.waitForURL(/\/console\/gate\/\d+\/[0-9a-f]{32}$/);
  await seen(page, "gate-offline-record", language);
  await page.goto(`/console/gate/${gate}/offline`);
  await page.waitForSelector("#counter:not([hidden])");
  await page.click("#wipe");
  await page.waitForSelector("#none:not([hidden])");
  assert.ok(!(await stored(page, gate)).includes("sealed"), "nothing of the bundle is left");
  const real = wrong.filter((text) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(text));
  assert.deepEqual([...real, ...colleague.wrong], []);
  await Promise.all([context.close(), colleague.context.close()]);
};

export const walks = {
  "without a network a counter clears by what it took along, and brings it in": withoutNetwork("vi"),
  "without a network a counter clears, in English": withoutNetwork("en"),
};
