// Above the list of places: a search by name or pinyin. Without this script the list alone does.
const SHOWN = 8;

function optionsOf(select) {
  return [...select.querySelectorAll("option[value]")]
    .filter((option) => option.value)
    .map((option) => {
      const town = option.closest("optgroup");
      const pinyin = `${option.dataset.pinyin ?? town?.dataset.pinyin ?? ""}`;
      const label = town && !option.text.startsWith(town.label) ? `${town.label} · ${option.text}` : option.text;
      return { value: option.value, label, name: option.text, pinyin, town: `${town?.label ?? ""} ${town?.dataset.pinyin ?? ""}` };
    });
}

// The best first: the name begins so, the pinyin begins so, it is somewhere inside, its town is meant.
function rank(place, typed) {
  if (place.name.toLowerCase().startsWith(typed)) return 0;
  if (place.pinyin.startsWith(typed)) return 1;
  if (place.label.toLowerCase().includes(typed)) return 2;
  return place.town.toLowerCase().includes(typed) ? 3 : 9;
}

function found(places, text) {
  const typed = text.trim().toLowerCase().replace(/\s+/g, "");
  if (!typed) return [];
  const ranked = places.map((place) => [rank(place, typed), place]).filter(([order]) => order < 9);
  return ranked.sort(([one], [other]) => one - other).slice(0, SHOWN).map(([, place]) => place);
}

function enhance(holder) {
  const select = holder.querySelector("select");
  if (!select || select.options.length < 15) return;
  const places = optionsOf(select);
  const search = Object.assign(document.createElement("input"), { type: "search", className: "input place-search", placeholder: holder.dataset.search, autocomplete: "off" });
  search.setAttribute("aria-label", holder.dataset.search);
  search.enterKeyHint = "done";
  const list = Object.assign(document.createElement("ul"), { className: "place-found" });
  list.setAttribute("aria-live", "polite");
  const choose = (place) => {
    select.value = place.value;
    search.value = "";
    list.replaceChildren();
    select.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const show = () => {
    const hits = found(places, search.value);
    const items = hits.map((place) => {
      const item = document.createElement("li");
      const button = Object.assign(document.createElement("button"), { type: "button", className: "chip", textContent: place.label });
      button.addEventListener("click", () => { choose(place); select.focus(); });
      item.append(button);
      return item;
    });
    if (!hits.length && search.value.trim()) {
      items.push(Object.assign(document.createElement("li"), { className: "soft", textContent: holder.dataset.nothing }));
    }
    list.replaceChildren(...items);
  };
  search.addEventListener("input", show);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const [first] = found(places, search.value);
    if (first) { choose(first); select.focus(); }
  });
  select.before(search, list);
}

document.querySelectorAll("[data-place-picker]").forEach(enhance);
