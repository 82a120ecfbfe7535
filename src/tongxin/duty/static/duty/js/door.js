// The door on a phone: the code of the minute without a network, the moment a name was called,
// and where the phone is for whoever agreed to say so.

// --- the code: the digits and dots of the whole shift came with the page ----------------------
const door = document.querySelector("[data-door]");
const NEAR_MS = 120000; // the server's clock is believed when the page is fresh, not when it was kept

// The difference to the server's clock is found when a page is fresh, and remembered with it.
function clockOffset() {
  const server = Number(door.dataset.serverMs);
  const kept = JSON.parse(localStorage.getItem("duty-clock") ?? "null");
  if (kept?.server === server) return kept.offset;
  const offset = server - Date.now();
  const believed = Math.abs(offset) < NEAR_MS ? offset : (kept?.offset ?? 0);
  localStorage.setItem("duty-clock", JSON.stringify({ server, offset: believed }));
  return believed;
}

function bitsOf(dots) {
  return [...atob(dots)].map((sign) => sign.charCodeAt(0).toString(2).padStart(8, "0")).join("");
}

function draw(side, dots) {
  const bits = bitsOf(dots);
  let path = "";
  for (let n = 0; n < side * side; n += 1) {
    if (bits[n] === "1") path += `M${(n % side) + 2} ${Math.floor(n / side) + 2}h1v1h-1z`;
  }
  door.querySelector(".door-qr path").setAttribute("d", path);
}

function turnCodes() {
  const { codes, dots, first, seconds, side } = door.dataset;
  const [digits, squares, span] = [codes.split(" "), dots.split("."), Number(seconds) * 1000];
  const offset = clockOffset();
  let last = -1;
  const turn = () => {
    const now = Date.now() + offset;
    const at = Math.floor(now / span) - Number(first);
    const known = at >= 0 && at < digits.length;
    door.querySelector("[data-left]").textContent = Math.ceil((span - (now % span)) / 1000);
    if (at === last || !known) return;
    last = at;
    door.querySelector("[data-digits]").textContent = digits[at].replace(/(\d{3})(?=\d)/, "$1 ");
    draw(Number(side), squares[at]);
  };
  turn();
  setInterval(turn, 500);
}

if (door) turnCodes();

// The worker keeps this page; it has to keep what the page runs on too.
async function keepFiles() {
  const files = [import.meta.url, ...[...document.querySelectorAll('link[rel="stylesheet"]')].map((link) => link.href)];
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) {
    await new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
  }
  await Promise.all(files.map((file) => fetch(file)));
}
if ("serviceWorker" in navigator) keepFiles().catch(() => undefined);

// --- the roll: when a name was called counts, not when it could be sent ------------------------
document.addEventListener("submit", (event) => {
  const moment = event.target.elements?.said_at;
  if (moment) moment.value = new Date().toISOString();
}, true);

// --- where the phone is, asked once, when the button is pressed ---------------------------------
const WAIT_MS = 8000;
function locate(event) {
  const form = event.target;
  if (!form.hasAttribute?.("data-locate") || form.dataset.located || !navigator.geolocation) return;
  event.preventDefault();
  const go = () => {
    form.dataset.located = "yes";
    form.requestSubmit();
  };
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    form.elements.latitude.value = coords.latitude;
    form.elements.longitude.value = coords.longitude;
    go();
  }, go, { timeout: WAIT_MS, enableHighAccuracy: true });
}
document.addEventListener("submit", locate, true); // before a second press is told from a first
