// The pictures of README and docs, cut from those that the walks took (tools/pictures.sh): each ends below what its page says.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { launch } from "./browser.mjs";

const FROM = join(process.env.CARGO_TARGET_DIR ?? "target", "web");
const TO = join("docs", "pictures");
/** Names in docs/pictures, and the walks' pictures: in Vietnamese, by day, at a desk's width. */
const PICTURES = {
  "console-1-overview": "demo-overview",
  "console-2-contacts": "demo-contacts",
  "console-3-code": "code-short",
  "console-4-case": "demo-case",
  "console-5-graph": "contact-graph",
  "console-6-call": "call",
  "console-7-declarations": "declared-list",
  "console-8-gate": "gate-traveller",
  "console-9-place": "console-place",
  "console-10-opening": "opening-to-sign",
  "console-11-facilities": "console-facilities",
};
const MOST_HEIGHT = 1000;
const MARGIN = 24;

/** Height of what a picture shows above the empty end of its page. */
const heightOfContent = (picture) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: picture.naturalWidth, height: picture.naturalHeight });
  const context = canvas.getContext("2d");
  context.drawImage(picture, 0, 0);
  const row = (y) => new Uint32Array(context.getImageData(0, y, canvas.width, 1).data.buffer);
  const [ground] = row(canvas.height - 1);
  let y = canvas.height - 1;
  while (y > 0 && row(y).every((colour) => colour === ground)) y -= 1;
  return y + 1;
};

const missing = Object.values(PICTURES).map((name) => join(FROM, `${name}-vi-light-1280.png`)).filter((file) => !existsSync(file));
if (missing.length) {
  console.error(`pictures: the walks have not taken ${missing.join(", ")}: run tests/web/run.sh first`);
  process.exit(1);
}
const browser = await launch();
const page = await browser.newPage({ viewport: { width: 1280, height: MOST_HEIGHT } });
for (const [name, walk] of Object.entries(PICTURES)) {
  const bytes = readFileSync(join(FROM, `${walk}-vi-light-1280.png`)).toString("base64");
  await page.setContent(`<body style="margin:0"><img style="display:block" src="data:image/png;base64,${bytes}">`);
  const height = await page.locator("img").evaluate(heightOfContent);
  await page.screenshot({ path: join(TO, `${name}.png`), clip: { x: 0, y: 0, width: 1280, height: Math.min(height + MARGIN, MOST_HEIGHT) } });
}
await browser.close();
console.log(`pictures: ${Object.keys(PICTURES).length} of the console in ${TO}`);
