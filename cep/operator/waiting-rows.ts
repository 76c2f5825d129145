import { type Batch, concatBatches, type Recoverable, rowState, type StateDeclaration, take } from "../../core/mod.ts";

/** Rows of one batch that wait for the watermark, in order of their times. */
export interface WaitingRows {
  readonly batch: Batch;
  readonly keys: Float64Array;
  /** For each pattern the classes of the rows, where they have been worked out. */
  readonly classes: readonly Int32Array[] | undefined;
  /** The rows before this are gone. */
  from: number;
}

/** Rows that wait for the watermark to reach their times. */
export interface Waiting {
  readonly chunks: WaitingRows[];
  /** Keeps rows; their batch is their own. Brings them in order of their times, those of one time as they came. */
  add(batch: Batch, keys: Float64Array, classes: readonly Int32Array[] | undefined): void;
  /** Takes out all rows up to a time, in order: pieces of batches, each to be read from `from` to `to`; those of one time in one piece, if wanted. */
  ready(timeMs: number, ties: "apart" | "together"): ReadyRows[];
}

export interface ReadyRows extends Omit<WaitingRows, "from"> {
  readonly from: number;
  readonly to: number;
}

export function waitingState(): StateDeclaration<Waiting> {
  const stored = rowState("waiting rows");
  return {
    name: stored.name,
    scope: stored.scope,
    form: stored.form,
    create: (host) => {
      const waiting = new WaitingChunks();
      const written = (): ReturnType<typeof stored.create> => {
        const rows = stored.create(host);
        for (const { batch, keys, from } of waiting.chunks) {
          const left = range(from, batch.rowCount);
          rows.space(0).add(take(batch, left), pick(keys, left));
        }
        return rows;
      };
      const recoverable: Recoverable = {
        snapshot: () => written().snapshot(),
        restore: (parts) => {
          const rows = stored.create(host);
          rows.restore(parts);
          const all = rows.space(0).all();
          if (all !== undefined) waiting.add(all.batch, keysOf(all.keys, all.batch.rowCount), undefined);
        },
        eachKey: (visit) => {
          for (const { keys, from, batch } of waiting.chunks)
            for (let row = from; row < batch.rowCount; row++) visit(keys[row]!);
        },
      };
      return Object.assign(waiting, recoverable);
    },
  };
}

class WaitingChunks implements Waiting {
  readonly chunks: WaitingRows[] = [];

  add(batch: Batch, keys: Float64Array, classes: readonly Int32Array[] | undefined): void {
    const order = timeOrder(batch.times!, batch.rowCount);
    if (order === undefined) this.chunks.push({ batch, keys, classes, from: 0 });
    else
      this.chunks.push({
        batch: take(batch, order),
        keys: pick(keys, order),
        classes: classes?.map((one) => pickInts(one, order)),
        from: 0,
      });
  }

  ready(timeMs: number, ties: "apart" | "together"): ReadyRows[] {
    const found: ReadyRows[] = [];
    let last = Number.NEGATIVE_INFINITY;
    let inOrder = true;
    for (const chunk of this.chunks) {
      const times = chunk.batch.times!;
      const to = upTo(times, chunk.from, chunk.batch.rowCount, timeMs);
      if (to === chunk.from) continue;
      inOrder &&= ties === "together" ? last < times[chunk.from]! : last <= times[chunk.from]!;
      last = times[to - 1]!;
      found.push({ batch: chunk.batch, keys: chunk.keys, classes: chunk.classes, from: chunk.from, to });
      chunk.from = to;
    }
    if (found.length > 0) this.#dropEmpty();
    return inOrder ? found : [merged(found)];
  }

  /** About: what texts and objects take is not looked at. */
  footprint(): { readonly entries: number; readonly bytes: number } {
    let [entries, bytes] = [0, 0];
    for (const { batch, from } of this.chunks) {
      entries += batch.rowCount - from;
      bytes += (batch.rowCount - from) * 8 * (batch.columns.length + 2);
    }
    return { entries, bytes };
  }

  #dropEmpty(): void {
    let kept = 0;
    for (const chunk of this.chunks) if (chunk.from < chunk.batch.rowCount) this.chunks[kept++] = chunk;
    this.chunks.length = kept;
  }
}

/** Pieces whose times overlap as one, in order of time. */
function merged(pieces: readonly ReadyRows[]): ReadyRows {
  const batch = concatBatches(pieces.map((piece) => take(piece.batch, range(piece.from, piece.to))));
  const keys = new Float64Array(batch.rowCount);
  let at = 0;
  for (const piece of pieces) {
    keys.set(piece.keys.subarray(piece.from, piece.to), at);
    at += piece.to - piece.from;
  }
  const order = timeOrder(batch.times!, batch.rowCount) ?? range(0, batch.rowCount);
  return { batch: take(batch, order), keys: pick(keys, order), classes: undefined, from: 0, to: batch.rowCount };
}

/** The rows in order of their times, those of one time as they stand; undefined where they are in order already. */
function timeOrder(times: Float64Array, rowCount: number): Int32Array | undefined {
  let row = 1;
  while (row < rowCount && times[row - 1]! <= times[row]!) row++;
  if (row >= rowCount) return undefined;
  return range(0, rowCount).sort((a, b) => times[a]! - times[b]! || a - b);
}

/** The first row after `from` whose time is greater. */
function upTo(times: Float64Array, from: number, to: number, timeMs: number): number {
  if (to > from && times[to - 1]! <= timeMs) return to;
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function range(from: number, to: number): Int32Array {
  const rows = new Int32Array(to - from);
  for (let at = 0; at < rows.length; at++) rows[at] = from + at;
  return rows;
}

function pick(numbers: Float64Array, rows: Int32Array): Float64Array {
  const picked = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at++) picked[at] = numbers[rows[at]!]!;
  return picked;
}

function pickInts(numbers: Int32Array, rows: Int32Array): Int32Array {
  const picked = new Int32Array(rows.length);
  for (let at = 0; at < rows.length; at++) picked[at] = numbers[rows[at]!]!;
  return picked;
}

/** Keys of stored rows; none where all are of key 0. */
function keysOf(keys: Float64Array, rowCount: number): Float64Array {
  return keys.length === 0 ? new Float64Array(rowCount) : keys;
}
