/** The phone's own store (IndexedDB), whose schema grows by steps: an update of the app carries over what an older one wrote. */
import { openDB, type DBSchema, type IDBPDatabase } from "idb";

import type { Sealed } from "./seal.ts";

/** A line of the outbox. In clear only what is needed to send in order and to show counts while locked; the rest is sealed. */
export interface Line {
  id: string;
  order: number;
  state: "waiting" | "sent" | "refused" | "conflict";
  /** Photographs that must be on the server before this record (evidence before a "finish"). */
  after: string[];
  body: Sealed;
  tries: number;
}

/** A photograph: its bytes sealed, what it belongs to, and whether the server has given its receipt. */
export interface Photo {
  id: string;
  record: string;
  order: number;
  state: "waiting" | "sent" | "refused";
  about: Sealed;
  bytes: Sealed;
}

export interface Schema extends DBSchema {
  /** salt, wrapped data key, wrong tries: what unlocks the rest. */
  lock: { key: string; value: unknown };
  sealed: { key: string; value: Sealed };
  outbox: { key: string; value: Line; indexes: { order: number } };
  photos: { key: string; value: Photo; indexes: { record: string } };
}

export const NAME = "bihuan-field";
export const VERSION = 2;
type Store = IDBPDatabase<Schema>;
let opened: Promise<Store> | null = null;

export function store(): Promise<Store> {
  opened ??= openDB<Schema>(NAME, VERSION, {
    async upgrade(db, from, _to, transaction) {
      if (from < 1) {
        db.createObjectStore("lock");
        db.createObjectStore("sealed");
        db.createObjectStore("outbox", { keyPath: "id" }).createIndex("order", "order");
        db.createObjectStore("photos", { keyPath: "id" });
      }
      if (from < 2) {
        // Photographs were looked up one by one; and lines did not count their tries.
        transaction.objectStore("photos").createIndex("record", "record");
        let cursor = await transaction.objectStore("outbox").openCursor();
        while (cursor) {
          const line = cursor.value as Line & { tries?: number; after?: string[] };
          await cursor.update({ ...line, tries: line.tries ?? 0, after: line.after ?? [] });
          cursor = await cursor.continue();
        }
      }
    },
    blocking() {
      void close(); // a newer app in another tab wants to change the schema
    },
  });
  return opened;
}

export async function close(): Promise<void> {
  const was = opened;
  opened = null;
  (await was)?.close();
}

/** Nothing of a person stays: every store is emptied, then the database itself goes. */
export async function wipe(): Promise<void> {
  const db = await store();
  const names = ["lock", "sealed", "outbox", "photos"] as const;
  const all = db.transaction(names, "readwrite");
  await Promise.all([...names.map((name) => all.objectStore(name).clear()), all.done]);
  await close();
  indexedDB.deleteDatabase(NAME);
}
