// The outbox: forms written without a network, kept in IndexedDB, sent exactly once in effect.
// Used by the page and by the service worker, so nothing here touches the document.
//
// Once is kept from both ends: one sender at a time (a lock shared by all tabs and the worker), and
// the server refuses to act twice on one client_key. An entry is forgotten only when the server
// says so by name (X-Outbox-Accepted), never because some page, say a login page, answered 200.

const opened = () =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open("tongxin", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("outbox", { keyPath: "client_key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function ask(mode, question) {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction("outbox", mode);
      const request = question(transaction.objectStore("outbox"));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

// Every tab shows the same outbox, whoever sent: each change is told to the others.
const news = new BroadcastChannel("tongxin-outbox");

async function change(question) {
  await ask("readwrite", question);
  news.postMessage("changed");
}

const keep = (entry) => change((store) => store.put(entry));
const forget = (key) => change((store) => store.delete(key));
const all = () => ask("readonly", (store) => store.getAll());

// → {outcome: accepted | refused | signed_out | unreachable, location, reply}
async function send(entry) {
  try {
    const { token, reader } = await (await fetch("/csrf", { cache: "no-store" })).json();
    if (entry.reader && entry.reader !== reader) return { outcome: "signed_out" }; // never under another's name
    const body = new FormData();
    for (const [name, value] of entry.fields) if (name !== "csrfmiddlewaretoken") body.append(name, value);
    const response = await fetch(entry.action, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": token, "X-Outbox": entry.client_key },
    });
    if (response.headers.get("X-Outbox-Accepted") === entry.client_key) {
      return { outcome: "accepted", location: response.headers.get("X-Outbox-Location") };
    }
    if (response.status === 401 || response.redirected) return { outcome: "signed_out" };
    if (response.status >= 400 && response.status < 500 && response.status !== 429) {
      return { outcome: "refused", reply: (await response.text()).slice(0, 200000) };
    }
    return { outcome: "unreachable" };
  } catch {
    return { outcome: "unreachable" };
  }
}

// Send what waits, oldest first; stop at the first that cannot get through.
async function flush() {
  const work = async () => {
    const waiting = (await all()).filter((entry) => entry.state !== "refused");
    waiting.sort((one, other) => one.saved_at - other.saved_at);
    for (const entry of waiting) {
      const { outcome, reply } = await send(entry);
      if (outcome === "accepted") await forget(entry.client_key);
      if (outcome === "refused") await keep({ ...entry, state: "refused", reply });
      if (outcome === "signed_out") await keep({ ...entry, state: "signed_out" });
      if (outcome === "unreachable") return;
    }
  };
  if (!navigator.locks) return work();
  return navigator.locks.request("tongxin-outbox", { ifAvailable: true }, (lock) => (lock ? work() : undefined));
}

globalThis.tongxinOutbox = { keep, forget, all, send, flush, news };
