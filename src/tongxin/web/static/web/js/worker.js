// The service worker's own part. VERSION, SHELL, KEPT and OFFLINE are written above it by web/views.py.
const SHELL_CACHE = `shell-${VERSION}`;
const PAGES = "pages";
// Pages vary by cookie and language; on this device those are the reader's own either way.
const LIKE = { ignoreSearch: true, ignoreVary: true };

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(SHELL_CACHE).then((cache) => cache.addAll([...SHELL, ...KEPT])).then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => names.filter((name) => name !== SHELL_CACHE && name !== PAGES))
      .then((old) => Promise.all(old.map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

// One after another: what is to be kept after forgetting must not be forgotten.
let tidying = Promise.resolve();

self.addEventListener("message", (event) => {
  const { data } = event;
  if (data.type === "forget") tidying = tidying.then(() => caches.delete(PAGES));
  if (data.type === "keep") tidying = tidying.then(() => Promise.all(data.urls.map(keepPage)));
  event.waitUntil(tidying);
});

async function keepPage(url) {
  const response = await fetch(url, { credentials: "same-origin" }).catch(() => null);
  if (response?.ok && !response.redirected) await (await caches.open(PAGES)).put(url, response);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
});

// Pages: the network first. Kept pages are renewed when read, and answer when there is no network.
async function page(request, url) {
  const pages = await caches.open(PAGES);
  try {
    const response = await fetch(request);
    if (response.ok && !response.redirected && !url.search && (await pages.match(request, LIKE))) {
      await pages.put(url.href, response.clone());
    }
    return response;
  } catch {
    return (await caches.match(request, LIKE)) ?? (await caches.match(OFFLINE, LIKE)) ?? Response.error();
  }
}

// Files: the network first in case of a release, and a copy for when there is none.
async function file(request) {
  const cache = await caches.open(SHELL_CACHE);
  const kept = await cache.match(request, { ignoreVary: true });
  if (kept && /\.[0-9a-f]{12}\./.test(request.url)) return kept; // its name says what is in it
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request, response.clone());
    return response;
  } catch {
    return kept ?? Response.error();
  }
}

self.addEventListener("sync", (event) => {
  if (event.tag === "tongxin-outbox") event.waitUntil(tongxinOutbox.flush());
});
