// What a supervisor does, in a real browser: signing in with a second factor, accounts, approval, the audit log.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { openWindow, pictures } from "./browser.mjs";
import { PASSWORD, SUPERVISORS } from "./server.mjs";
import { issueCode, openCase, signIn } from "./walks.mjs";

/** The code that an authenticator app shows now that was told this secret (RFC 6238). */
function totp(secret) {
  const bits = [...secret.replaceAll(" ", "")].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac("sha1", key).update(step).digest();
  const at = digest[19] & 15;
  return String((digest.readUInt32BE(at) & 0x7fff_ffff) % 1_000_000).padStart(6, "0");
}

async function signInWithApp(page, name, password, secret) {
  await page.goto("/console/sign-in");
  await page.fill("#name", name);
  await page.fill("#password", password);
  await page.fill("#code", totp(secret));
  await page.click("main button");
  await page.waitForURL("**/console/");
}

const keepsAccounts = (language) => async (browser, server) => {
  const locale = language === "vi" ? "vi-VN" : "en-GB";
  const { context, page, wrong } = await openWindow(browser, server, { locale });
  const supervisor = SUPERVISORS[language];
  await signInWithApp(page, supervisor, PASSWORD, server.secrets[supervisor]);
  await page.click("nav a[href='/console/officers']");
  await pictures(page, "officers", language);
  await page.click(".head a.button");
  await pictures(page, "officer-new", language);
  await page.fill("#name", `moi-${language}`);
  await page.click("main form button");
  await page.waitForSelector("svg.qr");
  await pictures(page, "officer-told", language);
  const [password, secret] = await Promise.all(["#password", "#secret"].map((id) => page.textContent(id)));
  const fresh = await openWindow(browser, server, { locale });
  await signInWithApp(fresh.page, `moi-${language}`, password, secret);

  // A case without a number: a second officer vouches for it.
  const address = await openCase(fresh.page, "");
  assert.equal(await fresh.page.locator("button[value=short]").count(), 0, "no code before somebody vouches");
  await pictures(fresh.page, "case-own-approval", language);
  await page.goto(address);
  await pictures(page, "case-approval", language);
  await page.click("form[action$=approval] button");
  await page.waitForURL(address);
  // The page of the officer who waits tells by itself.
  await fresh.page.waitForSelector("button[value=long]");
  await issueCode(fresh.page, "long");

  await page.goto("/console/officers");
  await page.click(`a:text-is("moi-${language}")`);
  await pictures(page, "officer", language);
  await page.click("button[value=disable]");
  await page.waitForSelector("h1 .state.off");
  await fresh.page.goto("/console/cases");
  assert.match(fresh.page.url(), /sign-in/, "a disabled officer is signed out at once");

  await page.click("nav a[href='/console/audit']");
  await page.click(".head form button");
  await page.waitForSelector("p.found[role=status]");
  assert.equal(await page.locator("tbody td:nth-child(4)").filter({ hasText: /^[a-z]+(-[a-z]+)+$/ }).count(), 0, "acts are in words");
  await pictures(page, "audit", language);
  await page.goto("/console/confirm?back=%2Fconsole%2Fofficers");
  await pictures(page, "confirm", language);
  await page.fill("#password", PASSWORD);
  await page.goto("/console/password");
  await pictures(page, "password", language);
  assert.deepEqual([...wrong, ...fresh.wrong], []);
  await Promise.all([context.close(), fresh.context.close()]);
};

export const walks = {
  "a supervisor signs in with a code, keeps accounts, approves a case and checks the log, in Vietnamese": keepsAccounts("vi"),
  "a supervisor signs in with a code, keeps accounts, approves a case and checks the log, in English": keepsAccounts("en"),

  "who keeps no accounts is shown neither accounts nor the log": async (browser, server) => {
    const { context, page, wrong } = await openWindow(browser, server, { locale: "vi-VN" });
    await signIn(page);
    assert.equal(await page.locator("nav a[href='/console/officers'], nav a[href='/console/audit']").count(), 0);
    assert.deepEqual(wrong, []);
    await context.close();
  },
};
