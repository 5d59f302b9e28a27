/** What the server sends for the pocket, and what stands in the outbox. */
import type { Design } from "../src/survey/answering.ts";

export type Pairs = [string, string][];
export interface Verb { verb: string; title: string; asks: string[]; reason: string }
export interface Section { title: string; items: { title: string; state: string; at: string; late: boolean }[] }
export interface Geometry { type: string; coordinates: unknown }
export interface Area { id: string; name: string; level: string; path: string; lat: number | null; lon: number | null; polygon: Geometry | null }
export interface Case {
  id: string; number: string; version: number; kind: string; title: string; text: string; state: string; state_title: string; urgency: string;
  place: string; area: string; area_name: string; lat: number | null; lon: number | null; due_at: string | null; reported_at: string;
  waits: boolean; reporter: string; phone: string; office: string; photos: number; verbs: Verb[]; comment: boolean;
}
export interface Point {
  id: string; version: number; kind: string; kind_title: string; name: string; address: string; area: string; area_name: string; lat: number | null;
  lon: number | null; risk: string; risk_title: string; warden: string; edit: boolean; open: Section[];
}
export interface Household { id: string; number: string; head: string; address: string; area: string; people: number; needs: string[]; lat: number | null; lon: number | null; open: Section[] }
/** A check owed on a day at a point. */
export interface Duty { id: string; point: string; name: string; kind: string; why: string; weather: boolean; day: string; done: boolean; own: boolean }
export interface KitThere { title: string; spot: string; until: string | null; gap: string }
export interface AtPoint { seen: string | null; check: boolean; kit: KitThere[] }
export interface AtHome { visited: string | null; seen: string | null; every: number; due: boolean; visit: boolean }
export interface Campaign { id: string; name: string; goal: string; areas: string[]; until: string }
/** What the round needs. An app of before had none of it in its store. */
export interface Rounds {
  duties: Duty[]; at_points: Record<string, AtPoint>; at_homes: Record<string, AtHome>; checklists: Record<string, Pairs>;
  patrol: { hours: [string, string]; grids: string[]; open: { id: string; area: string; at: string; phone: boolean } | null };
  campaigns: Campaign[]; care: boolean; round_words: { needs: Pairs; ways: Pairs; work: Pairs };
}
export interface Packet extends Rounds {
  me: { id: string; name: string; language: string; county: string };
  areas: Area[]; cases: Case[]; points: Point[]; households: Household[];
  forms?: SurveyForm[];
  words: { kinds: Pairs; urgencies: Pairs; outcomes: Pairs; risks: Pairs };
  map: { tiles: string; system: string };
  limits: { piece: number; records: number; file: number };
}
/** A form to fill in: the newest version with its design, the areas (paths) it is for. */
export interface SurveyForm { id: string; version: string; name: string; about: string; campaign: string; path: string; paths: string[]; design: Design }
export interface Session { token: string; device: string; staff: string; name: string; language: string }
export interface Where { lat: number; lon: number; accuracy: number }
/** Milliseconds since 1970, latitude, longitude, metres. */
export type Fix = [number, number, number, number];
/** The patrol that is open on this phone; `fixes` are those not yet in the outbox. */
export interface Walk { id: string; area: string; name: string; at: string; fixes: Fix[]; last: Fix | null; count: number; metres: number; stops: string[] }
/** Exactly what is sent, so that a resend is the same to the letter. */
export interface Envelope { id: string; kind: string; at: string; body: Record<string, unknown>; position?: Where }
export interface Clash { field: string; title: string; base: unknown; mine: unknown; theirs: unknown; by: string; at: string }
export interface Result {
  id: string; status: "received" | "refused" | "conflict" | "later"; receipt?: string; message?: string; version?: number;
  marks?: string[]; fields?: Clash[]; answer?: { number?: string; findings?: number; new?: boolean };
}
export interface Entry { envelope: Envelope; title: string; result?: Result }
export interface PhotoAbout { about: string; target?: string; phase: string; name: string; size: number; sha256: string; at: string; lat?: number; lon?: number; why?: string; receipt?: string }
