/** What lies on the phone is sealed with a data key (AES-GCM), which is wrapped by a key out of the PIN (PBKDF2). */
import { store, wipe } from "./store.ts";

export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

interface Lock {
  salt: Uint8Array<ArrayBuffer>;
  rounds: number;
  wrapped: Sealed;
  wrong: number;
}

export const ROUNDS = 310_000;
export const MOST_WRONG = 6;
let dataKey: CryptoKey | null = null;

async function pinKey(pin: string, salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<CryptoKey> {
  const raw = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, raw, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

async function sealWith(key: CryptoKey, data: BufferSource): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, data) };
}

function key(): CryptoKey {
  if (!dataKey) throw new Error("locked");
  return dataKey;
}

export const isOpen = (): boolean => dataKey !== null;
export const lockUp = (): void => {
  dataKey = null;
};
export const sealBytes = (data: BufferSource): Promise<Sealed> => sealWith(key(), data);
export const openBytes = ({ iv, data }: Sealed): Promise<ArrayBuffer> => crypto.subtle.decrypt({ name: "AES-GCM", iv }, key(), data);
export const seal = (value: unknown): Promise<Sealed> => sealBytes(new TextEncoder().encode(JSON.stringify(value)));

export async function open<T>(sealed: Sealed): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await openBytes(sealed))) as T;
}

export async function isSetUp(): Promise<boolean> {
  return (await (await store()).get("lock", "lock")) !== undefined;
}

/** A new data key under this PIN; what lay sealed before is opened by nothing any more. */
export async function setUp(pin: string): Promise<void> {
  const raw = crypto.getRandomValues(new Uint8Array(32));
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const wrapped = await sealWith(await pinKey(pin, salt, ROUNDS), raw);
  await (await store()).put("lock", { salt, rounds: ROUNDS, wrapped, wrong: 0 } satisfies Lock, "lock");
  dataKey = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** True when the PIN is right; else how many tries are left, 0 meaning that everything has just been wiped.
 *
 * The try is written down before it is made, so that switching the phone off does not give one for nothing. */
export async function unlock(pin: string): Promise<true | number> {
  const db = await store();
  const lock = (await db.get("lock", "lock")) as Lock | undefined;
  if (!lock) return 0;
  await db.put("lock", { ...lock, wrong: lock.wrong + 1 }, "lock");
  try {
    const { iv, data } = lock.wrapped;
    const raw = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await pinKey(pin, lock.salt, lock.rounds), data);
    dataKey = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    await db.put("lock", { ...lock, wrong: 0 }, "lock");
    return true;
  } catch {
    const left = MOST_WRONG - lock.wrong - 1;
    if (left <= 0) await wipe();
    return Math.max(0, left);
  }
}

export async function keep(name: string, value: unknown): Promise<void> {
  await (await store()).put("sealed", await seal(value), name);
}

export async function kept<T>(name: string): Promise<T | undefined> {
  const sealed = await (await store()).get("sealed", name);
  return sealed ? open<T>(sealed) : undefined;
}
