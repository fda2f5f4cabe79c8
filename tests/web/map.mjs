// The safety map in a real browser: from a school's assessment to its colour on the map, by keys alone to the form of feedback.
import assert from "node:assert/strict";
import { accessible, expected, openWindow, paper, pictures } from "./browser.mjs";
import { finish, register } from "./places.mjs";
import { startBare, startMoved } from "./server.mjs";
import { signIn } from "./walks.mjs";

const SCHOOLS = {
  vi: { number: "0912345670", name: "Trường Tiểu học Lộc Thắng", category: "school" },
  en: { number: "0912345671", name: "Trường Mầm non Hoa Mai", category: "school" },
};
const seen = (page, name, language) => (language === "vi" ? pictures(page, name, language) : accessible(page, `${name} ${language}`));

async function becomesFacility(page) {
  await page.click("a[href$='/assessment']");
  await page.waitForURL("**/facility");
  await page.check("input[name=kind][value=school]");
  await page.fill("#people", "420");
  // Open on every day: the walk may be taken on a Sunday.
  await page.check("input[name=day6]");
  await page.fill("#point", "48.85, 2.35");
  await page.click("main form button");
  await page.waitForSelector(".errors a[href='#point']");
  await page.fill("#point", "11.64321, 107.83645");
}

async function assess(page, failed) {
  for (let number = 1; number <= 15; number += 1) {
    await page.check(`input[name=c${number}][value=${failed.includes(number) ? "failed" : "passed"}]`);
  }
}

/** After ten in the evening a day is closed for its assessment: then an officer opens it again, as they may, and the walk goes on. */
async function opensTheDay(browser, server, page, language) {
  if (await page.locator("#name").count()) return;
  const officer = await openWindow(browser, server, { locale: language === "vi" ? "vi-VN" : "en-GB" });
  await signIn(officer.page, `xa-${language}`);
  await officer.page.goto(`/console/facilities/${page.url().split("/").at(-2)}`);
  await officer.page.click("form[action$='/reopen'] button");
  await officer.page.waitForURL(/\/console\/facilities\/[0-9a-f]{32}$/);
  assert.deepEqual(officer.wrong, []);
  await officer.context.close();
  await page.reload();
}

/** Moves by Tab until an element of this selector has the focus. */
async function tabTo(page, selector) {
  for (let steps = 0; steps < 80; steps += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
  }
  throw new Error(`no way by keys to ${selector}`);
}

/** How many dark pixels lie within the middle of what the map draws in a colour. */
const linesOver = (page, colour) => page.evaluate((wanted) => {
  const canvas = document.querySelector("#leaflet canvas");
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  const near = (at, other) => [0, 1, 2].every((part) => Math.abs(data[at + part] - other[part]) < 40) && data[at + 3] > 150;
  const found = [];
  for (let at = 0; at < data.length; at += 4) if (near(at, wanted)) found.push([(at / 4) % width, Math.floor(at / 4 / width)]);
  if (found.length === 0) return -1;
  const [xs, ys] = [0, 1].map((part) => found.map((point) => point[part]));
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  let lines = 0;
  for (let y = Math.ceil(top + (bottom - top) / 4); y < bottom - (bottom - top) / 4; y += 1) {
    for (let x = Math.ceil(left + (right - left) / 4); x < right - (right - left) / 4; x += 1) if (near(4 * (y * width + x), [51, 65, 75])) lines += 1;
  }
  return lines;
}, colour);

const walksOverTheMap = (language) => async (browser, server) => {
  const locale = language === "vi" ? "vi-VN" : "en-GB";
  const { context, page, wrong } = await openWindow(browser, server, { locale });
  const school = SCHOOLS[language];
  await register(page, server, school);
  await finish(page);
  await page.click("main form button");
  await page.waitForURL(/\/dia-diem\/places\/[0-9a-f]{32}$/);
  const own = page.url();
  await becomesFacility(page);
  expected(wrong, 400);
  await seen(page, "facility-about", language);
  await page.click("main form button");
  await page.waitForURL("**/assessment");
  await opensTheDay(browser, server, page, language);
  await seen(page, "facility-assessment", language);

  const everybody = await openWindow(browser, server, { locale });
  const map = everybody.page;
  await map.goto("/ban-do");
  await map.waitForSelector("#safety-map[data-drawn][data-live]");
  assert.equal(await map.locator("#rows tbody tr").count(), 34, "every province");
  const islands = await map.$$eval("#drawing .islands text", (texts) => texts.map((text) => text.textContent));
  assert.equal(islands.length, 2);
  assert.ok(islands[0].includes("Hoàng Sa") && islands[1].includes("Trường Sa"), islands.join());
  await map.waitForSelector("#safety-map[data-shapes='34']");
  assert.equal(await map.locator("#drawing path.shape").count(), 34, "every province by its boundary");
  await seen(map, "map-country", language);
  await paper(map, "map-country", language);
  await map.goto("/ban-do/68");
  await map.waitForSelector("#safety-map[data-drawn][data-live]");

  await page.fill("#name", "Nguyễn Thị Hạnh");
  await page.click("main form.declare button");
  await page.waitForSelector(".errors a[href='#c1']");
  expected(wrong, 400);
  await assess(page, [4]);
  const sent = Date.now();
  // A PNG of some size, as a telephone's screen has it.
  await page.setInputFiles("#photo", { name: "san-truong.png", mimeType: "image/png", buffer: await map.screenshot() });
  await page.click("main form.declare button");
  await page.waitForSelector(".level.red");
  // The other language's walk has a school in the same ward: the ward is red while one of them is.
  await map.waitForFunction(() => document.querySelector("#rows tr[data-code='25054']").dataset.mark === "red");
  const lines = await linesOver(map, [179, 38, 30]);
  assert.ok(lines > 10, `the pattern of red on the map: ${lines} dark pixels`);
  await page.waitForSelector("ul.cards img.photo");
  assert.ok(await page.$eval("ul.cards img.photo", (image) => image.decode().then(() => image.naturalWidth > 0)));
  console.log(`        ${Date.now() - sent} ms from the assessment to the map of another window`);
  await seen(page, "facility-assessed", language);
  await seen(map, "map-province", language);
  await page.click("a[href*='correct=true']");
  await assess(page, []);
  await page.click("main form.declare button");
  await page.waitForSelector(".level.green");

  await map.goto("/ban-do/25054");
  await map.waitForSelector("#facilities li");
  await seen(map, "map-ward", language);
  await tabTo(map, `#facilities a[href$='${own.split("/").at(-1)}']`);
  await map.keyboard.press("Enter");
  await map.waitForURL("**/co-so/*");
  await seen(map, "map-facility", language);
  await tabTo(map, "a[href$='/gop-y']");
  await map.keyboard.press("Enter");
  await map.waitForURL(/\/ban-do\/(number|co-so\/[0-9a-f]{32}\/gop-y)$/);
  await accessible(map, `feedback ${language}`);

  const officer = await openWindow(browser, server, { locale });
  await signIn(officer.page, `xa-${language}`);
  await officer.page.click("nav a[href='/console/facilities']");
  await seen(officer.page, "console-facilities", language);
  await officer.page.click(`tbody a[href$='${own.split("/").at(-1)}']`);
  await officer.page.check("input[name=found][value=yellow]");
  await officer.page.click("form[action$='/inspect'] button");
  await officer.page.waitForSelector(".warning");
  const photo = await officer.page.getAttribute("a[href*='/photos/']", "href");
  const picture = await officer.page.request.get(photo);
  assert.equal(picture.headers()["content-type"], "image/jpeg");
  await seen(officer.page, "console-facility", language);
  await officer.page.goto("/console/facilities/missing");
  await seen(officer.page, "console-facilities-missing", language);
  await map.goto(`/ban-do/co-so/${own.split("/").at(-1)}`);
  await map.waitForSelector(".level.yellow");
  for (const window of [everybody, officer]) {
    assert.deepEqual(window.wrong, []);
    await window.context.close();
  }
  assert.deepEqual(wrong, []);
  await context.close();
};

/** An officer of a province enters the risk of a unit, and everybody sees it: as a column, and as a layer. */
const entersARisk = (language, [words, unit, province]) => async (browser, server) => {
  const locale = language === "vi" ? "vi-VN" : "en-GB";
  const officer = await openWindow(browser, server, { locale });
  const { page } = officer;
  await signIn(page, `tinh-${language}`);
  await page.click("nav a[href='/console/facilities']");
  await page.click("a[href='/console/area-risks']");
  await page.fill("#words", words);
  await page.click("button[name=look]");
  await page.check(`input[name=unit][value='${unit}']`);
  await page.fill("#score", "120");
  await page.fill("#source", "Báo cáo dịch tễ tuần 21");
  await page.click("form.form .acts:last-child button");
  await page.waitForSelector(".errors a[href='#score']");
  expected(officer.wrong, 400);
  await page.check(`input[name=unit][value='${unit}']`);
  await page.fill("#score", "95");
  await page.click("form.form .acts:last-child button");
  await page.waitForSelector("td:has-text('95')");
  await seen(page, "console-area-risks", language);

  const everybody = await openWindow(browser, server, { locale });
  const map = everybody.page;
  await map.goto(`/ban-do/${province}`);
  await map.waitForSelector("#safety-map[data-drawn]");
  await map.waitForSelector(`#rows tr[data-code='${unit}'][data-risk='4']`);
  await map.click("a[href='?layer=risk']");
  await map.waitForSelector("#safety-map[data-layer=risk][data-drawn]");
  assert.equal(await map.locator("#drawing .risk-area.very-high").count(), 1);
  await seen(map, "map-risk", language);
  await map.click("figure a[href='?']");
  await map.waitForSelector("#safety-map:not([data-layer])");
  for (const window of [everybody, officer]) {
    assert.deepEqual(window.wrong, []);
    await window.context.close();
  }
};

async function withoutScripts(browser, server) {
  const { context, page, wrong } = await openWindow(browser, server, { locale: "vi-VN", javaScriptEnabled: false });
  await page.goto("/ban-do");
  assert.equal(await page.locator("#drawing .symbol").count(), 34);
  await page.fill("#q", "lam dong");
  await page.click("form[role=search] button");
  await page.click("main ul a[href='/ban-do/68']");
  await page.waitForURL("**/ban-do/68");
  await page.click("#rows a[href='/ban-do/25054']");
  await page.waitForURL("**/ban-do/25054");
  assert.deepEqual(wrong, []);
  await context.close();
}

/** The districts’ set: 63 provinces by their boundaries, and no map without the islands. */
async function ofTheOtherSet(browser) {
  const server = await startBare("2021");
  try {
    assert.notEqual(server.refused.status, 0);
    assert.match(server.refused.stdout, /Hoàng Sa[^]*Trường Sa/u);
    assert.equal(server.taken.status, 0, server.taken.stderr);
    const { context, page, wrong } = await openWindow(browser, server, { locale: "vi-VN" });
    await page.goto("/ban-do");
    await page.waitForSelector("#safety-map[data-shapes='63']");
    const drawn = await page.$eval("#drawing", (drawing) => {
      const [, , width, height] = drawing.getAttribute("viewBox").split(" ").map(Number);
      const numbers = [...drawing.querySelectorAll("path.shape")].flatMap((shape) => shape.getAttribute("d").match(/[0-9.]+/g).map(Number));
      const inside = numbers.every((number, at) => number >= 0 && number <= (at % 2 ? height : width));
      const rings = [...drawing.querySelectorAll("path.shape")].filter((shape) => shape.getAttribute("d").split("M").length > 2).length;
      return { inside, rings, islands: drawing.querySelectorAll(".islands").length };
    });
    assert.deepEqual(drawn, { inside: true, rings: 2, islands: 2 });
    await accessible(page, "map-country 2021");
    assert.deepEqual(wrong, []);
    await context.close();
  } finally {
    await server.stop();
  }
}

/** Two schools of a ward that was split in 2025: an officer says in which part each lies. */
const choosesTheWard = async (browser) => {
  const line = (name, phone) => `${name},school,27625,12 Hùng Vương,400,${phone},Lê Văn Ân\n`;
  const list = `name,kind,unit,address,people,phone,manager\n${line("Trường An Phú Tây", "0912345670")}${line("Trường Hoa Mai", "0912345671")}`;
  const server = await startMoved(list, "79");
  try {
    for (const [language, locale, name] of [["vi", "vi-VN", "Trường An Phú Tây"], ["en", "en-GB", "Trường Hoa Mai"]]) {
      const { context, page, wrong } = await openWindow(browser, server, { locale });
      await signIn(page, "cuc");
      await page.goto("/console/places");
      await page.click("main a[href='/console/places/split']");
      const waits = page.locator("ul.cards li", { hasText: name });
      assert.deepEqual(await waits.locator("option").evaluateAll((options) => options.map((option) => option.value).filter(Boolean).sort()), ["27424", "27637"]);
      await pictures(page, "console-places-split", language);
      await waits.locator("select").selectOption("27637");
      await waits.locator("button").click();
      await page.waitForURL("**/console/places/split");
      assert.equal(await page.locator("ul.cards li", { hasText: name }).count(), 0, "it waits no more");
      await page.goto("/ban-do/27637");
      await page.waitForSelector(`#facilities li:has-text("${name}")`);
      assert.deepEqual(wrong, []);
      await context.close();
    }
  } finally {
    await server.stop();
  }
};

export const walks = {
  "a place whose ward was split goes into the ward that an officer chooses": choosesTheWard,
  "a school assesses itself and the map has its colour, in Vietnamese": walksOverTheMap("vi"),
  "a school assesses itself and the map has its colour, in English": walksOverTheMap("en"),
  "an officer enters the risk of a ward and the map shows its layer, in Vietnamese": entersARisk("vi", ["bảo lâm 5", "25057", "68"]),
  "an officer enters the risk of a ward and the map shows its layer, in English": entersARisk("en", ["bao lac", "01321", "04"]),
  "the safety map without scripts": withoutScripts,
  "the map of the units of 2021 has 63 provinces and both archipelagos": ofTheOtherSet,
};
