/** The track of the patrol that is open on this phone, and of nothing else: taken in working time, thinned, handed to the outbox. */
import { put } from "./outbox.ts";
import { isOpen, keep, kept } from "./seal.ts";
import type { Fix, Walk, Where } from "./shapes.ts";
import { t } from "./words.ts";

const LEAST_METRES = 20;
const LEAST_MILLISECONDS = 120_000; // nearer and sooner than both, a position says nothing new
const MOST_ACCURACY = 100;
const A_RECORD = 500; // positions in one record of the outbox
const HANDED_OVER_EVERY = 600_000;

let current: Walk | null = null;
let watching: number | null = null;
let handedOver = 0;
let hours: [string, string] = ["07:00", "19:00"];

export function metres(one: { lat: number; lon: number }, other: { lat: number; lon: number }): number {
  const rad = Math.PI / 180;
  const x = (other.lon - one.lon) * rad * Math.cos(((one.lat + other.lat) / 2) * rad);
  return Math.hypot(x, (other.lat - one.lat) * rad) * 6_371_009;
}

export function withinHours([first, last]: [string, string], at = new Date()): boolean {
  const now = at.toTimeString().slice(0, 5);
  return first <= now && now <= last;
}

/** Whether a position says something new after the last one. */
export function isNew(last: Fix | null, [at, lat, lon, accuracy]: Fix): boolean {
  if (accuracy > MOST_ACCURACY || (last && at <= last[0])) return false;
  return !last || at - last[0] >= LEAST_MILLISECONDS || metres({ lat: last[1], lon: last[2] }, { lat, lon }) >= LEAST_METRES;
}

export async function walk(): Promise<Walk | null> {
  if (!current && isOpen()) current = (await kept<Walk | null>("walk")) ?? null;
  return current;
}

async function save(): Promise<void> {
  if (isOpen()) await keep("walk", current);
}

/** What was taken goes into the outbox, in records of at most A_RECORD positions. */
async function handOver(): Promise<void> {
  const one = current;
  if (!one || !isOpen()) return;
  handedOver = Date.now();
  while (one.fixes.length) {
    const part = one.fixes.slice(0, A_RECORD);
    await put("patrol", { step: "track", patrol: one.id, fixes: part }, t("巡查轨迹:{n} 个位置", "Track: {n} positions", { n: part.length }), { behind: one.id });
    one.fixes = one.fixes.slice(part.length);
    await save();
  }
}

async function take(found: GeolocationPosition): Promise<void> {
  const { coords, timestamp } = found;
  const fix: Fix = [Math.round(timestamp), Number(coords.latitude.toFixed(6)), Number(coords.longitude.toFixed(6)), Math.round(coords.accuracy)];
  if (!current || !withinHours(hours) || !isNew(current.last, fix)) return;
  if (current.last) current.metres += metres({ lat: current.last[1], lon: current.last[2] }, { lat: fix[1], lon: fix[2] });
  current.fixes.push(fix);
  current.last = fix;
  current.count += 1;
  await save(); // while the app is locked it stays in memory only
  if (current.fixes.length >= A_RECORD || Date.now() - handedOver > HANDED_OVER_EVERY) await handOver();
}

function watch(): void {
  if (watching !== null || !current || !navigator.geolocation) return;
  handedOver = Date.now();
  watching = navigator.geolocation.watchPosition((found) => void take(found), () => undefined, { enableHighAccuracy: true, maximumAge: 5_000 });
}

function rest(): void {
  if (watching !== null) navigator.geolocation.clearWatch(watching);
  watching = null;
}

/** After the app was opened again: the patrol that was under way goes on. */
export async function resumeTrack(open?: [string, string]): Promise<void> {
  hours = open ?? hours;
  await walk();
  await save();
  watch();
}

export async function begin(area: { id: string; name: string }, position: Where | null, open: [string, string]): Promise<void> {
  hours = open;
  const id = await put("patrol", { step: "open", area: area.id }, t("开始巡查:{name}", "Patrol begins: {name}", { name: area.name }), { position });
  current = { id, area: area.id, name: area.name, at: new Date().toISOString(), fixes: [], last: null, count: 0, metres: 0, stops: [] };
  await save();
  watch();
}

export async function stopAt(thing: { point?: string; household?: string }, name: string, remark: string, position: Where | null): Promise<void> {
  if (!current) return;
  await put("patrol", { step: "stop", patrol: current.id, ...thing, ...(remark ? { remark } : {}) }, t("签到:{name}", "Check-in: {name}", { name }), { position, behind: current.id });
  current.stops = [...current.stops, name];
  await save();
}

/** Over: the rest of the track and the end itself go into the outbox; from now on no position is taken. */
export async function end(remark: string): Promise<void> {
  if (!current) return;
  rest();
  await handOver();
  await put("patrol", { step: "close", patrol: current.id, ...(remark ? { remark } : {}) }, t("结束巡查:{name}", "Patrol ends: {name}", { name: current.name }), { behind: current.id });
  await forgetWalk();
}

/** The server did not take its beginning: nothing of it is sent. */
export async function forgetWalk(): Promise<void> {
  rest();
  current = null;
  await save();
}
