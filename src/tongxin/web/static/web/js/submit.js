// A second press while the first is on its way does nothing.
const PATIENCE_MS = 8000;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.hasAttribute("data-offline-outbox")) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(() => free(form), PATIENCE_MS);
});
document.addEventListener("htmx:afterRequest", (event) => free(event.target.closest("form")));
window.addEventListener("pageshow", () => document.querySelectorAll("form").forEach(free));

// After a refusal the cursor stands where something must be mended.
document.querySelector('main form:not([data-quiet]) [aria-invalid="true"]')?.focus();

function free(form) {
  if (!form) return;
  delete form.dataset.sent;
  form.querySelectorAll('[aria-busy="true"]').forEach((button) => button.removeAttribute("aria-busy"));
}
