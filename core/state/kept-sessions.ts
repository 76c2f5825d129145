import { type ByteReader, type ByteWriter, readValue, writeValue } from "../data/codec.ts";
import { partialAt, setPartial } from "../data/partial-columns.ts";
import type { KeySpace } from "./key-space.ts";
import { type PaneFolding, readPartial, writePartial } from "./pane-folding.ts";
import type { Sessions } from "./session-slots.ts";
import { keyedBytes, type StateSnapshot } from "./state.ts";

// A key group's bytes: key, start, end, fired, and a partial result for each aggregate, until the end.

/** When a session starts and ends, and whether it has fired. */
export type Bounds = readonly [start: number, end: number, fired: number];

/** Calls back with the sessions that snapshots hold. */
export function eachKeptSession(
  parts: readonly StateSnapshot[],
  foldings: readonly PaneFolding[],
  keys: KeySpace,
  visit: (key: number, bounds: Bounds, partials: readonly unknown[]) => void,
): void {
  for (const bytes of keyedBytes(parts)) {
    const reader = { bytes, at: 0 };
    while (reader.at < bytes.length) {
      const key = keys.numberOf(readValue(reader));
      const { bounds, partials } = readSession(reader, foldings);
      visit(key, bounds, partials);
    }
  }
}

/** A session without its key. */
export function writeSession(
  writer: ByteWriter,
  { starts, ends, fired, partials }: Sessions,
  slot: number,
  foldings: readonly PaneFolding[],
): void {
  for (const part of [starts, ends, fired]) writeValue(writer, part[slot]);
  foldings.forEach((folding, at) => writePartial(writer, folding, partialAt(partials[at]!, slot)));
}

export function readSession(
  reader: ByteReader,
  foldings: readonly PaneFolding[],
): { readonly bounds: Bounds; readonly partials: readonly unknown[] } {
  const bounds: Bounds = [readValue(reader) as number, readValue(reader) as number, readValue(reader) as number];
  return { bounds, partials: foldings.map((folding) => readPartial(reader, folding)) };
}

export function addSession(sessions: Sessions, key: number, bounds: Bounds, partials: readonly unknown[]): void {
  const slot = sessions.addFor(key, bounds[0], bounds[1]);
  sessions.fired[slot] = bounds[2];
  partials.forEach((partial, at) => setPartial(sessions.partials[at]!, slot, partial));
}
