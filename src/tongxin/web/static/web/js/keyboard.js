// Lists worked by keyboard. Mark the list with data-keys; its rows are its <tr>, <li> or [data-row].
//   j k ↓ ↑  move     x  select (the row's checkbox)    Shift+X  select all    Enter  open the row's link
//   /        search   ?  help                            Esc  clear the selection
// Any <button data-key="r"> answers to its letter: inside a row it acts on the current row; outside,
// on the selected rows (the current one when none is selected). Nothing is taken from a field.
const list = () => document.querySelector("[data-keys]");
const rows = () => (list() ? [...list().querySelectorAll(":scope > tr, :scope > li, :scope > [data-row]")] : []);
const box = (row) => row?.querySelector('input[type="checkbox"]');
let place = 0;

const current = () => rows()[Math.min(place, rows().length - 1)];

function mark() {
  rows().forEach((row, index) => {
    row.tabIndex = row === current() ? 0 : -1;
    row.classList.toggle("is-current", row === current());
    row.classList.toggle("is-selected", Boolean(box(row)?.checked));
    row.dataset.index = index;
  });
  const chosen = rows().filter((row) => box(row)?.checked).length;
  document.querySelectorAll("[data-keys-count]").forEach((element) => (element.textContent = chosen));
  document.querySelectorAll("[data-key]").forEach((button) => button.setAttribute("aria-keyshortcuts", button.dataset.key));
}

function go(step) {
  place = Math.max(0, Math.min(rows().length - 1, place + step));
  mark();
  current()?.focus({ preventScroll: true });
  current()?.scrollIntoView({ block: "nearest" });
}

function select(row, on = !box(row)?.checked) {
  if (!box(row)) return;
  box(row).checked = on;
  box(row).dispatchEvent(new Event("change", { bubbles: true }));
}

function press(key) {
  const inRow = current()?.querySelector(`[data-key="${key}"]`);
  if (inRow) return inRow.click();
  const button = [...document.querySelectorAll(`[data-key="${key}"]`)].find((one) => !one.closest("[data-keys] > *"));
  if (!button || button.disabled) return undefined;
  if (button.hasAttribute("data-key-rows") && !rows().some((row) => box(row)?.checked)) select(current(), true);
  button.click();
  return button;
}

const MOVES = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };
const typing = (target) =>
  target.closest('input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable="true"]');

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (typing(target) || document.querySelector("dialog[open]")) return;
  if (answer(key, target)) event.preventDefault();
});

function answer(key, target) {
  const arrow = key.startsWith("Arrow");
  if (key === "?") return help();
  if (key === "/") return search();
  if (key in MOVES && rows().length && (!arrow || target.closest("[data-keys]"))) return go(MOVES[key]) ?? true;
  if (key === "x" && current()) return select(current()) ?? true;
  if (key === "X") return selectAll();
  if (key === "Escape" && rows().length) return rows().forEach((row) => select(row, false)) ?? true;
  if (key === "Enter" && target === current()) return current().querySelector("a[href]")?.click() ?? true;
  return /^[a-z0-9]$/.test(key) && document.querySelector(`[data-key="${key}"]`) ? (press(key), true) : false;
}

function selectAll() {
  const on = rows().some((row) => !box(row)?.checked);
  rows().forEach((row) => select(row, on));
  return true;
}

function search() {
  const field = document.querySelector('[data-key-search], input[type="search"]');
  field?.focus();
  field?.select();
  return Boolean(field);
}

function help() {
  const dialog = document.getElementById("keys-help");
  const table = dialog?.querySelector("[data-keys-list]");
  if (!table) return false;
  const words = table.dataset;
  const known = [["?", words.wordsHelp], ["/", words.wordsSearch]];
  if (list()) known.unshift(["j", words.wordsDown], ["k", words.wordsUp], ["x", words.wordsSelect], ["X", words.wordsAll], ["Enter", words.wordsOpen]);
  const seen = new Set();
  for (const button of document.querySelectorAll("[data-key]")) {
    if (seen.has(button.dataset.key)) continue;
    seen.add(button.dataset.key);
    const copy = button.cloneNode(true);
    copy.querySelectorAll("kbd").forEach((kbd) => kbd.remove());
    known.push([button.dataset.key, button.getAttribute("aria-label") ?? copy.textContent.trim()]);
  }
  table.replaceChildren(...known.flatMap(([key, meaning]) => {
    const term = document.createElement("dt");
    term.append(Object.assign(document.createElement("kbd"), { textContent: key }));
    return [term, Object.assign(document.createElement("dd"), { textContent: meaning })];
  }));
  dialog.showModal();
  return true;
}

document.addEventListener("focusin", (event) => {
  const index = rows().findIndex((row) => row.contains(event.target));
  if (index >= 0 && index !== place) {
    place = index;
    mark();
  }
});
document.addEventListener("change", mark);
document.addEventListener("htmx:afterSettle", () => {
  const lost = document.activeElement === document.body;
  mark();
  if (lost && rows().length) current().focus({ preventScroll: true });
});
mark();
