// Derives coast.csv from Natural Earth. Nothing runs it at build time. In a folder outside of the repository:
//   npm install world-atlas@2.0.2 topojson-client@3.1.0 d3-geo@3.1.2 d3-geo-projection@4.0.0 polylabel@2.1.0 \
//     i18n-iso-countries@7.14.0
//   cp .../coast.mjs . && node coast.mjs > .../coast.csv
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { geoArea, geoCentroid } from "d3-geo";
import { geoEqualEarthRaw } from "d3-geo";
import { geoStitch } from "d3-geo-projection";
import iso from "i18n-iso-countries";
import polylabel from "polylabel";
import { feature } from "topojson-client";

const EDGE = -168.5; // Where the map is cut: in the Bering Strait, so that no country is in two pieces.
const SMALLEST = 3; // Rings smaller than this, in square tenths of degrees of the table, are specks.
const require = createRequire(import.meta.url);

function countries(scale) {
  const atlas = JSON.parse(readFileSync(require.resolve(`world-atlas/countries-${scale}.json`)));
  return feature(atlas, atlas.objects.countries).features;
}

function polygons({ geometry }) {
  const { type, coordinates } = geoStitch(geometry);
  return type === "Polygon" ? [coordinates] : coordinates;
}

const unwrapped = (ring) => ring.map(([x, y]) => [x < EDGE ? x + 360 : x, y]);
const area = (polygon) => geoArea({ type: "Polygon", coordinates: polygon });
const largest = (country) => polygons(country).reduce((a, b) => (area(a) < area(b) ? b : a));

// The point farthest from the coast in the largest part of the country, on a map of equal areas.
function label(country) {
  const rings = largest(country).map(unwrapped);
  const radians = Math.PI / 180;
  const flat = rings.map((ring) => ring.map(([x, y]) => geoEqualEarthRaw((x - 11.5) * radians, y * radians)));
  const [x, y] = polylabel(flat, 1e-4);
  const [lambda, phi] = geoEqualEarthRaw.invert(x, y);
  return [lambda / radians + 11.5, phi / radians];
}

const tenths = ([x, y]) => [Math.round(x * 10), Math.round(y * 10)];

// A ring as steps in tenths of degrees: the first from the origin, each further one from the point before.
function steps(ring) {
  const points = unwrapped(ring).map(tenths).filter(([x, y], i, all) => i === 0 || x !== all[i - 1][0] || y !== all[i - 1][1]);
  points.pop(); // The last point is the first.
  const twice = points.reduce((sum, [x, y], i) => {
    const [u, v] = points[(i + 1) % points.length];
    return sum + x * v - u * y;
  }, 0);
  if (Math.abs(twice) < 2 * SMALLEST) return null;
  return points.map(([x, y], i) => (i === 0 ? [x, y] : [x - points[i - 1][0], y - points[i - 1][1]]).join(" ")).join(" ");
}

const rows = new Map();
for (const scale of ["110m", "50m", "10m"]) {
  for (const country of countries(scale)) {
    const code = iso.numericToAlpha3(country.id) ?? "";
    if (code === "ATA") continue;
    if (scale === "110m") {
      const outline = polygons(country).flat().map(steps).filter(Boolean).join(";");
      rows.set(code || country.properties.name, { code, at: null, outline });
    } else if (code) {
      const row = rows.get(code) ?? { code, outline: "" };
      row.at ??= label(country).map((degrees) => degrees.toFixed(1));
      rows.set(code, row);
    }
  }
}
const ordered = [...rows.values()].sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
console.log("country,longitude,latitude,outline");
for (const { code, at, outline } of ordered) console.log([code, ...(at ?? ["", ""]), outline].join(","));
