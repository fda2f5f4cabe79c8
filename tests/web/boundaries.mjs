// Boundaries for the walks: each province of a set as a hexagon at its place, Đà Nẵng and Khánh Hòa with their islands.
import { readFileSync, writeFileSync } from "node:fs";

/** Degrees from the middle of a hexagon to its corners. */
const HALF = 0.5;
/** Where each archipelago has an island, degrees east and north, by the province that it belongs to. */
const ISLANDS = { 48: [112.0, 16.5], 56: [114.3, 10.2] };

function hexagon([east, north], half) {
  const corners = [...Array(6).keys()].map((at) => [east + half * Math.cos((at * Math.PI) / 3), north + half * Math.sin((at * Math.PI) / 3)]);
  return [[...corners, corners[0]]];
}

/** Writes a file of the provinces of a set; without the islands where they are not wanted. */
export function writeProvinces(path, set, { islands = true } = {}) {
  const list = readFileSync(new URL(`../../server/data/units/${set}.tsv`, import.meta.url), "utf8");
  const provinces = list.split("\n").map((line) => line.split("\t")).filter(([code]) => code.length === 2);
  const features = provinces.map(([code, name, north, east]) => {
    const coordinates = [hexagon([Number(east), Number(north)], HALF)];
    if (islands && ISLANDS[code]) coordinates.push(hexagon(ISLANDS[code], 0.05));
    return { type: "Feature", properties: { code, name }, geometry: { type: "MultiPolygon", coordinates } };
  });
  writeFileSync(path, JSON.stringify({ type: "FeatureCollection", features }));
  return provinces.length;
}
