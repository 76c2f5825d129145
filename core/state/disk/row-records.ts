import { type Batch, makeBatch } from "../../data/batch.ts";
import { readBatch, writeBatch } from "../../data/batch-codec.ts";
import { byteWriter, readValue, writeRaw, writeValue, writtenBytes } from "../../data/codec.ts";
import { type Column, decodeUtf8, isValid, vectorAt } from "../../data/column.ts";
import { take } from "../../data/compact.ts";
import { finalise, murmur3 } from "../../data/murmur3.ts";
import { vectorColumn } from "../../data/vectors.ts";
import type { KeyedLog } from "./keyed-log.ts";
import { kindOf } from "./keyed-log.ts";
import { recordKind } from "./record.ts";
import type { LogKey } from "./record-log.ts";
import type { SegmentScan } from "./segment-scan.ts";

/*
 * A record of a key's rows:
 *
 *   0 hash of their columns (8 bytes) · number of rows · for each column its values, for each row its time where they are kept
 *
 * What the columns are is in a record of its own, in each key group with such rows, so that it goes where they go. Its key
 * is a byte that no key begins with and the hash; its value is a batch without rows.
 */

const columnsKind = recordKind.first + 1;
const columnsMark = 255;
const hashBytes = 8;

const noRows = new Int32Array(0);

/** Rows of one kind of columns, put together of several records. */
export interface GatheredRows {
  readonly columns: Batch;
  /** The number of the key of each row. */
  readonly numbers: number[];
  readonly times: number[] | undefined;
  /** The values of each column. */
  readonly cells: unknown[][];
}

/** What the rows that are written have as columns, and the batch that they are in. */
export interface WrittenRows {
  readonly batch: Batch;
  readonly times: Float64Array | undefined;
  readonly hash: Uint8Array;
  readonly columns: Uint8Array;
}

/** Writes the rows of keys as records, and reads them. */
export class RowRecords {
  readonly #records: KeyedLog;
  readonly #timed: boolean;
  /** Columns by their hash, and the key groups that have a record of them. */
  readonly #known = new Map<string, Batch>();
  readonly #writtenIn = new Set<string>();

  constructor(records: KeyedLog, timed: boolean) {
    this.#records = records;
    this.#timed = timed;
  }

  /** Of the places of a store, those that are to be written. */
  writing(batch: Batch, times: Float64Array | undefined): WrittenRows {
    const writer = byteWriter();
    const { schema, columns } = take(batch, noRows);
    writeBatch(writer, makeBatch(schema, 0, columns));
    const bytes = writtenBytes(writer);
    const hash = new Uint8Array(hashBytes);
    const low = murmur3(bytes, 0, bytes.length);
    const view = new DataView(hash.buffer);
    view.setInt32(0, low, true);
    view.setInt32(4, finalise(Math.imul(low, 0x9e3779b1) ^ murmur3(bytes, bytes.length >> 1, bytes.length)), true);
    return { batch, times: this.#timed ? times : undefined, hash, columns: bytes };
  }

  write(number: number, places: readonly number[], rows: WrittenRows): void {
    const { log, key, writer } = this.#records;
    const group = key.of(number).group;
    this.#writeColumns(group, rows);
    writer.length = 0;
    writeRaw(writer, rows.hash);
    writeValue(writer, places.length);
    for (const column of rows.batch.columns) for (const place of places) writeValue(writer, cellAt(column, place));
    if (rows.times !== undefined) for (const place of places) writeValue(writer, rows.times[place]);
    log.find(key.of(number));
    this.#records.write(recordKind.first, Number.NaN);
  }

  /** Adds the rows of the record found last to those gathered by their columns. */
  read(number: number, gathered: Map<string, GatheredRows>): void {
    // Copied: what is decoded may be kept, and columns may have to be looked for.
    const bytes = this.#records.valueBytes();
    this.#gather({ bytes, at: 0 }, number, gathered, this.#records.keys.groupOf(number));
  }

  /** The same for all records, each group's by themselves. */
  eachGroup(visit: (group: number, gathered: Map<string, GatheredRows>) => void): void {
    const groups = new Map<number, Map<string, GatheredRows>>();
    const { log } = this.#records;
    log.each((scan) => {
      if (kindOf(scan) === columnsKind) this.#learn(scan);
    });
    log.each((scan) => {
      if (kindOf(scan) !== recordKind.first) return;
      const number = this.#records.numberIn(scan);
      const group = this.#records.keys.groupOf(number);
      let gathered = groups.get(group);
      if (gathered === undefined) {
        gathered = new Map();
        groups.set(group, gathered);
      }
      const { bytes, at, end } = this.#records.valueIn(scan);
      this.#gather({ bytes: bytes.slice(at, end), at: 0 }, number, gathered, undefined);
    });
    for (const [group, gathered] of groups) visit(group, gathered);
  }

  #gather(
    reader: { readonly bytes: Uint8Array; at: number },
    number: number,
    gathered: Map<string, GatheredRows>,
    group: number | undefined,
  ): void {
    const hash = hashText(reader.bytes, 0);
    reader.at = hashBytes;
    let rows = gathered.get(hash);
    if (rows === undefined) {
      const columns = this.#known.get(hash) ?? this.#find(reader.bytes.subarray(0, hashBytes), hash, group);
      rows = { columns, numbers: [], times: this.#timed ? [] : undefined, cells: columns.columns.map(() => []) };
      gathered.set(hash, rows);
    }
    const count = readValue(reader) as number;
    for (const values of rows.cells) for (let k = 0; k < count; k++) values.push(readValue(reader));
    if (rows.times !== undefined) for (let k = 0; k < count; k++) rows.times.push(readValue(reader) as number);
    for (let k = 0; k < count; k++) rows.numbers.push(number);
  }

  #writeColumns(group: number, { batch, hash, columns }: WrittenRows): void {
    const text = hashText(hash, 0);
    const written = `${group} ${text}`;
    if (this.#writtenIn.has(written)) return;
    if (!this.#known.has(text)) this.#known.set(text, take(batch, noRows));
    const { log } = this.#records;
    if (!log.find(columnsKey(group, hash))) log.set(columnsKind, columns, columns.length, Number.NaN);
    this.#writtenIn.add(written);
  }

  #learn(scan: SegmentScan): void {
    const { bytes, at } = this.#records.valueIn(scan);
    // Its key ends with the hash, and its value follows.
    const hash = hashText(bytes, at - hashBytes);
    if (!this.#known.has(hash)) this.#known.set(hash, readBatch({ bytes: bytes.slice(at), at: 0 }));
  }

  #find(hash: Uint8Array, text: string, group: number | undefined): Batch {
    const { log } = this.#records;
    if (group === undefined || !log.find(columnsKey(group, hash))) {
      throw new TypeError(
        `Cannot read rows of state on disk as it must be there what columns they have: got those of hash ${text}, which is not; ` +
          "this is a defect of Millrace",
      );
    }
    const columns = readBatch({ bytes: this.#records.valueBytes(), at: 0 });
    this.#known.set(text, columns);
    return columns;
  }
}

/** What was gathered, as a batch. */
export function gatheredBatch({ columns: { schema, columns }, cells, times, numbers }: GatheredRows): Batch {
  const own = columns.map((column, at) => columnOfCells(column, cells[at]!));
  return makeBatch(schema, numbers.length, own, { times: times && Float64Array.from(times) });
}

function columnsKey(group: number, hash: Uint8Array): LogKey {
  const bytes = new Uint8Array(1 + hashBytes);
  bytes[0] = columnsMark;
  bytes.set(hash, 1);
  return { group, hash: finalise(murmur3(bytes, 0, bytes.length) ^ group) | 0, bytes, length: bytes.length };
}

function hashText(bytes: Uint8Array, at: number): string {
  let text = "";
  for (let k = at; k < at + hashBytes; k++) text += String.fromCharCode(bytes[k]!);
  return text;
}

/** A value as it is stored in its column; null where there is none. */
function cellAt(column: Column, place: number): unknown {
  if (column.layout === "values") return column.values[place];
  if (!isValid(column.validity, place)) return null;
  if (column.layout === "dictionary") return column.dictionary.text(column.codes[place]!);
  if (column.layout === "utf8") return decodeUtf8(column.bytes, column.starts[place]!, column.lengths[place]!);
  return column.layout === "vector" ? vectorAt(column, place) : column.values[place];
}

/** A column like another, of values as they were stored. Texts are texts. */
function columnOfCells(column: Column, cells: readonly unknown[]): Column {
  const { layout, type } = column;
  if (layout === "values" || layout === "dictionary" || layout === "utf8") {
    return { layout: "values", type, values: cells, validity: undefined };
  }
  if (column.layout === "vector") return vectorColumn(column.type, cells);
  const values = new (column.values.constructor as Float64ArrayConstructor)(cells.length);
  let validity: Uint8Array | undefined;
  for (let row = 0; row < cells.length; row++) {
    if (cells[row] !== null) values[row] = cells[row] as number;
    else {
      validity ??= new Uint8Array((cells.length + 7) >> 3).fill(255);
      validity[row >> 3]! &= ~(1 << (row & 7));
    }
  }
  return { layout, type, values, validity } as Column;
}
