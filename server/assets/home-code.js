// An officer's link, opened without the app: shows its code. What stands after the # was sent to nobody.

const code = /^#([0-9A-Za-z]{16})$/.exec(location.hash)?.[1];
const shown = document.getElementById("code");
if (code && shown) {
  shown.querySelector("strong").textContent = code.toUpperCase().match(/.{4}/g).join(" ");
  shown.hidden = false;
}
