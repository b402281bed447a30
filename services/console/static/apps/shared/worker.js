// Keeps the page and its files, and nothing else: what is asked always goes over the network.

const CACHE = `${SCOPE.slice(1)}-${VERSION}`;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll([SCOPE, ...FILES]);
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith(`${SCOPE.slice(1)}-`) && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

// The page of the day, and the kept one where there is no network; in the language that was last looked at.
async function page(request) {
  const cache = await caches.open(CACHE);
  try {
    const shown = await fetch(request);
    if (shown.ok) await cache.put(SCOPE, shown.clone());
    return shown;
  } catch {
    return (await cache.match(SCOPE)) ?? Response.error();
  }
}

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && pathname === SCOPE) event.respondWith(page(event.request));
  else if (FILES.includes(pathname)) {
    event.respondWith(caches.match(pathname).then((kept) => kept ?? fetch(event.request)));
  }
});
