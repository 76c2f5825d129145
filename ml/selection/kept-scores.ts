import type { Dataset } from "../../core/mod.ts";
import { crc32 } from "../stages/crc32.ts";
import { FitCheckpoint, type FitCheckpointOptions } from "../stages/fit-checkpoint.ts";
import { identityOf } from "../stages/fit-identity.ts";
import { batchSink } from "../stages/fit-input.ts";
import type { Learned } from "../stages/learned.ts";
import { RowBlocks } from "../stages/row-blocks.ts";
import { RowsHash } from "../stages/rows-hash.ts";
import type { FitOptions } from "../stages/stage.ts";
import type { Split } from "./split.ts";

/** What scores are of: they are none of others. */
export interface ScoredFits {
  /** What asks for them. */
  readonly what: string;
  readonly estimators: readonly { readonly kind: string }[];
  /** Of one round after another. */
  readonly splits: readonly Split[];
  readonly fits: number;
  /** Scores of a fit. */
  readonly width: number;
}

/** Raised when what is kept changes, or the order in which fits are numbered. */
const version = 1;

/** Scores of fits by their numbers, kept as they are found. */
export class KeptScores {
  readonly #checkpoint: FitCheckpoint | undefined;
  readonly #width: number;
  readonly #done: Uint8Array; // [fits]
  readonly #scores: Float64Array; // [fits × width]
  #writing: Promise<void> = Promise.resolve();

  private constructor({ fits, width }: ScoredFits, checkpoint: FitCheckpoint | undefined, kept: Learned | undefined) {
    this.#checkpoint = checkpoint;
    this.#width = width;
    this.#done = (kept?.["done"] as Uint8Array | undefined) ?? new Uint8Array(fits);
    this.#scores = (kept?.["scores"] as Float64Array | undefined) ?? new Float64Array(fits * width);
  }

  /** With those of an earlier call, where there are some. @throws Where they are of other rows, options or splits. */
  static async of(
    fits: ScoredFits,
    dataset: Dataset<unknown>,
    { checkpoint, signal }: { readonly checkpoint?: FitCheckpointOptions; readonly signal?: FitOptions["signal"] },
  ): Promise<KeptScores> {
    if (checkpoint === undefined) return new KeptScores(fits, undefined, undefined);
    const parameters = {
      estimators: fits.estimators.map(identityOf),
      splits: fits.splits.map(({ train, test }) => [train, test].map(hashOfRows)),
    };
    const kept = new FitCheckpoint(checkpoint, {
      stage: fits.what,
      version,
      parameters,
      ...(await hashed(fits.what, dataset, signal)),
    });
    return new KeptScores(fits, kept, await kept.load());
  }

  /** The scores of a fit: those that were kept, or what `find` gives, kept from then on. */
  async scoresOf(fit: number, find: () => Promise<readonly number[]>): Promise<readonly number[]> {
    const own = this.#scores.subarray(fit * this.#width, (fit + 1) * this.#width);
    if (this.#done[fit] === 1) return [...own];
    own.set(await find());
    this.#done[fit] = 1;
    // One after another, so that a later state is not written over by an earlier one.
    this.#writing = this.#writing.then(() =>
      this.#checkpoint?.keep(() => ({ done: this.#done, scores: this.#scores })),
    );
    await this.#writing;
    return [...own];
  }
}

function hashOfRows(rows: Int32Array): string {
  return crc32(new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength));
}

/** All rows are read for it once. */
async function hashed(
  what: string,
  dataset: Dataset<unknown>,
  signal: FitOptions["signal"],
): Promise<{ readonly columns: readonly string[]; readonly rows: number; readonly hash: string }> {
  const hash = new RowsHash();
  let [rows, columns]: [number, readonly string[]] = [0, []];
  const blocks = new RowBlocks((batch) => {
    rows += batch.rowCount;
    columns = batch.schema.fields.map(({ name }) => name);
    hash.add(batch);
  });
  await dataset
    .sinkTo(batchSink(`the rows of ${what}`, (batch) => blocks.add(batch)))
    .run(signal === undefined ? {} : { signal });
  blocks.end();
  return { columns, rows, hash: hash.text() };
}
