import type { Batch } from "../data/batch.ts";
import { encodeValue } from "../data/codec.ts";
import { valueAt } from "../data/column.ts";
import { isPlainObject } from "../data/plain-data.ts";
import type { RowStore } from "../state/row-store.ts";

/**
 * Finds a kept row by its content: what a changelog takes back is only said as a whole row. Absent values are equal,
 * whether null, undefined or without a column, as are −0 and 0, NaN and NaN, and objects with equal content.
 */
export interface RowFinder {
  /** Notes the row of a batch that was put in a place. */
  add(place: number, batch: Batch, row: number, key: number): void;
  /** Takes out the latest such row: its place, or −1. Where the store keeps event times, one of the very time comes before others. */
  take(batch: Batch, row: number, key: number): number;
  /** Notes rows that the store has in some places. */
  addKept(places: Int32Array): void;
  /** Forgets all of them. */
  clear(): void;
}

/** A finder of the rows that a store has now, and of those that will be added. */
export function rowFinder(store: RowStore): RowFinder {
  const placesByHash = new Map<number, number[]>();
  const add = (place: number, batch: Batch, row: number, key: number): void => {
    const hash = contentHash(batch, row, key);
    const places = placesByHash.get(hash);
    if (places === undefined) placesByHash.set(hash, [place]);
    else places.push(place);
  };
  const addKept = (places: Int32Array): void => {
    const kept = store.rows();
    if (kept !== undefined) for (const place of places) add(place, kept, place, store.keys[place]!);
  };
  addKept(store.live());
  return {
    add,
    addKept,
    clear: () => placesByHash.clear(),
    take: (batch, row, key) => {
      const hash = contentHash(batch, row, key);
      const places = placesByHash.get(hash) ?? [];
      const rows = store.rows();
      const isSame = (place: number): boolean =>
        store.keys[place] === key && rows !== undefined && sameRows(rows, place, batch, row);
      const timeMs = batch.times?.[row];
      const ofTime = places.findLastIndex((place) => store.times[place] === timeMs && isSame(place));
      const at = ofTime < 0 ? places.findLastIndex(isSame) : ofTime;
      if (at < 0) return -1;
      const [place] = places.splice(at, 1);
      if (places.length === 0) placesByHash.delete(hash);
      return place!;
    },
  };
}

/** The values that a row has, by name; of a row that is a value itself its properties, or it as the only one. */
function valuesOf({ schema, columns }: Batch, row: number): (readonly [name: string, value: unknown])[] {
  const values = columns.map((column, at) => [schema.fields[at]!.name, valueAt(column, row) ?? null] as const);
  const [only] = values;
  const value = only?.[1];
  // One without a prototype has it again when it comes back from bytes: from disk, or a checkpoint.
  const isObject = schema.shape === "value" && typeof value === "object" && value !== null && isPlainObject(value);
  const named = isObject ? Object.entries(value) : values;
  return named.filter(([, each]) => each !== null && each !== undefined);
}

/** Of the key and of every value that is there, whatever the order of columns. */
function contentHash(batch: Batch, row: number, key: number): number {
  let hash = hashText(2166136261, String(key));
  for (const [name, value] of valuesOf(batch, row)) hash = (hash + hashText(hashText(7, name), textOf(value))) | 0;
  return hash;
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "object" && value !== null) return encodeValue(value).join();
  if (value === 0) return "0";
  return String(value);
}

/** FNV-1a over UTF-16 code units. */
function hashText(start: number, text: string): number {
  let hash = start;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 16777619);
  return hash;
}

function sameRows(left: Batch, leftRow: number, right: Batch, rightRow: number): boolean {
  const [values, others] = [valuesOf(left, leftRow), new Map(valuesOf(right, rightRow))];
  return values.length === others.size && values.every(([name, value]) => sameValue(value, others.get(name)));
}

function sameValue(a: unknown, b: unknown): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  return typeof a === "object" && typeof b === "object" && textOf(a) === textOf(b);
}
