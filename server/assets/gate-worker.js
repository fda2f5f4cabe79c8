// Looks for a QR code in a picture, away from the page, where the browser has no reader of its own.
importScripts("jsQR.js");

addEventListener("message", ({ data: { data, width, height } }) => {
  postMessage(jsQR(data, width, height, { inversionAttempts: "dontInvert" })?.data ?? null);
});
