// Forms that keep working offline: <form data-offline-outbox="name" data-offline-label="field">
// with a hidden `client_key`. Shown by web/_outbox.html: what waits, what was refused and why.
const outbox = globalThis.tongxinOutbox;
const RETRY_MS = 30000;
const reader = document.querySelector('meta[name="reader"]')?.content ?? "";

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function entryOf(form) {
  const key = form.elements.client_key;
  if (!key.value) key.value = newKey();
  const fields = [...new FormData(form)];
  const label = fields.find(([name]) => name === form.dataset.offlineLabel)?.[1] ?? "";
  return {
    client_key: key.value,
    reader,
    name: form.dataset.offlineOutbox,
    action: form.action,
    page: location.pathname,
    fields,
    label: String(label).slice(0, 80),
    saved_at: Date.now(),
    state: "waiting",
  };
}

async function submitted(event) {
  const form = event.target;
  if (!form.hasAttribute?.("data-offline-outbox") || !globalThis.indexedDB) return;
  event.preventDefault();
  if (form.dataset.sent) return;
  form.dataset.sent = "yes";
  const entry = entryOf(form);
  await outbox.keep(entry); // before sending: nothing typed is lost even if the phone dies now
  const { outcome, location: next } = await outbox.send(entry);
  delete form.dataset.sent;
  if (outcome === "accepted") {
    await outbox.forget(entry.client_key);
    return location.assign(next || form.action);
  }
  if (outcome === "refused") {
    // The server can be reached and says no: let it show its page, with everything typed.
    await outbox.forget(entry.client_key);
    return form.submit();
  }
  if (outcome === "signed_out") await outbox.keep({ ...entry, state: "signed_out" });
  form.reset();
  form.elements.client_key.value = "";
  await askForSync();
  await show();
  document.querySelector("[data-outbox]")?.scrollIntoView({ block: "nearest" });
}

async function askForSync() {
  const registration = await navigator.serviceWorker?.getRegistration();
  await registration?.sync?.register("tongxin-outbox").catch(() => undefined);
}

function reasonIn(reply = "") {
  if (!reply.includes("<")) return reply;
  const page = new DOMParser().parseFromString(reply, "text/html");
  return [...page.querySelectorAll(".errorlist li, .refusal")].map((item) => item.textContent.trim()).join(" ");
}

function rowOf(section, entry) {
  const row = section.querySelector("template").content.firstElementChild.cloneNode(true);
  const mine = !entry.reader || entry.reader === reader; // others on this phone see that, not what
  row.querySelector("[data-label]").textContent = mine ? entry.label || entry.name : "···";
  const state = row.querySelector("[data-state]");
  state.textContent = section.dataset[`word${{ waiting: "Waiting", refused: "Refused", signed_out: "SignedOut" }[entry.state]}`];
  state.dataset.tone = entry.state === "waiting" ? "waiting" : "active";
  row.querySelector("[data-reason]").textContent = reasonIn(entry.reply);
  const correct = row.querySelector("[data-correct]");
  correct.href = `${entry.page}?outbox=${entry.client_key}`;
  correct.hidden = entry.state !== "refused" || !mine;
  row.querySelector("[data-forget]").addEventListener("click", async () => {
    await outbox.forget(entry.client_key);
    await show();
  });
  return row;
}

async function show() {
  const sections = document.querySelectorAll("[data-outbox]");
  const entries = await outbox.all();
  for (const strip of document.querySelectorAll("[data-outbox-strip]")) {
    strip.hidden = !entries.length || sections.length > 0;
    strip.querySelector("[data-count]").textContent = entries.length;
  }
  for (const section of sections) {
    const mine = entries.filter((entry) => !section.dataset.outbox || entry.name === section.dataset.outbox);
    section.hidden = !mine.length;
    section.querySelector("[data-count]").textContent = mine.length;
    section.querySelector("[data-list]").replaceChildren(...mine.map((entry) => rowOf(section, entry)));
  }
}

// Correcting a refused one: the form is filled again and keeps its key.
async function refill() {
  const key = new URLSearchParams(location.search).get("outbox");
  const entry = key && (await outbox.all()).find((one) => one.client_key === key && (!one.reader || one.reader === reader));
  const form = entry && document.querySelector(`form[data-offline-outbox="${entry.name}"]`);
  if (!form) return;
  for (const [name, value] of entry.fields) {
    if (name === "csrfmiddlewaretoken" || typeof value !== "string") continue;
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "checkbox" || field.type === "radio") field.checked ||= field.value === value;
      else field.value = value;
    }
  }
}

async function sendWaiting() {
  if (!(await outbox.all()).length) return;
  await outbox.flush();
  await show();
}

if (globalThis.indexedDB) {
  document.addEventListener("submit", submitted);
  outbox.news.addEventListener("message", show);
  window.addEventListener("online", sendWaiting);
  document.addEventListener("visibilitychange", () => document.hidden || sendWaiting());
  document.querySelector("[data-outbox] [data-send]")?.addEventListener("click", sendWaiting);
  setInterval(() => navigator.onLine && sendWaiting(), RETRY_MS);
  refill().then(show).then(sendWaiting);
}
