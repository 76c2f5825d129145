import type { KafkaClient } from "./client.ts";
import { type BatchHead, type RecordTable, readRecords } from "./kernels/records.ts";
import { bufferOf } from "./produce.ts";

/** A transaction that was aborted, as a broker tells of it beside the batches that may be of it. */
export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: bigint;
}

export interface FetchedRecords {
  readonly table: RecordTable;
  /** Where reading goes on behind all that was fetched, records that are not shown included. */
  readonly next: number;
}

interface BatchPlace extends BatchHead {
  /** Where its records end. */
  readonly end: number;
  readonly packing: number;
}

/**
 * The records of what was fetched of a partition that have an offset in [from, to) and, by `aborted`, are not of an aborted
 * transaction: walking batches in order, a producer is aborted from its first offset on until the marker that ends that
 * transaction. Undefined `aborted` shows all.
 */
export function recordTable(
  client: KafkaClient,
  bytes: Uint8Array,
  {
    from,
    to,
    aborted,
  }: { readonly from: number; readonly to: number; readonly aborted: readonly AbortedTransaction[] | undefined },
): FetchedRecords {
  const { places, next } = shownBatches(bytes, from, aborted);
  const { whole, heads } = unpacked(client, bytes, places);
  const table = emptyTable(
    whole,
    heads.reduce((sum, { records }) => sum + records, 0),
  );
  for (const head of heads) readRecords(table, head, from, to);
  return { table, next: Math.max(from, next) };
}

/** Base offset and length, which are not counted in the length. */
const outerBytes = 12;
const headBytes = 61;
const controlBit = 32;
const transactionalBit = 16;
const appendTimeBit = 8;

/**
 * ```
 * batch => baseOffset:INT64 length:INT32 leaderEpoch:INT32 magic:INT8 crc:UINT32 attributes:INT16 lastOffsetDelta:INT32
 *   baseTimestamp:INT64 maxTimestamp:INT64 producerId:INT64 producerEpoch:INT16 baseSequence:INT32 records:[record]
 * ```
 */
function shownBatches(
  bytes: Uint8Array,
  from: number,
  aborted: readonly AbortedTransaction[] | undefined,
): { readonly places: readonly BatchPlace[]; readonly next: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const transactions = new Aborted(aborted ?? []);
  const places: BatchPlace[] = [];
  let next = 0;
  for (let at = 0; at + headBytes <= bytes.length; ) {
    const end = at + outerBytes + view.getInt32(at + 8);
    // Brokers cut what they give at so many bytes.
    if (end > bytes.length) break;
    const magic = view.getInt8(at + 16);
    if (magic !== 2) throw oldFormat(magic);
    const attributes = view.getInt16(at + 21);
    const base = view.getBigInt64(at);
    const last = Number(base) + view.getInt32(at + 23);
    const isShown = transactions.shows(attributes, base, view.getBigInt64(at + 43), () => isAbort(view, at, end));
    if (isShown && last >= from) places.push(placeOf(view, at, end, attributes));
    next = last + 1;
    at = end;
  }
  return { places, next };
}

function placeOf(view: DataView, at: number, end: number, attributes: number): BatchPlace {
  return {
    start: at + headBytes,
    end,
    packing: attributes & 7,
    records: view.getInt32(at + 57),
    baseOffset: Number(view.getBigInt64(at)),
    baseTime: Number(view.getBigInt64(at + 27)),
    appendTime: (attributes & appendTimeBit) === 0 ? -1 : Number(view.getBigInt64(at + 35)),
  };
}

/** The key of a marker is `version:INT16 type:INT16`: type 0 aborts. Before it: length, attributes, two deltas, the key's length. */
function isAbort(view: DataView, at: number, end: number): boolean {
  let key = at + headBytes;
  for (let varint = 0; varint < 4; varint++) {
    if (varint === 1) key++;
    while (view.getUint8(key++) > 127);
  }
  return key + 4 <= end && view.getInt16(key + 2) === 0;
}

/** Whose transactional batches are not shown at the moment. */
class Aborted {
  readonly #next: AbortedTransaction[];
  readonly #producers = new Set<bigint>();

  constructor(aborted: readonly AbortedTransaction[]) {
    this.#next = aborted.toSorted((a, b) => Number(a.firstOffset - b.firstOffset));
  }

  shows(attributes: number, base: bigint, producer: bigint, isAbortMarker: () => boolean): boolean {
    while (this.#next.length > 0 && this.#next[0]!.firstOffset <= base)
      this.#producers.add(this.#next.shift()!.producerId);
    if ((attributes & controlBit) !== 0) {
      if (isAbortMarker()) this.#producers.delete(producer);
      return false;
    }
    return (attributes & transactionalBit) === 0 || !this.#producers.has(producer);
  }
}

/** All batches in one stretch of bytes: what was fetched, where none is packed. */
function unpacked(
  { compressionsAlgorithmsByBitmask: algorithms }: KafkaClient,
  bytes: Uint8Array,
  places: readonly BatchPlace[],
): { readonly whole: Uint8Array; readonly heads: readonly BatchHead[] } {
  if (places.every(({ packing }) => packing === 0)) return { whole: bytes, heads: places };
  const parts = places.map(({ packing, start, end }) => {
    const part = bytes.subarray(start, end);
    return packing === 0 ? part : algorithms[packing]!.decompressSync(bufferOf(part));
  });
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  const heads = places.map((place, index) => {
    whole.set(parts[index]!, at);
    const start = at;
    at += parts[index]!.length;
    return { ...place, start };
  });
  return { whole, heads };
}

function emptyTable(bytes: Uint8Array, rows: number): RecordTable {
  return {
    bytes,
    rows: 0,
    offsets: new Float64Array(rows),
    times: new Float64Array(rows),
    keyStarts: new Int32Array(rows),
    keyLengths: new Int32Array(rows),
    valueStarts: new Int32Array(rows),
    valueLengths: new Int32Array(rows),
    headerStarts: new Int32Array(rows),
  };
}

function oldFormat(magic: number): Error {
  return new Error(
    `Cannot read a record batch as it must be of version 2, which Kafka has written since 0.11: got version ${magic}; ` +
      "let the topic be written anew by newer producers",
  );
}
