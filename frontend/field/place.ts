/** Where the phone is, which grid that is, and the offset of Chinese map services. */
import type { Area, Geometry, Where } from "./shapes.ts";

export function whereAmI(seconds = 8): Promise<Where | null> {
  return new Promise((done) => {
    if (!navigator.geolocation) return done(null);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => done({ lat: coords.latitude, lon: coords.longitude, accuracy: Math.round(coords.accuracy) }),
      () => done(null),
      { enableHighAccuracy: true, timeout: seconds * 1000, maximumAge: 15_000 },
    );
  });
}

type Ring = [number, number][];

function inRing(ring: Ring, lon: number, lat: number): boolean {
  let inside = false;
  for (let one = 0, before = ring.length - 1; one < ring.length; before = one, one += 1) {
    const [x, y] = ring[one] as [number, number];
    const [px, py] = ring[before] as [number, number];
    if (y > lat !== py > lat && lon < ((px - x) * (lat - y)) / (py - y) + x) inside = !inside;
  }
  return inside;
}

export function contains(geometry: Geometry, { lat, lon }: Where): boolean {
  const parts = (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates) as Ring[][];
  return parts.some((rings) => rings.filter((ring) => inRing(ring, lon, lat)).length % 2 === 1);
}

/** The deepest area that holds the position. */
export function areaOf(areas: Area[], where: Where | null): Area | null {
  const holding = where ? areas.filter((area) => area.polygon && contains(area.polygon, where)) : [];
  return holding.sort((a, b) => b.path.length - a.path.length)[0] ?? null;
}

/** WGS-84 → GCJ-02 (the formula of the server's kernel), for tiles that are drawn in it. */
export function toGcj02(lat: number, lon: number): [number, number] {
  const [x, y, a, e] = [lon - 105, lat - 35, 6_378_245, 0.006_693_421_622_965_943];
  const sin = (n: number): number => Math.sin(n * Math.PI);
  const waves = ((20 * sin(6 * x) + 20 * sin(2 * x)) * 2) / 3;
  const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x)) + waves + ((20 * sin(y) + 40 * sin(y / 3)) * 2) / 3 + ((160 * sin(y / 12) + 320 * sin(y / 30)) * 2) / 3;
  const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x)) + waves + ((20 * sin(x) + 40 * sin(x / 3)) * 2) / 3 + ((150 * sin(x / 12) + 300 * sin(x / 30)) * 2) / 3;
  const phi = (lat / 180) * Math.PI;
  const curve = 1 - e * Math.sin(phi) ** 2;
  return [lat + (north * 180) / (((a * (1 - e)) / (curve * Math.sqrt(curve))) * Math.PI), lon + (east * 180) / ((a / Math.sqrt(curve)) * Math.cos(phi) * Math.PI)];
}
