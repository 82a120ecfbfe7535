// Toasts can be put away, and go by themselves, except refusals: those wait for the reader.
const LASTS_MS = 8000;
const region = document.getElementById("toasts");

function dress(toast) {
  if (toast.dataset.dressed) return;
  toast.dataset.dressed = "yes";
  if (!toast.matches(".toast")) toast.classList.add("toast");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "×";
  button.setAttribute("aria-label", region.dataset.dismiss);
  button.addEventListener("click", () => toast.remove());
  toast.append(button);
  if (toast.matches(".refusal, [data-tone=error], [data-tone=warning]")) return;
  const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, LASTS_MS) : toast.remove());
  setTimeout(leave, LASTS_MS);
}

function say(text, tone = "success") {
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.dataset.tone = tone;
  const words = document.createElement("span");
  words.textContent = text;
  toast.append(words);
  region.append(toast);
}

if (region) {
  for (const toast of region.children) dress(toast);
  new MutationObserver(() => [...region.children].forEach(dress)).observe(region, { childList: true });
  document.addEventListener("htmx:sendError", () => say(region.dataset.trouble, "error"));
  document.addEventListener("tongxin:say", (event) => say(event.detail.text, event.detail.tone));
}
