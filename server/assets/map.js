// The safety map: what stands in the table is drawn with Leaflet, and kept current while the page is open. Without scripts the
// drawing of the server and the table stay.
const page = document.getElementById("safety-map");
const holder = document.getElementById("leaflet");
const code = page.dataset.code;
const COLOURS = { green: "#0b7a4b", yellow: "#f1ba15", red: "#b3261e" };
const LETTERS = { green: "A", yellow: "V", red: "Đ" };
const ISLANDS = [[16.5, 112], [9, 113]];
const shapes = new Map();
const letters = new Map();
const letterOf = (mark) => LETTERS[mark] ?? "–";
const RISKS = { 1: "#0fa57f", 2: "#f1ba15", 3: "#f28e12", 4: "#da4711" };
/** The number of the risk of a row's area, where its layer is shown. */
const riskOf = (row) => (page.dataset.layer === "risk" ? (row.dataset.risk ?? "") : "");
/** What stands on a symbol: the letter of its colour, and the number of its risk. */
const signOf = (row) => letterOf(row.dataset.mark) + (riskOf(row) ? `·${riskOf(row)}` : "");

/** The lines of a level's pattern, as the drawing of the server has them. */
const LINES = { yellow: [[0, 8, 8, 0]], red: [[0, 8, 8, 0], [0, 0, 8, 8]] };
const TILE = 8;
const bounded = new Map();

function style(mark) {
  return { radius: 11, weight: 2, color: "#33414b", fillColor: COLOURS[mark] ?? "#8796a1", fillOpacity: 0.9, mark };
}

function shapeStyle(mark) {
  return { weight: 1, color: "#33414b", fillColor: COLOURS[mark] ?? "#d5dbe0", fillOpacity: 0.8, mark };
}

/** A square of the pattern, to be repeated. */
function tile(lines) {
  const square = document.createElement("canvas");
  square.width = TILE;
  square.height = TILE;
  const pen = square.getContext("2d");
  pen.strokeStyle = "#33414b";
  pen.lineWidth = 1.5;
  for (const [x, y, toX, toY] of lines) {
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(toX, toY);
    pen.stroke();
  }
  return square;
}

/** Draws the pattern of a level over its colour. */
function patterned() {
  const tiles = Object.fromEntries(Object.entries(LINES).map(([mark, lines]) => [mark, tile(lines)]));
  const Patterned = L.Canvas.extend({
    _fillStroke(context, layer) {
      L.Canvas.prototype._fillStroke.call(this, context, layer);
      const square = tiles[layer.options.mark];
      if (!square) return;
      context.save();
      context.globalAlpha = 1;
      context.fillStyle = context.createPattern(square, "repeat");
      context.fill("evenodd");
      context.restore();
    },
  });
  return new Patterned();
}

/** Draws the boundaries under the symbols, and answers with what they reach over. */
async function drawBoundaries(map, rows) {
  const answer = await fetch(`/map/v1/boundaries/${code}`);
  if (!answer.ok) return null;
  const { inside, own } = await answer.json();
  const group = L.featureGroup();
  for (const row of rows) {
    const rings = inside[row.dataset.code];
    if (!rings) continue;
    const shape = L.polygon(rings, shapeStyle(row.dataset.mark)).addTo(group);
    const link = row.querySelector("a");
    const label = document.createElement("span");
    label.textContent = link.textContent;
    shape.bindTooltip(label, { sticky: true }).on("click", () => { location.href = link.href; });
    bounded.set(row.dataset.code, shape);
  }
  if (own && bounded.size === 0) L.polygon(own, { weight: 2, color: "#33414b", fill: false, interactive: false }).addTo(group);
  group.addTo(map);
  group.bringToBack();
  page.dataset.shapes = String(group.getLayers().length);
  return group.getBounds();
}

function draw() {
  if (!window.L) return;
  const rows = [...document.querySelectorAll("[data-north]")].filter((row) => row.dataset.north);
  if (rows.length === 0) return;
  holder.hidden = false;
  document.getElementById("drawing").setAttribute("class", "for-print");
  const map = L.map(holder, { renderer: patterned(), attributionControl: false, zoomSnap: 0.5, minZoom: 4, maxZoom: 16, trackResize: false });
  const points = rows.map((row) => [Number(row.dataset.north), Number(row.dataset.east)]);
  let bounds = L.latLngBounds(code === "VN" ? [...points, ...ISLANDS] : points).pad(0.08);
  // One place alone has no extent to fit.
  const fit = () => map.fitBounds(bounds, { maxZoom: 13 });
  fit();
  // On paper the map is not shown, and has no size to draw in.
  addEventListener("resize", () => { if (holder.clientWidth > 0) { map.invalidateSize(); fit(); } });
  if (code === "VN") {
    const names = [...document.querySelectorAll("#drawing .islands text")].map((text) => text.textContent);
    ISLANDS.forEach((place, at) => {
      L.circleMarker(place, { radius: 5, weight: 2, color: "#33414b", fillOpacity: 0 }).addTo(map);
      L.tooltip({ permanent: true, direction: "left", className: "island" }).setLatLng(place).setContent(names[at] ?? "").addTo(map);
    });
  }
  for (const [at, row] of rows.entries()) {
    const link = row.querySelector("a");
    if (riskOf(row)) {
      L.circleMarker(points[at], { radius: 20, weight: 1, color: "#33414b", fillColor: RISKS[riskOf(row)], fillOpacity: 0.55, interactive: false }).addTo(map);
    }
    const shape = L.circleMarker(points[at], style(row.dataset.mark)).addTo(map);
    const label = document.createElement("span");
    label.textContent = link.textContent;
    shape.bindTooltip(label).on("click", () => { location.href = link.href; });
    // Nothing is said by a colour alone.
    const letter = L.tooltip({ permanent: true, direction: "center", className: "letter" });
    letter.setLatLng(points[at]).setContent(signOf(row)).addTo(map);
    if (row.dataset.code) {
      shapes.set(row.dataset.code, shape);
      letters.set(row.dataset.code, letter);
    }
  }
  page.dataset.drawn = String(rows.length);
  if ("boundaries" in page.dataset) {
    drawBoundaries(map, rows).then((reach) => {
      if (!reach?.isValid()) return;
      bounds = bounds.extend(reach);
      fit();
    }).catch(() => {});
  }
}

function level(span, mark) {
  const words = document.getElementById("level-words").content.querySelector(`[data-mark="${mark}"]`);
  span.className = `level ${mark === "none" ? "awaited" : mark}`;
  span.querySelector("b").textContent = letterOf(mark);
  span.querySelector("span").textContent = words.textContent;
}

/** Takes the counts of a unit, of all kinds together. */
function take({ code: of, kind, g, y, r, n, colour }) {
  if (kind !== "all") return;
  if (of === code) level(page.querySelector("p > [data-level]"), colour);
  const row = document.querySelector(`#rows tr[data-code="${CSS.escape(of)}"]`);
  if (!row) return;
  row.dataset.mark = colour;
  level(row.querySelector("[data-level]"), colour);
  const cells = row.querySelectorAll("td.number");
  [g, y, r, n].forEach((count, at) => { cells[at].textContent = count; });
  shapes.get(of)?.setStyle(style(colour));
  bounded.get(of)?.setStyle(shapeStyle(colour));
  letters.get(of)?.setContent(signOf(row));
}

let tag = null;
/** Asks for the unit as a whole: after a stream that lost something, and where there is no room for one. */
async function ask() {
  const answer = await fetch(`/map/v1/units/${code}`, { headers: tag ? { "if-none-match": tag } : {} });
  if (answer.status !== 200) return;
  tag = answer.headers.get("etag");
  const { inside } = await answer.json();
  inside.forEach(({ all }) => take(all));
}

function listen() {
  const stream = new EventSource("/map/v1/events");
  stream.addEventListener("unit", ({ data }) => take(JSON.parse(data)));
  stream.addEventListener("reload", () => ask().catch(() => {}));
  stream.addEventListener("open", () => { page.dataset.live = "yes"; ask().catch(() => {}); });
  stream.addEventListener("error", () => {
    // Closed by the server for want of room: ask now and then.
    if (stream.readyState === EventSource.CLOSED) setInterval(() => ask().catch(() => {}), 30_000);
  });
}

draw();
listen();
