// What scripts add to the pages: they update by themselves, keys lead to fields, a text is copied. Nothing needs them.

const live = document.body.dataset.events;

// One stream for all tabs: the tab that holds the lock listens and tells the others. Where there are no locks (plain HTTP on
// another machine), each tab listens for itself.
function listen() {
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("lancan-changed") : null;
  // Who signs out asks for nothing more: the session ends before the page does.
  let leaving = false;
  addEventListener("submit", (event) => { leaving ||= event.target.matches("form[action$='/sign-out']"); });
  // A change that is told while the page waits for an answer, to a search too, is fetched right after: what fetches is replaced by
  // what arrives. A part that was replaced tells of its answer no more; the request itself does.
  let waits = 0;
  let missed = false;
  const changed = () => {
    missed = waits > 0;
    if (!missed && !leaving) window.htmx?.trigger(document.body, "lancan:changed");
  };
  document.addEventListener("htmx:beforeSend", (event) => {
    waits += 1;
    event.detail.xhr.addEventListener("loadend", () => {
      waits -= 1;
      if (missed) changed();
    });
  });
  tabs?.addEventListener("message", changed);
  const open = () => new Promise(() => {
    let ended = false;
    const source = new EventSource(live);
    source.addEventListener("changed", () => { tabs?.postMessage(0); changed(); });
    // After a pause something may have been missed.
    source.addEventListener("ready", () => { if (ended) { tabs?.postMessage(0); changed(); } ended = false; });
    source.addEventListener("error", () => { ended = true; });
    addEventListener("pagehide", () => source.close());
  });
  if (navigator.locks && tabs) navigator.locks.request("lancan-events", open);
  else open();
}
if (live) listen();

// The problem that a page tells of is read out first.
document.getElementById("errors")?.focus();

// "/" leads to the search.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, select, textarea, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const field = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (field) { event.preventDefault(); field.focus(); }
});

function printable(within) {
  for (const button of within.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}
printable(document);
document.addEventListener("htmx:load", (event) => printable(event.detail.elt));

for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent);
    button.textContent = button.dataset.copied;
  });
}

// A box at the head of a table ticks all below it. What is ticked outlives what the page fetches by itself.
let ticked = new Set();
function tickable(within) {
  for (const all of within.querySelectorAll("input[data-all]")) {
    const boxes = () => all.closest("table").querySelectorAll(`input[name="${CSS.escape(all.dataset.all)}"]`);
    all.hidden = false;
    all.addEventListener("change", () => { for (const box of boxes()) box.checked = all.checked; });
  }
}
tickable(document);
document.addEventListener("htmx:beforeOnLoad", (event) => {
  // While a search was under way, what it was to replace may have been replaced.
  if (!event.detail.target.isConnected) event.detail.target = document.getElementById("live");
  ticked = new Set([...document.querySelectorAll("#live input[type=checkbox]:checked")].map((box) => box.value));
});
document.addEventListener("htmx:afterSwap", () => {
  for (const box of document.querySelectorAll("#live input[type=checkbox][name]")) box.checked = box.checked || ticked.has(box.value);
});
document.addEventListener("htmx:load", (event) => tickable(event.detail.elt));
