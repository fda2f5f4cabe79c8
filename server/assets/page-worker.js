// Keeps the one page that it stands for, so that it starts without a network. The page puts its own files into the cache
// (kept-page.js); the network comes first wherever there is one.
const PAGE = new URL(self.registration.scope).pathname;

async function fromNetworkOrKept(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const cache = await caches.open(`lancan-page-${PAGE}`);
    const kept = await cache.match(request, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  const { origin, pathname } = new URL(url);
  const isKept = pathname === PAGE || pathname.startsWith("/assets/");
  if (method === "GET" && origin === self.location.origin && isKept) event.respondWith(fromNetworkOrKept(event.request));
});
