// What scripts add at the gate: the camera reads a pass into the field for the scanner, and sends it.
import { hasCamera, scanWith } from "./camera.js";

const button = document.getElementById("camera");
const form = document.getElementById("scan");
const viewer = document.getElementById("viewer");
const view = document.getElementById("view");
const state = document.getElementById("camera-state");

async function look() {
  button.hidden = true;
  state.textContent = state.dataset.looking;
  viewer.hidden = false;
  try {
    await scanWith(view, (text) => {
      if (!text.startsWith("LC1:")) return false;
      form.elements.code.value = text;
      form.requestSubmit();
      return true;
    });
  } catch {
    state.textContent = state.dataset.none;
    view.hidden = true;
    button.hidden = false;
    form.elements.code.focus();
  }
}

if (button && hasCamera()) {
  button.hidden = false;
  button.addEventListener("click", look);
}
