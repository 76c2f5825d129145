import type { Batch } from "../data/batch.ts";
import { readBatch, writeBatch } from "../data/batch-codec.ts";
import { type ByteReader, type ByteWriter, byteWriter, readValue, writeValue } from "../data/codec.ts";
import type { Column } from "../data/column.ts";
import { allBelow } from "../data/kernels/all-below.ts";
import { type ScratchFile, scratchFile } from "../platform/mod.ts";
import type { KeySpace } from "./key-space.ts";
import { joined, keyedBytes, operatorBytes, type Recoverable, type StateDeclaration } from "./state.ts";

/** Batches that are written to a temporary file and read again in the order they came, part by part. */
export interface SpilledRows {
  /** Numbers of the parts that have rows, ascending. */
  readonly parts: readonly number[];
  /** Whether a batch can be written: objects that are no plain data cannot, and stay in memory. */
  accepts(batch: Batch | undefined): boolean;
  /** Appends a compact batch to a part; `keys` are the numbers of its rows' keys. */
  append(part: number, batch: Batch, keys?: Float64Array): void;
  /** How many batches a part has. */
  batchesOf(part: number): number;
  /** The batch of a part, with its keys: numbers of the key space as it is when they are read. */
  read(part: number, at: number): SpilledBatch;
  /** Lets go of the rows of a part. */
  drop(part: number): void;
  /** Lets go of all rows. */
  clear(): void;
}

export interface SpilledBatch {
  readonly batch: Batch;
  /** Empty where it came without. */
  readonly keys: Float64Array;
}

interface Place {
  readonly rows: number;
  readonly position: number;
  readonly length: number;
}

/**
 * Declares rows that are kept on disk: for operators that hold more than memory does.
 *
 * @param scope `"keyed"` where a part is a key group, `"operator"` where parts are counted by the only subtask.
 */
export function spilledRows(name: string, scope: "keyed" | "operator"): StateDeclaration<SpilledRows> {
  return { name, scope, form: "spilled rows", spills: true, create: ({ keys }) => fileRows(scope, keys) };
}

function fileRows(scope: "keyed" | "operator", keySpace: KeySpace): SpilledRows & Recoverable {
  const places = new Map<number, Place[]>();
  const writer = byteWriter(1 << 16);
  let rows = 0;
  let file: ScratchFile | undefined;
  const appendBytes = (part: number, bytes: Uint8Array, rowCount: number): void => {
    file ??= scratchFile();
    rows += rowCount;
    const place = { rows: rowCount, position: file.append(bytes), length: bytes.length };
    const known = places.get(part);
    if (known === undefined) places.set(part, [place]);
    else known.push(place);
  };
  const bytesOf = (part: number): Uint8Array => joined(places.get(part)!.map((place) => bytesAt(file!, place)));
  const clear = (): void => {
    places.clear();
    rows = 0;
    file?.close();
    file = undefined;
  };
  return {
    get parts() {
      return [...places.keys()].sort((a, b) => a - b);
    },
    accepts: (batch) => batch === undefined || batch.columns.every((column) => isPlain(column, batch.rowCount, writer)),
    append: (part, batch, keys) => {
      writer.length = 0;
      writeValue(writer, keys === undefined ? null : storedKeys(keys, keySpace));
      writeBatch(writer, batch);
      appendBytes(part, writer.bytes.subarray(0, writer.length), batch.rowCount);
    },
    batchesOf: (part) => places.get(part)?.length ?? 0,
    read: (part, at) => readSpilled({ bytes: bytesAt(file!, places.get(part)![at]!), at: 0 }, keySpace),
    drop: (part) => {
      for (const place of places.get(part) ?? []) rows -= place.rows;
      places.delete(part);
    },
    clear,
    close: clear,
    footprint: () => ({ entries: rows, bytes: file?.sizeBytes ?? 0 }),
    snapshot: () => {
      const parts = [...places.keys()].sort((a, b) => a - b);
      if (scope === "keyed") return { scope, groups: new Map(parts.map((part) => [part, bytesOf(part)])) };
      return { scope, parts: parts.map(bytesOf) };
    },
    restore: (given) => {
      const isKeyed = scope === "keyed";
      const groups = given.flatMap((part) => (part.scope === "keyed" ? [...part.groups.keys()] : []));
      (isKeyed ? keyedBytes(given) : operatorBytes(given)).forEach((bytes, at) => {
        const part = isKeyed ? groups[at]! : at;
        for (const { bytes: one, rowCount } of batchesIn(bytes, keySpace)) {
          appendBytes(part, one, rowCount);
        }
      });
    },
  };
}

function isPlain(column: Column, rowCount: number, writer: ByteWriter): boolean {
  if (column.layout !== "values") return true;
  try {
    for (let row = 0; row < rowCount; row++) {
      writer.length = 0;
      writeValue(writer, column.values[row]);
    }
    return true;
  } catch {
    return false;
  }
}

const noKeys = new Float64Array(0);

/** Numbers as they are where all stand for themselves; otherwise the keys, as another key space knows them by other numbers. */
function storedKeys(numbers: Float64Array, keySpace: KeySpace): unknown {
  return allBelow(numbers, 2 ** 53) ? numbers : Array.from(numbers, (number) => keySpace.keyOf(number));
}

function readSpilled(reader: ByteReader, keySpace: KeySpace): SpilledBatch {
  const stored = readValue(reader) as Float64Array | readonly unknown[] | null;
  const batch = readBatch(reader);
  if (stored === null) return { batch, keys: noKeys };
  if (stored instanceof Float64Array) return { batch, keys: stored };
  return { batch, keys: Float64Array.from(stored, (key) => keySpace.numberOf(key)) };
}

/** The bytes of each batch among those of a part. */
function* batchesIn(bytes: Uint8Array, keySpace: KeySpace): Iterable<{ bytes: Uint8Array; rowCount: number }> {
  for (const reader = { bytes, at: 0 }; reader.at < bytes.length; ) {
    const from = reader.at;
    const { rowCount } = readSpilled(reader, keySpace).batch;
    yield { bytes: bytes.subarray(from, reader.at), rowCount };
  }
}

function bytesAt(file: ScratchFile, { position, length }: Place): Uint8Array {
  return file.read(position, length);
}
