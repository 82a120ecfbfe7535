// The city as cells, coloured by one measure. <figure data-map="geojson address" data-measure="…">
// Each feature's properties: name, value, step (0–4, chosen by the server), url, place (code).
// Arrow keys walk to the nearest cell in that direction, Enter opens it; the table says the same.
const WAYS = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

for (const figure of document.querySelectorAll("[data-map]")) draw(figure);

async function draw(figure) {
  const canvas = figure.querySelector(".map-canvas");
  const map = L.map(canvas, { keyboard: false, fadeAnimation: false, attributionControl: false, zoomSnap: 0.25, scrollWheelZoom: false });
  const shapes = await (await fetch(figure.dataset.map)).json();
  const cells = [];
  const layer = L.geoJSON(shapes, {
    pointToLayer: (feature, at) => L.circleMarker(at, { radius: 6 }),
    onEachFeature: (feature, cell) => {
      const { name, value, url } = feature.properties;
      cell.bindTooltip(`${name} · ${value}`, { sticky: true });
      cell.on("click", () => url && location.assign(url));
      cell.on("mouseover", () => point(figure, cells, cell));
      cells.push(cell);
    },
  }).addTo(map);
  map.fitBounds(layer.getBounds(), { padding: [8, 8] }); // shapes are drawn once the map has a view
  for (const cell of cells) {
    cell.getElement()?.setAttribute("data-step", cell.feature.properties.step ?? 0);
  }
  canvas.addEventListener("keydown", (event) => walk(event, figure, cells));
  return map;
}

const middle = (cell) => (cell.getBounds ? cell.getBounds().getCenter() : cell.getLatLng());

function walk(event, figure, cells) {
  const now = cells.find((cell) => cell.getElement()?.classList.contains("is-current"));
  if (event.key === "Enter" && now?.feature.properties.url) return location.assign(now.feature.properties.url);
  const way = WAYS[event.key];
  if (!way) return undefined;
  event.preventDefault();
  const next = now ? nearest(now, cells, way) : cells[0];
  if (next) {
    point(figure, cells, next);
    now?.closeTooltip();
    next.openTooltip(middle(next));
    figure.querySelector("[data-map-says]").textContent = next.getTooltip().getContent();
  }
  return undefined;
}

// Nearest by distance, where what lies off the way counts double.
function nearest(from, cells, [east, north]) {
  const start = middle(from);
  let best, least = Infinity;
  for (const cell of cells) {
    const dx = middle(cell).lng - start.lng;
    const dy = middle(cell).lat - start.lat;
    const along = dx * east + dy * north;
    if (along <= 0) continue;
    const cost = along + 2 * Math.abs(dx * north + dy * east);
    if (cost < least) [best, least] = [cell, cost];
  }
  return best;
}

function point(figure, cells, cell) {
  for (const one of cells) one.getElement()?.classList.toggle("is-current", one === cell);
  for (const row of figure.querySelectorAll("[data-place]")) {
    row.classList.toggle("is-current", row.dataset.place === cell.feature.properties.place);
  }
}
