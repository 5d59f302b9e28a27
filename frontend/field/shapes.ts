/** What the server sends for the pocket, and what stands in the outbox. */
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
  id: string; version: number; kind_title: string; name: string; address: string; area: string; area_name: string; lat: number | null;
  lon: number | null; risk: string; risk_title: string; warden: string; edit: boolean; open: Section[];
}
export interface Household { id: string; number: string; head: string; address: string; people: number; lat: number | null; lon: number | null; open: Section[] }
export interface Packet {
  me: { id: string; name: string; language: string; county: string };
  areas: Area[]; cases: Case[]; points: Point[]; households: Household[];
  words: { kinds: Pairs; urgencies: Pairs; outcomes: Pairs; risks: Pairs };
  map: { tiles: string; system: string };
  limits: { piece: number; records: number; file: number };
}
export interface Session { token: string; device: string; staff: string; name: string; language: string }
export interface Where { lat: number; lon: number; accuracy: number }
/** Exactly what is sent, so that a resend is the same to the letter. */
export interface Envelope { id: string; kind: string; at: string; body: Record<string, unknown>; position?: Where }
export interface Clash { field: string; title: string; base: unknown; mine: unknown; theirs: unknown; by: string; at: string }
export interface Result {
  id: string; status: "received" | "refused" | "conflict" | "later"; receipt?: string; message?: string; version?: number;
  marks?: string[]; fields?: Clash[]; answer?: { number?: string };
}
export interface Entry { envelope: Envelope; title: string; result?: Result }
export interface PhotoAbout { about: string; phase: string; name: string; size: number; sha256: string; at: string; why?: string; receipt?: string }
