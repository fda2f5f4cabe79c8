// The demonstration of `make demo-console` starts, its officer sees the case that reported, and it stops when told to.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch, openWindow, paper, pictures } from "./browser.mjs";

const lancan = join(process.env.CARGO_TARGET_DIR ?? "target", "debug", "lancan");
// A small town, so that it takes seconds: from nine in the morning on, person 1 meets 2, 3 and 4 for fifteen minutes each.
const folder = mkdtempSync(join(tmpdir(), "lancan-demo-"));
const contacts = join(folder, "contacts.txt");
const meeting = (other) => Array.from({ length: 45 }, (_, row) => `${32_400 + other * 2_000 + (row + 1) * 20} 1 ${other}`);
writeFileSync(contacts, [2, 3, 4].flatMap(meeting).join("\n"));
const demo = spawn(lancan, ["demo", "--contacts", contacts, "--air", "perfect", "--serve", "--language", "vi"], { stdio: ["ignore", "ignore", "pipe"] });
let said = "";
const ended = new Promise((resolve) => demo.once("exit", resolve));
const up = new Promise((resolve) => demo.stderr.on("data", (text) => {
  said += text;
  if (said.includes("openapi.json")) resolve("up");
}));
process.once("exit", () => demo.kill("SIGKILL"));
assert.equal(await Promise.race([up, ended]), "up", said);
const [, url] = said.match(/(http:\S+)\/console\//);
const [, name, password] = said.match(/^ {2}(\S+) +(\S+) +cán bộ/m);

const browser = await launch();
try {
  const { page, wrong } = await openWindow(browser, { url }, { locale: "vi-VN" });
  await page.goto("/console/");
  await page.fill("#name", name);
  await page.fill("#password", password);
  await page.click("main button");
  await page.waitForURL("**/console/");
  await pictures(page, "demo-overview", "vi");
  await page.goto("/console/cases");
  assert.equal(await page.locator("tbody tr").count(), 4, "the case of the town and three more");
  await pictures(page, "demo-cases", "vi");
  // The three who were warned asked to be called, and their phones and the case's agree; four more were named by the case.
  await page.goto("/console/contacts");
  await pictures(page, "demo-contacts", "vi");
  assert.equal(await page.locator("tbody tr").count(), 7, await page.locator("main").innerText());
  assert.equal(await page.locator("tbody").getByText("Hai bên khớp nhau").count(), 3, "each answer is weighed");
  await page.goto("/console/calls");
  await pictures(page, "demo-calls", "vi");
  assert.equal(await page.locator("tbody tr").count(), 6, "everybody with a number waits for a call");
  await page.goto("/console/cases?state=reported");
  await page.click("tbody a");
  await page.waitForSelector("#days");
  await pictures(page, "demo-case", "vi");

  // In 2021 rules ask for quarantine: somebody is ordered to stay, the case is revoked, and a letter lifts the order.
  const address = page.url();
  await page.goto(`${address}/contacts/new`);
  await page.fill("#name", "Nguyễn Văn Ân");
  await page.fill("#last_contact", "09/05/2021");
  await page.click("main form button");
  await page.waitForURL(/\/console\/contacts\/[0-9a-f]{32}$/);
  const contact = page.url();
  await page.click("form[action$='/order'] button");
  await page.waitForSelector("article.letter");
  await page.goto(`${address}/revocation`);
  await page.click("main form button");
  await page.waitForURL(address);
  await page.goto(contact);
  await page.click("a[href$='/lift']");
  await page.waitForSelector("article.letter");
  await pictures(page, "letter-lift", "vi");
  await paper(page, "letter-lift", "vi");

  // The supervisor signs in with the code that was printed last.
  await page.click(".bar form button");
  const [, supervisor] = said.match(/^ {2}giam-sat +(\S+) +giám sát/m);
  const [, code] = [...said.matchAll(/^ {2}giam-sat (\d{6})/gm)].at(-1);
  await page.fill("#name", "giam-sat");
  await page.fill("#password", supervisor);
  await page.fill("#code", code);
  await page.click("main button");
  await page.waitForURL("**/console/");
  assert.deepEqual(wrong, []);
} finally {
  await browser.close();
  demo.kill("SIGINT");
  rmSync(folder, { recursive: true });
}
assert.equal(await ended, 0, "it stops in order");
console.log("ok      the demonstration's console answers, shows the case that reported, lifts an order by a letter, and stops");
