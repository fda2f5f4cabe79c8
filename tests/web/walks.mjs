// What officers do, in a real browser.
import assert from "node:assert/strict";
import { expected, openWindow, paper, pictures } from "./browser.mjs";
import { PASSWORD } from "./server.mjs";

const LANGUAGES = ["vi", "en"];

export async function signIn(page, name = "an") {
  await page.goto("/console/");
  assert.match(page.url(), /\/console\/sign-in$/, "who is not signed in is led to the page where one signs in");
  await page.fill("#name", name);
  await page.fill("#password", PASSWORD);
  await page.click("main button");
  await page.waitForURL("**/console/");
}

export async function openCase(page, reference) {
  await page.goto("/console/cases/new");
  await page.fill("#reference", reference);
  const now = new Date(Date.now() - 2 * 86_400_000);
  await page.fill("#onset_date", `${now.getUTCDate()}/${now.getUTCMonth() + 1}/${now.getUTCFullYear()}`);
  await page.click("main form button");
  await page.waitForURL(/\/console\/cases\/[0-9a-f]{32}$/);
  return page.url();
}

export async function issueCode(page, kind) {
  await page.click(`button[value=${kind}]`);
  await page.waitForSelector(".code");
  return page.textContent(".code");
}

/** What a page asks for by itself. */
export const isLive = (request) => request.headers()["hx-trigger"] === "live";
const isSearch = (request) => request.headers()["hx-trigger"] === "filters";

/** Tells a page, as another tab does, that something has changed. The page has heard it then; says whether it fetches at once. */
export const tell = (page) => page.evaluate(() => new Promise((heard) => {
  let fetches = false;
  document.addEventListener("htmx:beforeRequest", (event) => { fetches ||= event.target.id === "live"; });
  new BroadcastChannel("lancan-changed").onmessage = () => heard(fetches);
  new BroadcastChannel("lancan-changed").postMessage(0);
}));

/** Holds requests of one kind back until what it gives is called. */
export async function hold(page, isHeld) {
  let release;
  const held = new Promise((go) => { release = go; });
  const holds = async (route) => {
    if (isHeld(route.request())) await held;
    await route.fallback();
  };
  await page.route("**/console/**", holds);
  return async () => {
    release();
    await page.unroute("**/console/**", holds);
  };
}

/** A search for words shows its rows, fewer than there are, whatever the page fetches by itself; and no change told meanwhile is missed. */
export async function aSearchIsShownThoughThePageFetches(page, words, rows) {
  const found = () => page.waitForFunction((wanted) => document.querySelectorAll("tbody tr").length === wanted, rows);
  const all = () => page.waitForFunction((wanted) => document.querySelectorAll("tbody tr").length > wanted, rows);
  await all();
  const searchFor = async (text) => {
    const sent = page.waitForRequest(isSearch);
    await page.fill("#q", text);
    await sent;
  };
  const told = () => Promise.all([page.waitForRequest(isLive), tell(page)]).then(([request]) => request);

  // The page fetches when the search begins, and would be answered before the search.
  const releaseLive = await hold(page, isLive);
  const releaseSearch = await hold(page, isSearch);
  const live = await told();
  const answered = page.waitForEvent("requestfinished", (request) => request === live);
  await searchFor(words);
  await releaseLive();
  await answered;
  await releaseSearch();
  await found();
  await told();
  await page.fill("#q", "");
  await all();

  // A change is told while the search is under way: the page asks for it after the search.
  const releaseSecond = await hold(page, isSearch);
  await searchFor(words);
  assert.equal(await tell(page), false, "a search is under way, and the page fetches what takes its place");
  const late = page.waitForRequest(isLive);
  await releaseSecond();
  await late;
  await found();

  // A change is told just when what was searched for arrives.
  await page.evaluate(() => document.addEventListener("htmx:afterSwap", () => new BroadcastChannel("lancan-changed").postMessage(0), { once: true }));
  const last = page.waitForRequest(isLive);
  await page.fill("#q", "");
  await last;
  await all();
}

/** From signing in to signing out, with the pictures of every page. */
const wholeWalk = (language) => async (browser, server) => {
  const { context, page, wrong } = await openWindow(browser, server, { locale: language === "vi" ? "vi-VN" : "en-GB" });
  await page.goto("/console/sign-in");
  assert.equal(await page.getAttribute("html", "lang"), language);
  await pictures(page, "sign-in", language);
  await page.fill("#name", "an");
  await page.fill("#password", "sai mật khẩu");
  await page.click("main button");
  assert.equal(await page.inputValue("#name"), "an", "the name need not be written again");
  expected(wrong, 401);
  await pictures(page, "sign-in-wrong", language);
  await signIn(page);
  if (language === "vi") await pictures(page, "overview-empty", language);

  await page.goto("/console/cases/new");
  await pictures(page, "case-new", language);
  await page.fill("#reference", "BN 2021/0413");
  await page.fill("#onset_date", "31/02/2021");
  await page.click("main form button");
  await page.waitForSelector(".errors");
  expected(wrong, 400);
  await pictures(page, "case-new-wrong", language);
  await page.click(".errors a");
  assert.equal(await page.evaluate(() => document.activeElement.id), "onset_date", "the summary leads to the field");
  assert.equal(await page.inputValue("#reference"), "BN 2021/0413", "nothing has to be written again");

  const address = await openCase(page, `BN 2021/0412 Bảo Lâm ${language}`);
  await pictures(page, "case-open", language);
  await issueCode(page, "long");
  await page.waitForSelector("svg.qr");
  await pictures(page, "code-link", language);
  await page.goto(address);
  await page.click("form[action$=revoke] button");
  await page.waitForSelector(".state.off");
  // Where the patient was.
  await page.click("main a[href$='/places']");
  await page.fill("#place", "Chợ Bảo Lâm");
  const day = new Date(Date.now() - 2 * 86_400_000);
  const date = `${day.getUTCDate()}/${day.getUTCMonth() + 1}/${day.getUTCFullYear()}`;
  await page.fill("#from", `${date} 8:30`);
  await page.fill("#to", `${date} 8:00`);
  await page.click("main form button");
  await page.waitForSelector(".errors a[href='#to']");
  expected(wrong, 400);
  await pictures(page, "place-wrong", language);
  await page.fill("#to", `${date} 9h15`);
  await page.click("main form button");
  await page.waitForSelector("text=Chợ Bảo Lâm");
  await page.click("a[href$='/change']");
  await pictures(page, "case-change", language);
  await page.fill("#tested_date", date);
  await page.click("main form button");
  await page.waitForURL(address);
  const code = await issueCode(page, "short");
  await pictures(page, "code-short", language);

  // A phone reports: the page updates by itself.
  await page.goto(address);
  await page.waitForFunction(() => window.htmx !== undefined);
  server.report(code);
  await page.waitForSelector(".state.good >> nth=0");
  await page.waitForSelector("#days");
  await pictures(page, "case-reported", language);

  await page.goto("/console/cases");
  await page.fill("#q", `bao lam ${language}`);
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  await pictures(page, "cases", language);
  await page.goto("/console/cases?sort=-onset");
  assert.equal(await page.getAttribute("th[aria-sort=descending] a", "href"), "/console/cases?sort=onset");
  await page.goto("/console/cases");
  await page.waitForFunction(() => window.htmx !== undefined);
  await aSearchIsShownThoughThePageFetches(page, "không có", 0);
  await page.fill("#q", "không có");
  await page.waitForSelector(".empty a");
  await page.goto("/console/");
  await pictures(page, "overview", language);

  await page.goto(address);
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.isVisible(".paper") && !(await page.isVisible(".bar nav")), "the paper says who printed it and when");
  await paper(page, "case", language);
  await page.click("a[href$='/close']");
  await pictures(page, "case-close", language);
  await page.click("main form button");
  await page.waitForSelector("button[name=closed][value=no]");
  await pictures(page, "case-closed", language);

  await page.click(".bar form button");
  await page.waitForURL("**/console/sign-in");
  await page.goto(address);
  assert.match(page.url(), /sign-in\?back=/, "after signing out nothing is shown");
  assert.deepEqual(wrong, []);
  await context.close();
};

export const walks = {
  "an officer walks from signing in to signing out, in Vietnamese": wholeWalk("vi"),
  "an officer walks from signing in to signing out, in English": wholeWalk("en"),

  "the language is chosen by one link and kept": async (browser, server) => {
    const { context, page, wrong } = await openWindow(browser, server, { locale: "vi-VN" });
    await signIn(page);
    await page.goto("/console/cases?sort=onset");
    await page.click(".bar a[hreflang=en]");
    assert.match(page.url(), /\/console\/cases\?sort=onset$/, "the same page comes back");
    assert.equal(await page.getAttribute("html", "lang"), "en");
    await page.goto("/console/");
    assert.equal(await page.getAttribute("html", "lang"), "en");
    assert.deepEqual(wrong, []);
    await context.close();
  },

  "with JavaScript off an officer signs in, opens a case, gives and revokes a code, finds the case and signs out": async (browser, server) => {
    const { context, page, wrong } = await openWindow(browser, server, { javaScriptEnabled: false, locale: "en-GB" });
    await signIn(page);
    const address = await openCase(page, "BN without scripts");
    await issueCode(page, "short");
    await page.goto(address);
    await page.click("form[action$=revoke] button");
    await page.waitForSelector(".state.off");
    await page.goto("/console/cases");
    await page.fill("#q", "without scripts");
    await page.click(".filters button");
    assert.equal(await page.locator("tbody tr").count(), 1);
    await page.click(".bar form button");
    await page.waitForURL("**/console/sign-in");
    assert.deepEqual(wrong, []);
    await context.close();
  },

  "an officer of another centre sees no case, and is told of no change": async (browser, server) => {
    const an = await openWindow(browser, server, { locale: "vi-VN" });
    const binh = await openWindow(browser, server, { locale: "vi-VN" });
    await signIn(an.page);
    await signIn(binh.page, "binh");
    const beside = await an.context.newPage();
    await beside.goto("/console/");
    for (const page of [beside, binh.page]) {
      await page.evaluate(() => new Promise((ready) => {
        window.told = 0;
        const source = new EventSource("/console/events");
        source.addEventListener("changed", () => { window.told += 1; });
        source.addEventListener("ready", () => ready(), { once: true });
      }));
    }
    // Once an officer of the same centre has been told of the second case, the other could have been told of the first.
    let address;
    for (const reference of ["BN của phường 1", "BN nữa của phường 1"]) {
      const before = await beside.evaluate(() => window.told);
      address = await openCase(an.page, reference);
      await beside.waitForFunction((times) => window.told > times, before);
    }
    assert.equal(await binh.page.evaluate(() => window.told), 0);
    await binh.page.goto("/console/cases");
    assert.equal(await binh.page.locator("tbody tr").count(), 0);
    const answer = await binh.page.goto(address);
    assert.equal(answer.status(), 404);
    expected(binh.wrong, 404);
    assert.deepEqual([...an.wrong, ...binh.wrong], []);
    await an.context.close();
    await binh.context.close();
  },

  "keys lead through the page: the link to the main part first, then the search": async (browser, server) => {
    const { context, page } = await openWindow(browser, server, { locale: "en-GB" });
    await signIn(page);
    await page.goto("/console/cases");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
    await page.waitForFunction(() => window.htmx !== undefined);
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("/");
    assert.equal(await page.evaluate(() => document.activeElement.id), "q");
    await context.close();
  },
};
