import { type Batch, lengthOf } from "../data/batch.ts";
import { readBatch, writeBatch } from "../data/batch-codec.ts";
import { type ByteReader, type ByteWriter, readValue, writeValue, writtenBytes } from "../data/codec.ts";
import { keep, take } from "../data/compact.ts";
import { concat } from "../data/concat.ts";
import { gatherFloat64 } from "../data/kernels/gather.ts";
import { sizeOf } from "../data/size.ts";
import type { KeySpace } from "./key-space.ts";
import { groupWriter } from "./pane-state.ts";
import { checkStateName, joined, keyedBytes, operatorBytes, type Recoverable, type StateDeclaration } from "./state.ts";

/** Whole rows, kept as columns in the order they came, each with the number of its key. */
export interface KeptRows {
  readonly size: number;
  /** About the memory that they take. */
  readonly sizeBytes: number;
  /** Keeps the rows of a batch; `keys` stand at its row numbers. Without any, the key of all rows is 0. */
  add(batch: Batch, keys?: Float64Array): void;
  /** All rows as one batch, and their keys; undefined where there are none. Keys are empty where all are 0. */
  all(): KeptBatch | undefined;
  /** A byte for each row that the operator may set, such as "has met a partner"; 0 at first. */
  marks(): Uint8Array;
}

export interface KeptBatch {
  readonly batch: Batch;
  readonly keys: Float64Array;
}

/** Rows by key and namespace: a window's pane, or 0 where there is only one. */
export interface RowState {
  readonly spaces: ReadonlyMap<number, KeptRows>;
  /** The rows of a namespace, none at first. */
  space(namespace: number): KeptRows;
  drop(namespace: number): void;
}

/**
 * Declares state of whole rows by namespace.
 *
 * @param belong `"copied"`: not by key, but all of them to every subtask.
 */
export function rowState(name: string, belong: "by key" | "copied" = "by key"): StateDeclaration<RowState> {
  checkStateName(name, "rowState");
  if (belong === "by key") return { name, scope: "keyed", form: "rows", create: ({ keys }) => memoryRows(keys) };
  return { name, scope: "operator", form: "copied rows", create: ({ keys }) => copiedRows(memoryRows(keys)) };
}

function copiedRows(rows: RowState & Recoverable): RowState & Recoverable {
  return {
    ...rows,
    snapshot: () => ({ scope: "operator", parts: [joined(keyedBytes([rows.snapshot()]))] }),
    // At another parallelism the copies of all subtasks are there: they are the same.
    restore: (parts) => {
      const [bytes] = operatorBytes(parts);
      if (bytes !== undefined) rows.restore([{ scope: "keyed", groups: new Map([[0, bytes]]) }]);
    },
  };
}

function memoryRows(keys: KeySpace): RowState & Recoverable {
  const spaces = new Map<number, Chunks>();
  const space = (namespace: number): Chunks => {
    let rows = spaces.get(namespace);
    if (rows === undefined) {
      rows = new Chunks();
      spaces.set(namespace, rows);
    }
    return rows;
  };
  return {
    spaces,
    space,
    drop: (namespace) => void spaces.delete(namespace),
    snapshot: () => {
      const writers = new Map<number, ByteWriter>();
      for (const [namespace, rows] of spaces) writeRows(writers, namespace, rows, keys);
      return { scope: "keyed", groups: new Map([...writers].map(([group, writer]) => [group, writtenBytes(writer)])) };
    },
    restore: (parts) => {
      for (const bytes of keyedBytes(parts)) restoreRows({ bytes, at: 0 }, keys, space);
    },
    footprint: () => {
      let [entries, bytes] = [0, 0];
      for (const rows of spaces.values()) {
        entries += rows.size;
        bytes += rows.sizeBytes;
      }
      return { entries, bytes };
    },
    eachKey: (visit) => {
      for (const rows of spaces.values()) for (const key of rows.all()?.keys ?? noKeys) visit(key);
    },
  };
}

/** Chunks up to this many rows are put together as they come, so that single rows do not stay batches of their own. */
const smallRows = 128;

const noKeys = new Float64Array(0);

class Chunks implements KeptRows {
  size = 0;
  sizeBytes = 0;
  readonly #chunks: KeptBatch[] = [];
  #marks = new Uint8Array(0);

  add(batch: Batch, keys: Float64Array = noKeys): void {
    const length = lengthOf(batch);
    if (length === 0) return;
    const selected = keys.length > 0 && batch.selection !== undefined;
    const own = selected ? gatherFloat64(keys, batch.selection!) : keys.slice(0, length);
    const kept = keep(batch);
    this.#chunks.push({ batch: kept, keys: own });
    this.size += length;
    this.sizeBytes += sizeOf(kept) + own.byteLength;
    while (this.#lastTwoAreSmall()) this.#merge(this.#chunks.length - 2);
  }

  all(): KeptBatch | undefined {
    if (this.#chunks.length > 1) this.#merge(0);
    return this.#chunks[0];
  }

  marks(): Uint8Array {
    if (this.#marks.length < this.size) {
      const longer = new Uint8Array(Math.max(this.size, 2 * this.#marks.length));
      longer.set(this.#marks);
      this.#marks = longer;
    }
    return this.#marks;
  }

  /** Sizes fall by half at least, as digits of a counter: each row is copied a logarithmic number of times. */
  #lastTwoAreSmall(): boolean {
    const last = this.#chunks.at(-1)!.batch.rowCount;
    const before = this.#chunks.at(-2)?.batch.rowCount ?? smallRows;
    return before + last <= smallRows && before < 2 * last;
  }

  #merge(from: number): void {
    const merged = this.#chunks.splice(from);
    const batch = concat(merged.map((chunk) => chunk.batch));
    // Zeros where some rows were added without keys.
    const keys = merged.every((chunk) => chunk.keys.length === 0) ? noKeys : new Float64Array(batch.rowCount);
    let at = 0;
    for (const chunk of merged) {
      if (chunk.keys.length > 0) keys.set(chunk.keys, at);
      at += chunk.batch.rowCount;
    }
    this.#chunks.push({ batch, keys });
  }
}

// A key group's bytes: namespace, keys, marks and a batch for each namespace, until the end.

function writeRows(writers: Map<number, ByteWriter>, namespace: number, rows: KeptRows, keys: KeySpace): void {
  const all = rows.all();
  if (all === undefined) return;
  const marks = rows.marks();
  const numbers = all.keys.length === 0 ? new Float64Array(rows.size) : all.keys;
  for (const [group, members] of rowsByGroup(numbers, keys)) {
    const writer = groupWriter(writers, group);
    writeValue(writer, namespace);
    writeValue(
      writer,
      Array.from(members, (row) => keys.keyOf(numbers[row]!)),
    );
    writeValue(
      writer,
      Uint8Array.from(members, (row) => marks[row]!),
    );
    writeBatch(writer, take(all.batch, Int32Array.from(members)));
  }
}

function rowsByGroup(numbers: Float64Array, keys: KeySpace): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  const groupOfKey = new Map<number, number[]>();
  numbers.forEach((number, row) => {
    let members = groupOfKey.get(number);
    if (members === undefined) {
      const group = keys.groupOf(number);
      members = groups.get(group) ?? [];
      groups.set(group, members);
      groupOfKey.set(number, members);
    }
    members.push(row);
  });
  return groups;
}

function restoreRows(reader: ByteReader, keys: KeySpace, space: (namespace: number) => KeptRows): void {
  while (reader.at < reader.bytes.length) {
    const rows = space(readValue(reader) as number);
    const numbers = Float64Array.from((readValue(reader) as unknown[]).map((key) => keys.numberOf(key)));
    const marks = readValue(reader) as Uint8Array;
    const before = rows.size;
    rows.add(readBatch(reader), numbers);
    rows.marks().set(marks, before);
  }
}
