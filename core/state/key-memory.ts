import type { Dictionary } from "../data/dictionary.ts";
import { encodeKey } from "../data/key-group.ts";
import type { FoldedKeys } from "./folded-keys.ts";
import { isPacked, type PackedKeys, packedKeys } from "./packed-keys.ts";

/** Where the numbers of a batch's keys are written, batch after batch. */
export interface KeyScratch {
  numbers: Float64Array;
}

/** The first number that stands for a remembered key. */
export const firstRemembered: number = 2 ** 53;

/** A short text, twice referred to, and its place in a map. */
const rememberedBytes = 128;

/** Remembered keys below which sweeping is not worth its time. */
export const leastSwept = 65_536;

/** An empty memory of keys. */
export function keyMemory(): KeyMemory {
  const memory: KeyMemory = {
    keys: [],
    free: [],
    byText: new Map(),
    byBytes: new Map(),
    codes: new WeakMap(),
    sweepAt: leastSwept,
    texts: textDictionary([]),
    partScratch: [{ numbers: new Float64Array(0) }, { numbers: new Float64Array(0) }],
    packed: packedKeys({
      placeOf: (text) => placeOf(numberOf(memory, text)),
      textAt: (place) => memory.keys[place] as string,
    }),
    folded: new Map(),
    parts: undefined,
  };
  memory.texts = textDictionary(memory.keys);
  return memory;
}

/** How many keys are remembered. */
export function rememberedIn(memory: KeyMemory): number {
  return memory.keys.length - memory.free.length;
}

/** About the memory it takes. */
export function sizeOf(memory: KeyMemory): number {
  let sizeBytes = rememberedIn(memory) * rememberedBytes;
  for (const { sizeBytes: folded } of memory.folded.values()) sizeBytes += folded;
  return memory.parts === undefined ? sizeBytes : sizeBytes + sizeOf(memory.parts);
}

/** The keys that a key space remembers, by place. */
export interface KeyMemory {
  keys: unknown[];
  readonly free: number[];
  readonly byText: Map<string, number>;
  /** Keys other than text, by their encoded bytes as latin-1 text. */
  readonly byBytes: Map<string, number>;
  /** Numbers of a dictionary's codes, NaN where not yet asked. */
  codes: WeakMap<Dictionary, Float64Array>;
  sweepAt: number;
  readonly packed: PackedKeys;
  readonly partScratch: KeyScratch[];
  /** Keys of several columns met since the last sweep, by the columns' names and kinds: each is made an object once. */
  readonly folded: Map<string, FoldedKeys>;
  /** The numbers of the columns of those. */
  parts: KeyMemory | undefined;
  /** Texts by place; made anew when places change their meaning. */
  texts: { size: number; readonly texts: string[]; text(code: number): string };
}

/** Where in `keys` the key of a number is. */
export function placeOf(number: number): number {
  return (number - firstRemembered) / 2;
}

function textDictionary(keys: unknown[]): KeyMemory["texts"] {
  const texts = keys as string[];
  return {
    get size() {
      return texts.length;
    },
    texts,
    text: (code) => texts[code]!,
  };
}

/** The number of one key; a new one is remembered unless its number tells it. */
export function numberOf(memory: KeyMemory, key: unknown): number {
  if (typeof key === "number" && key > -firstRemembered && key < firstRemembered) return key + 0;
  if (typeof key === "string") return remembered(memory, memory.byText, key, key);
  return memory.packed.numberOf(key) ?? remembered(memory, memory.byBytes, latin1(encodeKey(key)), key);
}

function remembered(memory: KeyMemory, index: Map<string, number>, text: string, key: unknown): number {
  let number = index.get(text);
  if (number === undefined) {
    const place = memory.free.pop() ?? memory.keys.length;
    memory.keys[place] = key;
    number = firstRemembered + 2 * place;
    index.set(text, number);
  }
  return number;
}

/**
 * Forgets what was folded where it holds more than the remembered keys: keys that are packed one by one are in no list
 * that a sweep would shorten.
 */
export function boundFolded(memory: KeyMemory): void {
  const most = Math.max(leastSwept, 2 * rememberedIn(memory));
  for (const { size } of memory.folded.values()) if (size > most) return forgetFolded(memory);
}

function forgetFolded(memory: KeyMemory): void {
  memory.folded.clear();
  memory.parts = undefined;
}

/** Forgets the remembered keys that `visitLive` does not name. */
export function sweep(memory: KeyMemory, visitLive: (keep: (number: number) => void) => void): void {
  const live = new Uint8Array(memory.keys.length);
  const keepPlace = (place: number): void => {
    live[place] = 1;
  };
  visitLive((number) => {
    if (isPacked(number)) memory.packed.eachPlace(number, keepPlace);
    else if (number >= firstRemembered) live[placeOf(number)] = 1;
  });
  for (const index of [memory.byText, memory.byBytes]) {
    for (const [text, number] of index) if (live[placeOf(number)] === 0) index.delete(text);
  }
  const used = live.lastIndexOf(1) + 1;
  // Batches given before may be kept with the old texts.
  memory.keys = memory.keys.slice(0, used);
  memory.free.length = 0;
  // The first places are taken first, so that the last ones can go.
  for (let place = used - 1; place >= 0; place--) {
    if (live[place] === 1) continue;
    memory.keys[place] = undefined;
    memory.free.push(place);
  }
  memory.codes = new WeakMap();
  // The numbers in it may be those of forgotten keys.
  forgetFolded(memory);
  memory.texts = textDictionary(memory.keys);
  memory.sweepAt = Math.max(leastSwept, 2 * rememberedIn(memory));
}

/** So many arguments a call surely takes. */
const piece = 4096;

function latin1(bytes: Uint8Array): string {
  if (bytes.length <= piece) return String.fromCharCode.apply(undefined, bytes as unknown as number[]);
  let text = "";
  for (let at = 0; at < bytes.length; at += piece) text += latin1(bytes.subarray(at, at + piece));
  return text;
}
