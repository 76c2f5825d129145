import { byteWriter, readValue, writeValue, writtenBytes } from "../data/codec.ts";
import type { KeySpace } from "./key-space.ts";
import { keyedBytes, type Recoverable, type StateDeclaration } from "./state.ts";

/**
 * Up to where windows have fired, where subtasks do not agree on it, as by the clock: after a restore the key groups of one
 * may come from several.
 */
export interface FiredByGroup {
  /** Windows up to this end have fired for all keys. */
  value: number;
  /** Whether windows up to an end have fired for a key. */
  hasFired(key: number, end: number): boolean;
  /** Whether some key groups are ahead of others at an end. */
  differsAt(end: number): boolean;
  /** Names the keys that have anything to fire: what has fired is kept for their groups. */
  keys: () => Iterable<number>;
}

/** Declares it. Its snapshot is of the key groups that have keys. */
export function firedByGroup(name: string): StateDeclaration<FiredByGroup> {
  return { name, scope: "keyed", form: "fired by key group", create: ({ keys }) => memoryFired(keys) };
}

function memoryFired(keys: KeySpace): FiredByGroup & Recoverable {
  /** Groups that are ahead, or were at the restore. */
  const ahead = new Map<number, number>();
  let furthest = Number.NEGATIVE_INFINITY;
  const firedOf = (group: number): number => Math.max(ahead.get(group) ?? Number.NEGATIVE_INFINITY, fired.value);
  const fired: FiredByGroup & Recoverable = {
    value: Number.NEGATIVE_INFINITY,
    keys: () => [],
    hasFired: (key, end) => end <= firedOf(keys.groupOf(key)),
    differsAt: (end) => end <= furthest,
    snapshot: () => {
      const groups = new Map<number, Uint8Array>();
      for (const key of fired.keys()) {
        const group = keys.groupOf(key);
        if (groups.has(group)) continue;
        const writer = byteWriter();
        writeValue(writer, group);
        writeValue(writer, firedOf(group));
        groups.set(group, writtenBytes(writer));
      }
      return { scope: "keyed", groups };
    },
    restore: (parts) => {
      for (const bytes of keyedBytes(parts)) {
        const reader = { bytes, at: 0 };
        while (reader.at < bytes.length) ahead.set(readValue(reader) as number, readValue(reader) as number);
      }
      if (ahead.size === 0) return;
      fired.value = Math.min(...ahead.values());
      furthest = Math.max(...ahead.values());
    },
  };
  return fired;
}
