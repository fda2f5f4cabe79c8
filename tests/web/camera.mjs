// What a browser's camera sees: a picture in a file that Chromium takes in the place of a camera.
import { spawnSync } from "node:child_process";
import { renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const assets = createRequire(new URL("../../server/assets/package.json", import.meta.url));
const qrcode = assets("qrcode-generator");
const jsQR = assets("jsqr");
const [WIDTH, HEIGHT] = [640, 480];
/** Pictures a second, and in the file. */
const [RATE, COUNT] = [5, 10];
/** By how much a code is turned, as hands do. */
const TURN = (7 * Math.PI) / 180;

/** A screen that shows a code, a little turned: brightness by pixel, and how many modules the code has on a side. */
export function screen(text) {
  const code = qrcode(0, "M");
  code.addData(text, "Alphanumeric");
  code.make();
  const modules = code.getModuleCount();
  const size = 360 / modules;
  const pixels = Buffer.alloc(WIDTH * HEIGHT, 235);
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      const [right, down] = [x - WIDTH / 2, y - HEIGHT / 2];
      const column = Math.floor((right * Math.cos(TURN) + down * Math.sin(TURN)) / size + modules / 2);
      const row = Math.floor((down * Math.cos(TURN) - right * Math.sin(TURN)) / size + modules / 2);
      const isInside = row >= 0 && column >= 0 && row < modules && column < modules;
      if (isInside && code.isDark(row, column)) pixels[y * WIDTH + x] = 30;
    }
  }
  return { pixels, modules };
}

/** What a reader makes of a code that a page draws as one path of squares: its text, and how many modules it has on a side. */
export function drawing(size, path) {
  const scale = 6;
  const width = size * scale;
  const colours = new Uint8ClampedArray(width * width * 4).fill(255);
  const black = [0, 0, 0, 255];
  for (const [, column, row] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let y = row * scale; y < (Number(row) + 1) * scale; y += 1) {
      for (let x = column * scale; x < (Number(column) + 1) * scale; x += 1) colours.set(black, (y * width + x) * 4);
    }
  }
  return { text: jsQR(colours, width, width)?.data, modules: size - 8 };
}

/** The upper half of a printed sheet of A6 at 150 dpi, and the text of the code on it. */
export function sheet(pdf) {
  const drawn = spawnSync("pdftoppm", ["-r", "150", "-gray", "-singlefile", "-"], { input: pdf, maxBuffer: 1 << 26 });
  if (drawn.error || drawn.status !== 0) throw new Error(`pdftoppm: ${drawn.error ?? drawn.stderr}`);
  const head = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(drawn.stdout.subarray(0, 40).toString("latin1"));
  const [width, height] = head.slice(1).map(Number);
  const grey = drawn.stdout.subarray(head[0].length);
  const pixels = Buffer.alloc(WIDTH * HEIGHT, 255);
  const [left, top] = [Math.floor((WIDTH - width) / 2), 70];
  for (let y = 0; y < HEIGHT && y + top < height; y += 1) {
    for (let x = Math.max(0, left); x < Math.min(WIDTH, left + width); x += 1) pixels[y * WIDTH + x] = grey[(y + top) * width + x - left];
  }
  const colours = new Uint8ClampedArray(WIDTH * HEIGHT * 4);
  pixels.forEach((grain, at) => colours.set([grain, grain, grain, 255], at * 4));
  return { pixels, text: jsQR(colours, WIDTH, HEIGHT)?.data };
}

/** Puts a picture before the camera that reads this file, from the next time on at which a page opens the camera. */
export function show(file, { pixels }) {
  const colourless = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);
  const frames = Array(COUNT).fill([Buffer.from("FRAME\n"), pixels, colourless]).flat();
  // A page that opens the camera meanwhile finds a whole file.
  writeFileSync(`${file}.next`, Buffer.concat([Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F${RATE}:1 Ip A1:1 C420mpeg2\n`), ...frames]));
  renameSync(`${file}.next`, file);
}
