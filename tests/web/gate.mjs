// The gate in a real browser: a traveller declares and shows a pass, an officer scans, corrects, clears and orders quarantine.
import assert from "node:assert/strict";
import { expected, openWindow, paper, pictures } from "./browser.mjs";
import { fill, traveller } from "./declare.mjs";
import { signIn } from "./walks.mjs";

const CONTEXTS = { vi: { locale: "vi-VN" }, en: { locale: "en-GB" } };
const NUMBERS = { vi: "0933333333", en: "0944444444" };
/** Nội Bài and Tân Sơn Nhất: each language has a gate of its own, so that queues do not mix. */
const GATES = { vi: "101", en: "102" };

/** Declares an entry; returns what the pass on the page says, as the server's own page draws it. */
async function declare(page, answers) {
  await page.goto("/khai-bao/form/vhd");
  await fill(page, answers);
  await page.click("main form.declare > button");
  await page.waitForURL("**/khai-bao/own/*");
}

/** The text of the QR code that the page draws, read by the reader that the officers' page uses. */
export async function passOf(page) {
  await page.addScriptTag({ path: "server/assets/node_modules/jsqr/dist/jsQR.js" });
  return page.evaluate(() => {
    const svg = document.querySelector("svg.qr.pass");
    const size = Number(svg.getAttribute("viewBox").split(" ")[2]);
    const scale = 6;
    const canvas = Object.assign(document.createElement("canvas"), { width: size * scale, height: size * scale });
    const context = canvas.getContext("2d");
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.scale(scale, scale);
    context.fillStyle = "#000";
    context.fill(new Path2D(svg.querySelector("path").getAttribute("d")));
    return jsQR(context.getImageData(0, 0, canvas.width, canvas.height).data, canvas.width, canvas.height).data;
  });
}

const atGate = (language, scripts) => async (browser, server) => {
  const gate = GATES[language];
  const number = NUMBERS[language];
  const home = await openWindow(browser, server, { ...CONTEXTS[language], bypassCSP: true });
  await home.page.goto("/khai-bao");
  await home.page.click("main a.button");
  await home.page.fill("#answer", number);
  await home.page.click("main button");
  await home.page.waitForURL("**/khai-bao/code");
  await home.page.fill("#answer", await server.password(`+84${number.slice(1)}`));
  await home.page.click("main button");
  await home.page.waitForURL("**/khai-bao");
  const passes = [];
  for (const [seat, changed] of [["21A", {}], ["21B", { "exposure.case": "yes" }], ["21C", { "symptom.fever": "yes" }]]) {
    await declare(home.page, traveller(gate, seat, changed));
    await home.page.click(`a[href$="/pass"]`);
    await home.page.waitForURL("**/pass");
    passes.push(await passOf(home.page));
  }
  assert.ok(passes.every((text) => text.startsWith("LC1:") && text.length === 147));
  await declare(home.page, traveller(gate, "21D", {}));
  await home.page.goto("/khai-bao/own");
  await home.page.click(`a[href$="/pass"]`);
  await pictures(home.page, "pass", language);
  await paper(home.page, "pass", language);
  assert.deepEqual(home.wrong, []);
  await home.context.close();

  const { context, page, wrong } = await openWindow(browser, server, { ...CONTEXTS[language], javaScriptEnabled: scripts });
  const seen = async (name) => { if (scripts) await pictures(page, name, language); };
  await signIn(page, `cua-khau-${language}`);
  await page.goto("/console/gate");
  await seen("gate-choose");
  await page.goto(`/console/gate/${gate}`);
  assert.equal(await page.evaluate(() => document.activeElement.id).catch(() => "code"), "code", "a scanner types at once");
  await page.fill("#code", "LC1:NOTHING");
  await page.press("#code", "Enter");
  await page.waitForSelector(".errors");
  expected(wrong, 400);

  // Scan, Enter, next: with keys alone.
  await page.fill("#code", passes[0]);
  await page.press("#code", "Enter");
  await page.waitForURL(`**/console/gate/${gate}/*`);
  assert.match(await page.textContent("h1"), /Trần Văn Ngọc 21A/);
  await seen("gate-traveller");
  await page.press("#code", "Enter");
  await page.waitForURL("**?said=cleared");

  // One answer is corrected and signed; then the traveller is cleared.
  await page.fill("#code", passes[1]);
  await page.press("#code", "Enter");
  await page.waitForURL(`**/console/gate/${gate}/*`);
  const record = page.url();
  await page.click("a[href$='/correct']");
  await page.selectOption("#field", "exposure.case");
  await page.click("main form button");
  await page.selectOption("#value", "no");
  await seen("gate-correct");
  await page.click("main form button");
  await page.waitForURL(record);
  await seen("gate-corrected");
  await page.press("#code", "Enter");
  await page.waitForURL("**?said=corrected");

  // Quarantine, with its plan.
  await page.fill("#code", passes[2]);
  await page.press("#code", "Enter");
  await page.waitForURL(`**/console/gate/${gate}/*`);
  await page.press("#code", "Enter");
  await page.waitForSelector(".errors a[href='#decision']");
  expected(wrong, 400);
  await page.check("input[value=quarantine]");
  await page.fill("#place", "");
  await page.click("form[action$='/decide'] button");
  await page.waitForSelector(".errors a[href='#place']");
  expected(wrong, 400);
  await seen("gate-wrong");
  await page.fill("#place", "Khách sạn Hoa Sen");
  await page.click("form[action$='/decide'] button");
  await page.waitForSelector("a[href$='/plan']");
  await seen("gate-quarantine");
  await page.click("a[href$='/plan']");
  await page.waitForURL("**/plan");
  assert.equal(await page.locator("tbody tr").count(), 22);
  await seen("gate-plan");
  await paper(page, "gate-plan", language);
  await page.goto(`/console/gate/${gate}`);
  await seen("gate-queue");

  // Whoever has no code is found by the number of the passport, which no address holds.
  await page.click("#scan-hint a");
  await page.waitForURL("**/find");
  await page.fill("#number", "Ngọc");
  await page.press("#number", "Enter");
  await page.waitForSelector(".errors a[href='#number']");
  expected(wrong, 400);
  await page.fill("#number", "c99887 21d");
  await page.press("#number", "Enter");
  await page.waitForSelector("table.rows");
  assert.match(page.url(), /\/find$/, "the number stands in no address");
  await seen("gate-find");
  await page.click("table.rows button");
  await page.waitForURL(/\/console\/gate\/\d+\/[0-9a-f]{32}$/);
  await page.press("#code", "Enter");
  await page.waitForURL("**?said=cleared");

  // The same travellers among the declarations of the province, found by the number of a passport; the ill one is to be called.
  await page.goto("/console/declarations");
  // Other walks declare for the same province.
  assert.ok((await page.locator("table.rows tbody tr").count()) >= 4);
  await seen("declared-list");
  await page.fill("#q", "c9988721c");
  await page.click("form.filters button");
  await page.waitForURL("**/console/declarations/search");
  assert.equal(await page.locator("table.rows tbody tr").count(), 1);
  await seen("declared-found");
  await page.click("table.rows tbody a");
  await page.waitForURL(/\/console\/declarations\/[0-9a-f]{32}$/);
  assert.match(await page.textContent("main"), /C9988721C/);
  await seen("declared-file");
  await page.goto("/console/calls");
  assert.match(await page.textContent("main"), /Trần Văn Ngọc 21C/);
  await seen("declared-calls");
  await page.goto("/console/declarations/figures");
  await seen("declared-figures");
  assert.deepEqual(wrong, []);
  await context.close();
};

export const walks = {
  "at the gate an officer scans, clears, corrects and orders quarantine, with keys": atGate("vi", true),
  "at the gate in English without scripts": atGate("en", false),
};
