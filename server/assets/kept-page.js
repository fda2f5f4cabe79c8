// Keeps a page and what it loaded, so that the browser can open it again without a network.

/** Keeps this page by a worker at this address; `also` are addresses of files that it may load later. Fails without a network. */
export async function keepPage(worker, also) {
  if (!navigator.serviceWorker || !("caches" in globalThis)) return;
  const page = location.pathname;
  await navigator.serviceWorker.register(worker, { scope: page });
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const files = new Set(loaded.filter((name) => name.startsWith(`${location.origin}/assets/`)));
  for (const file of also) files.add(file);
  const fresh = await Promise.all([page, ...files].map(async (file) => [file, await fetch(file)]));
  if (fresh.some(([, answer]) => !answer.ok || answer.redirected)) return;
  const cache = await caches.open(`lancan-page-${page}`);
  await Promise.all((await cache.keys()).map((old) => cache.delete(old)));
  await Promise.all(fresh.map(([file, answer]) => cache.put(file, answer)));
  document.documentElement.dataset.kept = "yes";
}
