/** Maps: grid polygons and points from GeoJSON, and picking a position; tiles only where the office has a server for them. */

import "leaflet/dist/leaflet.css";
import "../styles/map.scss";
import * as L from "leaflet";
import type { Feature, FeatureCollection } from "geojson";

import { onArrival } from "./arrive";
import { element, enter, inputNamed, jsonFrom } from "./elements";
import { addLegend, shadeOf, stepsOf } from "./map_shades";
import { say } from "./words";

interface Properties {
  name?: string;
  label?: string;
  href?: string;
  value?: number | null;
  tone?: string;
  current?: boolean;
}

/** The middle of China, far out: what shows when there is nothing at all to show. */
const NOWHERE: L.LatLngTuple = [34.5, 108.9];

function propertiesOf(feature: Feature | undefined): Properties {
  return (feature?.properties ?? {}) as Properties;
}

/** Labels are text nodes: a place's name is never read as markup. */
function labelOf({ name, label, value }: Properties): HTMLElement {
  return element("span", {}, label ?? [name, typeof value === "number" ? value.toLocaleString() : ""].filter(Boolean).join(" "));
}

function follow(layer: L.Layer, properties: Properties): void {
  const { href } = properties;
  if (href) layer.on("click", () => location.assign(href));
  if (properties.name || properties.label) layer.bindTooltip(labelOf(properties), { sticky: true });
}

function drawAreas(map: L.Map, areas: FeatureCollection, picking: boolean): L.GeoJSON {
  const values = areas.features.map((feature) => propertiesOf(feature).value).filter((value): value is number => typeof value === "number");
  const steps = stepsOf(values);
  if (steps.length > 0) addLegend(map, steps);
  return L.geoJSON(areas, {
    interactive: !picking,
    style: (feature) => {
      const { value, tone, current } = propertiesOf(feature);
      const shade = typeof value === "number" ? ` map-shade-${shadeOf(value, steps)}` : "";
      return { className: `map-area${shade}${tone ? ` map-${tone}` : ""}${current ? " is-current" : ""}` };
    },
    onEachFeature: (feature, layer) => {
      if (!picking) follow(layer, propertiesOf(feature));
    },
  }).addTo(map);
}

function drawPoints(map: L.Map, points: FeatureCollection): L.GeoJSON {
  return L.geoJSON(points, {
    pointToLayer: (feature, position) => {
      const { tone, current } = propertiesOf(feature);
      return L.circleMarker(position, { radius: current ? 9 : 6, className: `map-point${tone ? ` map-${tone}` : ""}${current ? " is-current" : ""}` });
    },
    onEachFeature: (feature, layer) => follow(layer, propertiesOf(feature)),
  }).addTo(map);
}

function letPick(map: L.Map, ground: HTMLElement): L.LatLng | null {
  const latitude = inputNamed(ground.dataset["pickLat"]);
  const longitude = inputNamed(ground.dataset["pickLon"]);
  if (!latitude || !longitude) return null;
  let mark: L.Marker | null = null;

  const put = (position: L.LatLng): void => {
    if (mark) {
      mark.setLatLng(position);
      return;
    }
    const icon = L.divIcon({ className: "map-pin", html: element("i", { class: "bi bi-geo-alt-fill", "aria-hidden": "true" }), iconSize: [32, 32], iconAnchor: [16, 31] });
    mark = L.marker(position, { icon, draggable: true, title: say("mapPick"), alt: say("mapPick") }).addTo(map);
    mark.on("dragend", () => mark && pick(mark.getLatLng()));
  };
  const pick = (position: L.LatLng): void => {
    put(position);
    enter(latitude, position.lat.toFixed(6));
    enter(longitude, position.lng.toFixed(6));
    ground.dispatchEvent(new CustomEvent("bihuan:picked", { bubbles: true, detail: { lat: position.lat, lon: position.lng } }));
  };
  const typed = (): L.LatLng | null => {
    if (latitude.value.trim() === "" || longitude.value.trim() === "") return null;
    const [lat, lon] = [Number(latitude.value), Number(longitude.value)];
    return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? L.latLng(lat, lon) : null;
  };

  map.on("click", (event) => pick(event.latlng));
  for (const input of [latitude, longitude]) {
    input.addEventListener("change", () => {
      const position = typed();
      if (!position || mark?.getLatLng().equals(position, 1e-6)) return;
      put(position);
      map.setView(position, Math.max(map.getZoom(), 15));
    });
  }
  const first = typed();
  if (first) put(first);
  return first;
}

async function draw(ground: HTMLElement): Promise<void> {
  const { areas, points, tiles, tileCredit, center, zoom } = ground.dataset;
  const picking = "pickLat" in ground.dataset;
  const map = L.map(ground, { attributionControl: Boolean(tiles), zoomSnap: 0.5, scrollWheelZoom: picking });
  map.attributionControl?.setPrefix(false);
  if (tiles) L.tileLayer(tiles, { maxZoom: 19, ...(tileCredit ? { attribution: tileCredit } : {}) }).addTo(map);

  const [lat, lon] = (center ?? "").split(",").map(Number);
  const given: L.LatLngTuple | null = Number.isFinite(lat) && Number.isFinite(lon) ? [lat as number, lon as number] : null;
  map.setView(given ?? NOWHERE, Number(zoom) || (given ? 13 : 4));

  const areaLayer = areas ? drawAreas(map, (await jsonFrom(areas)) as FeatureCollection, picking) : null;
  const pointLayer = points ? drawPoints(map, (await jsonFrom(points)) as FeatureCollection) : null;
  const layers = [areaLayer, pointLayer].filter((layer): layer is L.GeoJSON => layer !== null);

  const current = L.featureGroup();
  layers.forEach((layer) => layer.eachLayer((part) => propertiesOf((part as L.Path & { feature?: Feature }).feature).current && current.addLayer(part)));
  const picked = letPick(map, ground);
  const everything = L.featureGroup(current.getLayers().length > 0 ? [...current.getLayers()] : layers);
  if (current.getLayers().length > 0) current.addTo(map);
  if (picked) map.setView(picked, 15);
  else if (everything.getBounds().isValid()) map.fitBounds(everything.getBounds(), { padding: [16, 16], maxZoom: 16 });
  new ResizeObserver(() => map.invalidateSize()).observe(ground);
}

onArrival("[data-map]", (ground) => {
  draw(ground).catch((failure: unknown) => {
    console.error("map not drawn", failure);
    ground.classList.add("map-failed");
  });
});
