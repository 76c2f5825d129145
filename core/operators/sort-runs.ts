import type { Batch } from "../data/batch.ts";
import { take } from "../data/compact.ts";
import type { SpilledRows } from "../state/spilled-rows.ts";
import { countUp } from "./kernels/count-up.ts";
import { type MergeOptions, mergeRuns, type Run, type RunBlock } from "./sort-merge.ts";

/** Where sorted runs are on disk: their rows and, row beside row, what lambdas gave for them. */
export interface RunFiles {
  readonly rows: SpilledRows;
  readonly keys: SpilledRows;
}

/**
 * Runs that are merged at once: each of them has a block in memory, which is then this part of what a run was. More of them
 * are merged into larger ones, so that the memory of a merge does not grow with what is sorted.
 *
 * @see Knuth, The Art of Computer Programming 3, §5.4.1 and §5.4.9 (merge trees).
 */
const mostMerged = 32;

/** A smaller block costs more to find than to read. */
const leastBlockRows = 16;
const mostBlockRows = 8192;

/** Sorted runs on disk, in the order in which their rows came. */
export class SortedRuns {
  readonly #files: RunFiles;
  readonly #options: Omit<MergeOptions, "emit">;
  /** How often the rows of a run have been merged before: of one level are fewer than `mostMerged`. */
  readonly #live: { readonly part: number; readonly level: number }[];
  #nextPart: number;
  #blockRows = mostBlockRows;

  constructor(files: RunFiles, options: Omit<MergeOptions, "emit">) {
    this.#files = files;
    this.#options = options;
    this.#live = files.rows.parts.map((part) => ({ part, level: 0 }));
    this.#nextPart = Math.max(-1, ...files.rows.parts) + 1;
  }

  get count(): number {
    return this.#live.length;
  }

  /** Whether the rows can be written: objects that are no plain data stay in memory. */
  accepts({ rows, keys }: { readonly rows: Batch | undefined; readonly keys: Batch | undefined }): boolean {
    return this.#files.rows.accepts(rows) && this.#files.keys.accepts(keys);
  }

  /**
   * Writes a run.
   *
   * @param write Calls what it is given with the run's rows in order, in blocks of so many.
   */
  add(rowCount: number, write: (blockRows: number, visit: (block: RunBlock) => void) => void): void {
    this.#blockRows = Math.min(mostBlockRows, Math.max(leastBlockRows, Math.ceil(rowCount / mostMerged)));
    const part = this.#nextPart++;
    write(this.#blockRows, (block) => this.#append(part, block));
    this.#live.push({ part, level: 0 });
    while (this.#live.at(-mostMerged)?.level === this.#live.at(-1)!.level) this.#mergeLast(mostMerged);
  }

  /** All rows in order, equal ones as they came; those of `last`, which are in memory, came behind all others. */
  emitAll(last: Run, emit: (rows: Batch) => void): void {
    while (this.#live.length > mostMerged) {
      this.#mergeLast(Math.min(mostMerged, this.#live.length - mostMerged + 1));
    }
    const runs = [...this.#live.map(({ part }) => this.#read(part)), last];
    mergeRuns(runs, { ...this.#options, emit: ({ rows }) => emit(rows) });
  }

  clear(): void {
    this.#live.length = 0;
    this.#files.rows.clear();
    this.#files.keys.clear();
  }

  /** Makes one run of the last ones. */
  #mergeLast(count: number): void {
    const merged = this.#live.splice(-count);
    const part = this.#nextPart++;
    const emit = (block: RunBlock): void => {
      for (const piece of piecesOf(block, this.#blockRows)) this.#append(part, piece);
    };
    mergeRuns(
      merged.map((run) => this.#read(run.part)),
      { ...this.#options, emit },
    );
    for (const run of merged) {
      this.#files.rows.drop(run.part);
      this.#files.keys.drop(run.part);
    }
    this.#live.push({ part, level: merged[0]!.level + 1 });
  }

  #append(part: number, { rows, keys }: RunBlock): void {
    this.#files.rows.append(part, rows);
    if (keys !== undefined) this.#files.keys.append(part, keys);
  }

  #read(part: number): Run {
    const { rows, keys } = this.#files;
    const hasKeys = keys.batchesOf(part) > 0;
    return {
      blocks: rows.batchesOf(part),
      read: (block) => ({
        rows: rows.read(part, block).batch,
        keys: hasKeys ? keys.read(part, block).batch : undefined,
      }),
    };
  }
}

function* piecesOf({ rows, keys }: RunBlock, blockRows: number): Iterable<RunBlock> {
  for (let from = 0; from < rows.rowCount; from += blockRows) {
    const piece = countUp(from, new Int32Array(Math.min(blockRows, rows.rowCount - from)));
    yield { rows: take(rows, piece), keys: keys && take(keys, piece) };
  }
}
