/** Shading areas by a number: five steps, and the legend that explains them. */

import * as L from "leaflet";

import { element } from "./elements";
import { say } from "./words";

const STEPS = 5;

/** Upper ends of at most five steps with about as many areas in each; empty where all values are equal or there are none. */
export function stepsOf(values: number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length === 0 || sorted[0] === sorted[sorted.length - 1]) return [];
  const ends = Array.from({ length: STEPS }, (_, step) => sorted[Math.ceil(((step + 1) * sorted.length) / STEPS) - 1] as number);
  return [...new Set(ends)];
}

/** Which shade, 1 (palest) to 5, a value gets. */
export function shadeOf(value: number, steps: number[]): number {
  if (steps.length === 0) return 1;
  const step = steps.findIndex((end) => value <= end);
  return 1 + Math.round(((step < 0 ? steps.length - 1 : step) * (STEPS - 1)) / Math.max(1, steps.length - 1));
}

export function addLegend(map: L.Map, steps: number[]): void {
  const legend = new L.Control({ position: "bottomright" });
  legend.onAdd = () =>
    element(
      "ul",
      { class: "map-legend", "aria-label": say("mapLegend") },
      ...steps.map((end) => element("li", {}, element("span", { class: `map-swatch map-shade-${shadeOf(end, steps)}` }), `≤ ${end.toLocaleString()}`)),
    );
  legend.addTo(map);
}
