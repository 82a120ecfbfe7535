// Install the service worker; tell it which pages to keep: <a data-offline-page href="…">.
async function install() {
  const registration = await navigator.serviceWorker.register("/sw.js");
  const worker = (await navigator.serviceWorker.ready).active ?? registration.active;
  const reader = document.querySelector('meta[name="reader"]')?.content ?? "";
  if ((localStorage.getItem("reader") ?? "") !== reader) {
    worker.postMessage({ type: "forget" }); // another reader must not find the last one's pages
    localStorage.setItem("reader", reader);
    sessionStorage.removeItem("kept");
  }
  const links = [...document.querySelectorAll("a[data-offline-page]")].map((link) => link.href);
  const kept = new Set(JSON.parse(sessionStorage.getItem("kept") ?? "[]"));
  const wanted = links.filter((url) => !kept.has(url));
  if (!wanted.length) return;
  worker.postMessage({ type: "keep", urls: wanted });
  sessionStorage.setItem("kept", JSON.stringify([...kept, ...wanted]));
}

if ("serviceWorker" in navigator) window.addEventListener("load", () => install().catch(() => undefined));

function strip() {
  document.querySelectorAll("[data-offline-strip]").forEach((element) => (element.hidden = navigator.onLine));
}
window.addEventListener("online", strip);
window.addEventListener("offline", strip);
strip();
