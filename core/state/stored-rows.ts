import { readBatch, writeBatch } from "../data/batch-codec.ts";
import { type ByteReader, type ByteWriter, readValue, writeValue } from "../data/codec.ts";
import { take } from "../data/compact.ts";
import { gatherUint8 } from "../data/kernels/gather.ts";
import type { KeySpace } from "./key-space.ts";
import { groupWriter } from "./pane-state.ts";
import type { KeptBatch, KeptRows } from "./row-chunks.ts";

// A key group's bytes: namespace, keys, marks and a batch for each namespace, until the end. A block of a log has the same.

/** Adds the rows of a namespace to what is written of each key group. */
export function writeRows(writers: Map<number, ByteWriter>, namespace: number, rows: KeptRows, keys: KeySpace): void {
  const all = rows.all();
  if (all === undefined) return;
  const marks = rows.marks();
  const numbers = all.keys.length === 0 ? new Float64Array(rows.size) : all.keys;
  for (const [group, members] of rowsByGroup(numbers, keys)) {
    writeSome(groupWriter(writers, group), namespace, { batch: all.batch, keys: numbers }, marks, members, keys);
  }
}

/** Writes some rows of a namespace. */
export function writeSome(
  writer: ByteWriter,
  namespace: number,
  { batch, keys: numbers }: KeptBatch,
  marks: Uint8Array,
  rows: ArrayLike<number>,
  keys: KeySpace,
): void {
  writeValue(writer, namespace);
  writeValue(
    writer,
    Array.from(rows, (row) => keys.keyOf(numbers[row]!)),
  );
  writeValue(
    writer,
    Uint8Array.from(rows, (row) => marks[row]!),
  );
  writeBatch(writer, take(batch, Int32Array.from(rows)));
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

/** @param owns Which key groups are to be restored, where not all are. */
export function restoreRows(
  reader: ByteReader,
  keys: KeySpace,
  space: (namespace: number) => KeptRows,
  owns?: (group: number) => boolean,
): void {
  while (reader.at < reader.bytes.length) {
    const rows = space(readValue(reader) as number);
    const numbers = Float64Array.from((readValue(reader) as unknown[]).map((key) => keys.numberOf(key)));
    const marks = readValue(reader) as Uint8Array;
    const batch = readBatch(reader);
    const before = rows.size;
    if (owns === undefined) {
      rows.add(batch, numbers);
      rows.marks().set(marks, before);
      continue;
    }
    const selection = Int32Array.from(numbers.keys()).filter((row) => owns(keys.groupOf(numbers[row]!)));
    if (selection.length === 0) continue;
    rows.add({ ...batch, selection }, numbers);
    rows.marks().set(gatherUint8(marks, selection), before);
  }
}
