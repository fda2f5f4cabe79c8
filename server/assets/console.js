// What scripts add to the pages: they update by themselves, keys lead to fields, a text is copied. Nothing needs them.

const live = document.body.dataset.events;

// One stream for all tabs: the tab that holds the lock listens and tells the others. Where there are no locks (plain HTTP on
// another machine), each tab listens for itself.
function listen() {
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("lancan-changed") : null;
  // Who signs out asks for nothing more: the session ends before the page does.
  let leaving = false;
  addEventListener("submit", (event) => { leaving ||= event.target.matches("form[action$='/sign-out']"); });
  // A change that is told while the page fetches is fetched right after: what fetches is replaced by what arrives.
  let fetching = false;
  let missed = false;
  const changed = () => {
    if (fetching) missed = true;
    else if (!leaving) window.htmx?.trigger(document.body, "lancan:changed");
  };
  const fetched = () => {
    fetching = false;
    if (missed) { missed = false; changed(); }
  };
  document.addEventListener("htmx:beforeRequest", (event) => { fetching ||= event.detail.elt.id === "live"; });
  document.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "live") fetched(); });
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.elt.id === "live" && !event.detail.successful) fetching = false; });
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
document.addEventListener("htmx:beforeSwap", () => {
  ticked = new Set([...document.querySelectorAll("#live input[type=checkbox]:checked")].map((box) => box.value));
});
// At once: a second answer may come before htmx says that it has settled the first.
document.addEventListener("htmx:afterSwap", () => {
  for (const box of document.querySelectorAll("#live input[type=checkbox][name]")) box.checked = box.checked || ticked.has(box.value);
});
document.addEventListener("htmx:load", (event) => tickable(event.detail.elt));
