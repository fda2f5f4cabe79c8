// Draws a QR code into an SVG picture that has one path.
import qrcode from "./qrcode.mjs";

/** Empty modules around a code, which readers need. */
const MARGIN = 4;

/** `mode` is `Byte`, or `Alphanumeric` for a text of `LC1:`. */
export function drawQr(picture, text, mode) {
  const code = qrcode(0, "M");
  code.addData(text, mode);
  code.make();
  const modules = code.getModuleCount();
  let dark = "";
  for (let row = 0; row < modules; row += 1) {
    for (let column = 0; column < modules; column += 1) {
      if (code.isDark(row, column)) dark += `M${column + MARGIN} ${row + MARGIN}h1v1h-1z`;
    }
  }
  const size = modules + 2 * MARGIN;
  picture.setAttribute("viewBox", `0 0 ${size} ${size}`);
  picture.querySelector("path").setAttribute("d", dark);
}
