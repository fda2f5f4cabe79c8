// A browser that notices what must not happen: messages of the console, breaches of the content policy, requests to other sites.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PICTURES = join(process.env.CARGO_TARGET_DIR ?? "target", "web");
const WIDTHS = [360, 768, 1280];
// The hash of an empty style element: axe leaves one behind, and what htmx fetches meanwhile makes the browser speak of it. No
// page of ours has a style element (server/src/http/pages/templates.rs).
const EMPTY_STYLE = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
// The hash of "caret-color: transparent !important;": Playwright hides the caret of a field so while it takes a picture, and where
// htmx exchanges the field just then, it sets the old field's attributes on the new one, which the policy forbids.
const HIDDEN_CARET = "sha256-LCYO6aZgIIKUnjcSr4gFsHQ6Y4vrxnN7Ev5la8a4W4Y=";
// Chromium advises to take RSA keys too. The opener takes ES256 keys alone.
const RSA_KEYS = "pubKeyCredParams is missing at least one of the default algorithm identifiers";
mkdirSync(PICTURES, { recursive: true });

const started = (...more) => chromium.launch({ executablePath: process.env.LANCAN_CHROMIUM ?? "/usr/bin/chromium", args: [...FLAGS, ...more] });

export const launch = () => started();

/** A browser whose camera sees what a file holds (camera.mjs) at the time at which a page opens the camera. */
export const launchWithCamera = (file) => started("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", `--use-file-for-fake-video-capture=${file}`);

/** A window of its own, and the list of what went wrong in it. */
export async function openWindow(browser, server, options = {}) {
  const context = await browser.newContext({ baseURL: server.url, viewport: { width: 1280, height: 900 }, ...options });
  const wrong = [];
  context.on("page", (page) => {
    // A refusal on purpose is a message of the console too: pages say with `expected` which one they mean.
    page.on("console", (message) => { if (["error", "warning"].includes(message.type()) && ![EMPTY_STYLE, HIDDEN_CARET, RSA_KEYS].some((hash) => message.text().includes(hash))) wrong.push(`console: ${message.text()}`); });
    page.on("pageerror", (error) => wrong.push(`script: ${error.message}`));
    page.on("request", (request) => { if (!request.url().startsWith(server.url) && !request.url().startsWith("data:")) wrong.push(`request to ${request.url()}`); });
  });
  return { context, page: await context.newPage(), wrong };
}

/** Takes the messages that a refusal on purpose leaves off the list. */
export function expected(wrong, status) {
  const at = wrong.findIndex((text) => text.includes(`status of ${status}`));
  if (at < 0) throw new Error(`no answer with status ${status} was noticed: ${wrong}`);
  wrong.splice(at, 1);
}

/** No fault that keeps people from using the page. */
export async function accessible(page, name) {
  // Evaluated by the debugger, which the content policy does not bind.
  await page.evaluate(AXE);
  const found = await page.evaluate(() => axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  const serious = found.violations.filter((fault) => ["serious", "critical", "moderate"].includes(fault.impact));
  if (serious.length) {
    throw new Error(`${name}: ${serious.map((fault) => `${fault.id} (${fault.help}): ${fault.nodes.map((node) => node.html).slice(0, 3).join(" | ")}`).join("\n")}`);
  }
}

/** Pictures of a page at three widths, light and dark; each is looked at for faults and for a page wider than its window. */
export async function pictures(page, name, language) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) throw new Error(`${name} ${language} ${width}: the page is ${wide} px wider than its window`);
      await page.screenshot({ path: join(PICTURES, `${name}-${language}-${colorScheme}-${width}.png`), fullPage: true });
    }
    await accessible(page, `${name} ${language} ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1280, height: 900 });
}

/** A picture of a page as it is printed on A4, which is 794 px wide. */
export async function paper(page, name, language) {
  await page.emulateMedia({ media: "print", colorScheme: "light" });
  await page.setViewportSize({ width: 794, height: 1123 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) throw new Error(`${name} ${language}: the page is ${wide} px wider than its paper`);
  await page.screenshot({ path: join(PICTURES, `${name}-${language}-paper.png`), fullPage: true });
  await page.emulateMedia({ media: "screen" });
  await page.setViewportSize({ width: 1280, height: 900 });
}
