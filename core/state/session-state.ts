import { type ByteWriter, readValue, writeValue, writtenBytes } from "../data/codec.ts";
import {
  type Folding,
  growPartials,
  type PartialColumn,
  partialAt,
  partialBytes,
  partialColumn,
  partialForm,
  setPartial,
  zeroPartials,
} from "../data/partial-columns.ts";
import type { KeySpace } from "./key-space.ts";
import { type KeyedTable, keyedTable } from "./keyed-table.ts";
import { type PaneFolding, readPartial, writePartial } from "./pane-folding.ts";
import { groupWriter } from "./pane-state.ts";
import { partialFields } from "./schema/state-schema.ts";
import { keyedBytes, type StateDeclaration, type StateHost, type StateSnapshot } from "./state.ts";

/** The end of a chain of slots. */
export const noSlot = -1;

/**
 * Sessions with their partial results, column by column. A session keeps its slot as long as it lives. Those of a key are
 * a chain of slots that begins with the one that ends last: most keys have one, and most records extend it.
 */
export interface SessionState {
  /** The keys that have sessions. */
  readonly keys: KeyedTable;
  /** First slot of each key's chain, by the key's entry. */
  readonly heads: Int32Array;
  // By slot.
  readonly keyOf: Float64Array;
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  /** Whether it has fired since it last grew. */
  readonly fired: Uint8Array;
  readonly next: Int32Array;
  readonly partials: readonly PartialColumn[];
  /** Sessions there are. */
  readonly size: number;
  /** As `KeyedTable.locate`; new keys have no session. */
  locate(keys: Float64Array, selection: Int32Array | undefined, length: number, entries: Int32Array): void;
  /** A new session of the key of an entry. */
  add(entry: number, start: number, end: number): number;
  /** Gives a session other bounds: it may be the last of its key now. */
  move(slot: number, start: number, end: number): void;
  /** Frees a slot. Its key stays, even without sessions, until `forget`. */
  remove(slot: number): void;
  /** Lets go of a key if it has no sessions; other keys may change their entries. */
  forget(key: number): void;
  /** Calls back with every slot in use. */
  eachSlot(visit: (slot: number) => void): void;
}

/**
 * Declares state of sessions by key.
 *
 * @param names See `paneState`.
 */
export function sessionState(
  name: string,
  foldings: readonly PaneFolding[],
  names: readonly string[] = [],
): StateDeclaration<SessionState> {
  const form = `sessions(${foldings.map((folding) => `${folding.name}: ${JSON.stringify(partialForm(folding))}`).join(", ")})`;
  return {
    name,
    scope: "keyed",
    form,
    fields: partialFields(foldings, names),
    create: ({ keys }: StateHost) => {
      const sessions = new Sessions(foldings);
      return Object.assign(sessions, {
        snapshot: () => snapshot(sessions, foldings, keys),
        restore: (parts: readonly StateSnapshot[]) => {
          for (const bytes of keyedBytes(parts)) restore(bytes, sessions, foldings, keys);
        },
        footprint: () => ({ entries: sessions.size, bytes: sessions.bytes }),
        eachKey: (visit: (key: number) => void) => {
          for (let entry = 0; entry < sessions.keys.size; entry++) visit(sessions.keys.keys[entry]!);
        },
      });
    },
  };
}

const firstCapacity = 64;

class Sessions implements SessionState {
  readonly keys = keyedTable([]);
  heads = new Int32Array(firstCapacity).fill(noSlot);
  keyOf = new Float64Array(firstCapacity);
  starts = new Float64Array(firstCapacity);
  ends = new Float64Array(firstCapacity);
  fired = new Uint8Array(firstCapacity);
  next = new Int32Array(firstCapacity);
  readonly partials: readonly PartialColumn[];
  size = 0;
  readonly #foldings: readonly Folding[];
  /** Slots that were ever used, and those of them that are free. */
  #used = 0;
  readonly #free: number[] = [];

  constructor(foldings: readonly Folding[]) {
    this.#foldings = foldings;
    this.partials = foldings.map((folding) => partialColumn(partialForm(folding), firstCapacity));
  }

  locate(keys: Float64Array, selection: Int32Array | undefined, length: number, entries: Int32Array): void {
    const before = this.keys.size;
    this.keys.locate(keys, selection, 0, length, entries);
    this.#startChains(before);
  }

  add(entry: number, start: number, end: number): number {
    const slot = this.#free.pop() ?? this.#used++;
    if (slot === this.starts.length) this.#grow(slot * 2);
    this.size++;
    this.keyOf[slot] = this.keys.keys[entry]!;
    this.starts[slot] = start;
    this.ends[slot] = end;
    this.fired[slot] = 0;
    this.partials.forEach((column, at) => zeroPartials(column, this.#foldings[at]!, slot, slot + 1));
    this.#link(entry, slot);
    return slot;
  }

  move(slot: number, start: number, end: number): void {
    this.starts[slot] = start;
    this.ends[slot] = end;
    const entry = this.keys.find(this.keyOf[slot]!);
    if (this.ends[this.heads[entry]!]! >= end) return;
    this.#unlink(entry, slot);
    this.#link(entry, slot);
  }

  remove(slot: number): void {
    this.#unlink(this.keys.find(this.keyOf[slot]!), slot);
    this.size--;
    this.ends[slot] = Number.NaN;
    for (const column of this.partials) if (column.form.kind === "any") column.values[slot] = undefined;
    this.#free.push(slot);
  }

  forget(key: number): void {
    const entry = this.keys.find(key);
    if (entry < 0 || this.heads[entry] !== noSlot) return;
    this.keys.remove(entry);
    this.heads[entry] = this.heads[this.keys.size]!;
  }

  get bytes(): number {
    const columns = [this.heads, this.keyOf, this.starts, this.ends, this.fired, this.next];
    const sum = columns.reduce((bytes, column) => bytes + column.byteLength, this.keys.bytes);
    return sum + partialBytes(this.partials, this.size);
  }

  eachSlot(visit: (slot: number) => void): void {
    for (let slot = 0; slot < this.#used; slot++) if (!Number.isNaN(this.ends[slot]!)) visit(slot);
  }

  /** For restoring: a session of a key that may be new. */
  addFor(key: number, start: number, end: number): number {
    const before = this.keys.size;
    const entry = this.keys.add(key);
    this.#startChains(before);
    return this.add(entry, start, end);
  }

  #startChains(before: number): void {
    if (this.keys.size > this.heads.length) {
      const heads = new Int32Array(this.keys.keys.length);
      heads.set(this.heads);
      this.heads = heads;
    }
    this.heads.fill(noSlot, before, this.keys.size);
  }

  /** Sessions of a key do not touch, so the one that ends last has no other behind it. */
  #link(entry: number, slot: number): void {
    const head = this.heads[entry]!;
    if (head === noSlot || this.ends[head]! < this.ends[slot]!) {
      this.next[slot] = head;
      this.heads[entry] = slot;
    } else {
      this.next[slot] = this.next[head]!;
      this.next[head] = slot;
    }
  }

  #unlink(entry: number, slot: number): void {
    const head = this.heads[entry]!;
    if (head === slot) this.heads[entry] = this.next[slot]!;
    else {
      let before = head;
      while (this.next[before] !== slot) before = this.next[before]!;
      this.next[before] = this.next[slot]!;
    }
  }

  #grow(capacity: number): void {
    const longer = (values: Float64Array): Float64Array<ArrayBuffer> => {
      const larger = new Float64Array(capacity);
      larger.set(values);
      return larger;
    };
    this.keyOf = longer(this.keyOf);
    this.starts = longer(this.starts);
    this.ends = longer(this.ends);
    const { fired, next } = this;
    this.fired = new Uint8Array(capacity);
    this.fired.set(fired);
    this.next = new Int32Array(capacity);
    this.next.set(next);
    for (const column of this.partials) growPartials(column, capacity);
  }
}

// A key group's bytes: key, start, end, fired, and a partial result for each aggregate, until the end.

function snapshot(sessions: Sessions, foldings: readonly PaneFolding[], keys: KeySpace): StateSnapshot {
  const writers = new Map<number, ByteWriter>();
  sessions.eachSlot((slot) => {
    const key = sessions.keyOf[slot]!;
    const writer = groupWriter(writers, keys.groupOf(key));
    writeValue(writer, keys.keyOf(key));
    for (const part of [sessions.starts, sessions.ends, sessions.fired]) writeValue(writer, part[slot]);
    foldings.forEach((folding, at) => writePartial(writer, folding, partialAt(sessions.partials[at]!, slot)));
  });
  return { scope: "keyed", groups: new Map([...writers].map(([group, writer]) => [group, writtenBytes(writer)])) };
}

function restore(bytes: Uint8Array, sessions: Sessions, foldings: readonly PaneFolding[], keys: KeySpace): void {
  const reader = { bytes, at: 0 };
  while (reader.at < bytes.length) {
    const key = keys.numberOf(readValue(reader));
    const slot = sessions.addFor(key, readValue(reader) as number, readValue(reader) as number);
    sessions.fired[slot] = readValue(reader) as number;
    foldings.forEach((folding, at) => setPartial(sessions.partials[at]!, slot, readPartial(reader, folding)));
  }
}
