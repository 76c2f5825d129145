import { type ByteWriter, readValue, writeValue, writtenBytes } from "../data/codec.ts";
import type { KeySpace } from "./key-space.ts";
import { groupWriter } from "./pane-state.ts";
import { keyedBytes, type StateSnapshot } from "./state.ts";
import type { Timer, Timers } from "./timers.ts";

// A key group's bytes: key, time and namespace of each timer, by time, until the end.

/** A copy of all timers. */
export function timerSnapshot(timers: Pick<Timers, "each">, keys: KeySpace): StateSnapshot {
  const all: Timer[] = [];
  timers.each((timer) => void all.push(timer));
  const writers = new Map<number, ByteWriter>();
  for (const { key, timeMs, namespace } of all.sort((a, b) => a.timeMs - b.timeMs)) {
    const writer = groupWriter(writers, keys.groupOf(key));
    for (const part of [keys.keyOf(key), timeMs, namespace]) writeValue(writer, part);
  }
  return { scope: "keyed", groups: new Map([...writers].map(([group, writer]) => [group, writtenBytes(writer)])) };
}

/** Calls back with the timers that copies hold. */
export function eachStoredTimer(parts: readonly StateSnapshot[], keys: KeySpace, visit: (timer: Timer) => void): void {
  for (const bytes of keyedBytes(parts)) {
    const reader = { bytes, at: 0 };
    while (reader.at < bytes.length) {
      const key = keys.numberOf(readValue(reader));
      const timeMs = readValue(reader) as number;
      visit({ key, timeMs, namespace: readValue(reader) as number });
    }
  }
}
