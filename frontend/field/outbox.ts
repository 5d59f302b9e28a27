/** The outbox: written before anything is said to be saved, sent text first, emptied only against the server's receipt. */
import { newId } from "./ids.ts";
import { keep, kept, open, openBytes, seal, sealBytes } from "./seal.ts";
import type { Entry, Envelope, PhotoAbout, Result, Session, Where } from "./shapes.ts";
import { store, wipe, type Line } from "./store.ts";
import { t } from "./words.ts";

export class Refused extends Error {
  constructor(readonly status: number, message: string, readonly code = "") {
    super(message);
  }
}

/** One call; a phone that was taken out of use wipes itself and says so. */
export async function call(session: Session | null, method: string, path: string, body?: unknown, heads: Record<string, string> = {}): Promise<Response> {
  const raw = body instanceof ArrayBuffer;
  const answer = await fetch(`/field/${path}`, {
    method,
    credentials: "omit",
    headers: {
      ...(session ? { Authorization: `Bearer ${session.token}` } : {}),
      ...(body === undefined ? {} : { "Content-Type": raw ? "application/octet-stream" : "application/json" }),
      ...heads,
    },
    ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
  });
  if (answer.ok || answer.status === 304) return answer;
  const said = (await answer.json().catch(() => ({}))) as { detail?: string; code?: string };
  if (answer.status === 410 && session) {
    await wipe();
    await fetch("/field/wiped", { method: "POST", credentials: "omit", headers: { Authorization: `Bearer ${session.token}` } }).catch(() => undefined);
    location.reload();
  }
  throw new Refused(answer.status, said.detail ?? t("服务器没有答复({n})。", "The server did not answer ({n}).", { n: answer.status }), said.code);
}

export interface NewPhoto { file: Blob; name: string; phase: string }
let last = 0;
const order = (): number => (last = Math.max(last + 1, Date.now() * 16));

async function hex(bytes: ArrayBuffer): Promise<string> {
  return [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((one) => one.toString(16).padStart(2, "0")).join("");
}

/** `first`: the photographs go before the record (evidence); `target`: what they are shown for, a case unless said; `behind`: a
 *  record without which this one means nothing. */
interface More { position?: Where | null; photos?: NewPhoto[]; about?: string; target?: string; first?: boolean; behind?: string }

/** Put a record and its photographs into the outbox, all or none. */
export async function put(kind: string, body: Record<string, unknown>, title: string, more: More = {}): Promise<string> {
  const id = newId();
  const at = new Date().toISOString();
  const envelope: Envelope = { id, kind, at, body, ...(more.position ? { position: more.position } : {}) };
  const photos = [];
  for (const photo of more.photos ?? []) {
    const bytes = await photo.file.arrayBuffer();
    const about: PhotoAbout = { about: more.about ?? id, phase: photo.phase, name: photo.name, size: bytes.byteLength, sha256: await hex(bytes), at, ...(more.target ? { target: more.target } : {}), ...(more.position ? { lat: more.position.lat, lon: more.position.lon } : {}) };
    photos.push({ id: newId(), record: id, order: order(), state: "waiting" as const, about: await seal(about), bytes: await sealBytes(bytes) });
  }
  const entry: Entry = { envelope, title };
  const line: Line = { id, order: order(), state: "waiting", after: [...(more.first ? photos.map((one) => one.id) : []), ...(more.behind ? [more.behind] : [])], body: await seal(entry), tries: 0 };
  const transaction = (await store()).transaction(["outbox", "photos"], "readwrite");
  await Promise.all([transaction.objectStore("outbox").add(line), ...photos.map((one) => transaction.objectStore("photos").add(one)), transaction.done]);
  return id;
}

export interface Shown { id: string; state: Line["state"]; title: string; at: string; photos: number; photosLeft: number; why: string; result?: Result; envelope: Envelope }

export async function shown(): Promise<Shown[]> {
  const db = await store();
  const [lines, photos] = [await db.getAllFromIndex("outbox", "order"), await db.getAll("photos")];
  const found: Shown[] = [];
  for (const line of lines) {
    const { envelope, title, result } = await open<Entry>(line.body);
    const own = photos.filter((photo) => photo.record === line.id);
    const refused = own.find((photo) => photo.state === "refused");
    const why = result?.status === "received" ? "" : (result?.message ?? "");
    const photoWhy = refused ? ((await open<PhotoAbout>(refused.about)).why ?? "") : "";
    found.push({ id: line.id, state: line.state, title, at: envelope.at, photos: own.length, photosLeft: own.filter((one) => one.state === "waiting").length, why: why || photoWhy, envelope, ...(result ? { result } : {}) });
  }
  return found.reverse();
}

async function settle(line: Line, result: Result): Promise<void> {
  const db = await store();
  const entry = await open<Entry>(line.body);
  const states = { received: "sent", refused: "refused", conflict: "conflict", later: "waiting" } as const;
  // A check-in is refused when its patrol is not there yet: it waits for as long as that waits.
  const before = await Promise.all(line.after.map((id) => db.get("outbox", id)));
  const state = result.status === "refused" && before.some((one) => one?.state === "waiting") ? "waiting" : states[result.status];
  await db.put("outbox", { ...line, state, tries: line.tries + 1, body: await seal({ ...entry, result }) });
}

async function sendRecords(session: Session, limit: number): Promise<number> {
  const db = await store();
  const photos = new Map((await db.getAll("photos")).map((one) => [one.id, one.state]));
  const ready = (await db.getAllFromIndex("outbox", "order")).filter((line) => line.state === "waiting" && line.after.every((id) => photos.get(id) !== "waiting"));
  let received = 0;
  for (let from = 0; from < ready.length; from += limit) {
    const lines = ready.slice(from, from + limit);
    const records = await Promise.all(lines.map(async (line) => (await open<Entry>(line.body)).envelope));
    const answer = await call(session, "POST", "sync", { sent_at: new Date().toISOString(), records });
    const { results } = (await answer.json()) as { results: Result[] };
    for (const result of results) {
      const line = lines.find((one) => one.id === result.id);
      if (!line) continue;
      await settle(line, result);
      if (result.status === "received") received += 1;
    }
  }
  return received;
}

/** On a metered line photographs wait when the person wishes so. */
function mayUpload(wifiOnly: boolean): boolean {
  const line = (navigator as { connection?: { type?: string; saveData?: boolean } }).connection;
  return !wifiOnly || (line?.type !== "cellular" && !line?.saveData);
}

async function sendPhotos(session: Session, piece: number): Promise<void> {
  const db = await store();
  for (const key of await db.getAllKeys("photos")) {
    const photo = await db.get("photos", key);
    if (!photo || photo.state !== "waiting") continue;
    const line = await db.get("outbox", photo.record);
    if (line && line.state !== "sent" && !line.after.includes(photo.id)) continue; // its record first
    const about = await open<PhotoAbout>(photo.about);
    try {
      const { about: record, target, phase, name, size, sha256, at, lat, lon } = about;
      let standing = (await (await call(session, "POST", "files", { id: photo.id, about: record, phase, name, size, sha256, at, ...(target ? { target } : {}), ...(lat === undefined ? {} : { lat, lon }) })).json()) as { have: number; receipt: string };
      const bytes = standing.receipt ? new ArrayBuffer(0) : await openBytes(photo.bytes);
      while (!standing.receipt) {
        const from = standing.have;
        standing = (await (await call(session, "PUT", `files/${photo.id}?offset=${from}`, bytes.slice(from, from + piece))).json()) as typeof standing;
        if (!standing.receipt && standing.have <= from) throw new Error("no progress");
      }
      // The receipt is here: only now do the bytes leave the phone.
      await db.put("photos", { ...photo, state: "sent", about: await seal({ ...about, receipt: standing.receipt }), bytes: await sealBytes(new ArrayBuffer(0)) });
    } catch (error) {
      if (!(error instanceof Refused) || ![403, 404, 409, 413, 422].includes(error.status)) throw error;
      await db.put("photos", { ...photo, state: "refused", about: await seal({ ...about, why: error.message }) });
    }
  }
}

let running: Promise<string> | null = null;
let askedAgain = false;

async function sendAll(session: Session, limits: { piece: number; records: number }, wifiOnly: boolean): Promise<string> {
  try {
    await sendRecords(session, limits.records);
    if (mayUpload(wifiOnly)) {
      await sendPhotos(session, limits.piece);
      await sendRecords(session, limits.records); // those that waited for their evidence
    }
    return "";
  } catch (error) {
    if (error instanceof Refused) return error.message;
    return t("网络不通,记录都在手机上,联网后会自动发送。", "No network. Everything is kept on the phone and will be sent later.");
  }
}

/** Send what waits; one run at a time. Who asks during a run gets another one after it: the run may have read the outbox before their
 *  record was in it, or be about to fail. Gives "" or what kept it from finishing. */
export function sync(session: Session, limits: { piece: number; records: number }, wifiOnly: boolean): Promise<string> {
  if (running) {
    askedAgain = true;
    return running;
  }
  const run = async (): Promise<string> => {
    let said: string;
    do {
      askedAgain = false;
      said = await navigator.locks.request("bihuan-field-sync", () => sendAll(session, limits, wifiOnly));
    } while (askedAgain);
    return said;
  };
  running = run().finally(() => (running = null));
  return running;
}

/** A person has settled a conflict or corrected a refusal: the line is replaced by another record, under another id. */
export async function replace(id: string, kind: string, body: Record<string, unknown> | null, title: string, position?: Where): Promise<void> {
  if (body) await put(kind, body, title, position ? { position } : {});
  const db = await store();
  await db.delete("outbox", id);
}

/** Lines with a receipt, and their photographs, leave the list. */
export async function tidy(): Promise<void> {
  const db = await store();
  for (const line of await db.getAllFromIndex("outbox", "order")) {
    if (line.state !== "sent") continue;
    const photos = await db.getAllFromIndex("photos", "record", line.id);
    if (photos.some((photo) => photo.state !== "sent")) continue;
    for (const photo of photos) await db.delete("photos", photo.id);
    await db.delete("outbox", line.id);
  }
}

export const session = (): Promise<Session | undefined> => kept<Session>("session");
export const keepSession = (one: Session): Promise<void> => keep("session", one);
