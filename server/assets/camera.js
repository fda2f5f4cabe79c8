// The camera as a reader of QR codes, for pages that scan.

/** Milliseconds between two looks. */
const PAUSE = 150;
/** Longest side of the picture that is looked at, in pixels. */
const SIDE = 640;

/** Whether the browser lets pages open a camera. */
export const hasCamera = () => Boolean(navigator.mediaDevices?.getUserMedia);

/** A function from a picture to the text of its QR code, by the browser's own reader or by the worker's. */
async function reader() {
  const formats = await globalThis.BarcodeDetector?.getSupportedFormats?.() ?? [];
  if (formats.includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (canvas) => (await detector.detect(canvas))[0]?.rawValue;
  }
  const worker = new Worker(new URL("gate-worker.js", import.meta.url));
  return (canvas, context) => new Promise((resolve, reject) => {
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    worker.onmessage = (event) => resolve(event.data);
    worker.onerror = reject;
    worker.postMessage({ data, width, height }, [data.buffer]);
  });
}

/** Shows the camera's picture in a `video` and hands each text that it reads to `take`, until that answers true. Fails where there is no camera, and where nothing can read. */
export async function scanWith(view, take) {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
    view.srcObject = stream;
    await view.play();
    const read = await reader();
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const scale = Math.min(1, SIDE / Math.max(view.videoWidth, view.videoHeight));
    canvas.width = Math.round(view.videoWidth * scale);
    canvas.height = Math.round(view.videoHeight * scale);
    for (;;) {
      context.drawImage(view, 0, 0, canvas.width, canvas.height);
      const text = await read(canvas, context);
      if (text && take(text)) return;
      await new Promise((resolve) => { setTimeout(resolve, PAUSE); });
    }
  } finally {
    for (const track of stream?.getTracks() ?? []) track.stop();
  }
}
