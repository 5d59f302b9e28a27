/** The map of one's grids with open matters and place points; without tiles the grids' own borders are the map. */
import "leaflet/dist/leaflet.css";
import * as L from "leaflet";
import type { GeoJsonObject } from "geojson";

import { toGcj02 } from "./place.ts";
import type { Packet } from "./shapes.ts";

export function drawMap(ground: HTMLElement, packet: Packet, openCase: (id: string) => void, openPoint: (id: string) => void): () => void {
  const shift = packet.map.tiles !== "" && packet.map.system === "gcj02";
  const spot = (lat: number, lon: number): L.LatLngTuple => (shift ? toGcj02(lat, lon) : [lat, lon]);
  const map = L.map(ground, { attributionControl: false, zoomSnap: 0.5 });
  if (packet.map.tiles) L.tileLayer(packet.map.tiles, { maxZoom: 19 }).addTo(map);
  const all = L.featureGroup(); // goes onto the map after the borders, so that marks lie above them and can be tapped
  const own = L.featureGroup();
  for (const area of packet.areas) {
    if (!area.polygon) continue;
    const layer = L.geoJSON(area.polygon as GeoJsonObject, {
      coordsToLatLng: ([lon, lat]) => L.latLng(spot(lat as number, lon as number)),
      style: { color: "#0b4f8a", weight: 2, fillOpacity: 0.06 },
    });
    layer.bindTooltip(label(area.name)).addTo(map);
    if (packet.patrol.grids.length === 0 || packet.patrol.grids.includes(area.id)) own.addLayer(layer);
  }
  const mark = (lat: number, lon: number, colour: string, name: string, act: () => void): void => {
    L.circleMarker(spot(lat, lon), { radius: 10, color: "#ffffff", weight: 2, fillColor: colour, fillOpacity: 1 }).bindTooltip(label(name)).on("click", act).addTo(all);
  };
  const owed = new Set(packet.duties.filter((one) => !one.done).map((one) => one.point));
  const colour = (id: string, open: number): string => (owed.has(id) ? "#0b4f8a" : open ? "#b45309" : "#5f6b7a");
  for (const one of packet.points) if (one.lat !== null && one.lon !== null) mark(one.lat, one.lon, colour(one.id, one.open.length), one.name, () => openPoint(one.id));
  for (const one of packet.cases) if (one.lat !== null && one.lon !== null) mark(one.lat, one.lon, "#b3261e", one.title, () => openCase(one.id));
  all.addTo(map);
  const bounds = own.getBounds().extend(all.getBounds());
  if (bounds.isValid()) map.fitBounds(bounds, { padding: [20, 20], maxZoom: 17 });
  else map.setView([34.5, 108.9], 4);
  return () => map.remove();
}

function label(text: string): HTMLElement {
  const found = document.createElement("span");
  found.textContent = text;
  return found;
}
