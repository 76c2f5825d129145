import { type KnownOptions, requireOptions } from "../data/options.ts";
import { schema } from "../data/user-schema.ts";
import type { FileSystem, Publishing } from "../io/file-system.ts";
import { openSavepoint } from "../runtime/checkpoint/offline.ts";
import { type StateRow, stateRowsOf } from "../runtime/checkpoint/state-rows.ts";
import type { Dataset } from "./dataset.ts";
import { from } from "./from.ts";

export interface ReadStateOptions {
  /** One state of the step; broadcast state, too, its key null. Default: all that belongs to keys. */
  readonly state?: string;
  /** What stands in for the file system of the savepoint. */
  readonly files?: FileSystem & Publishing;
}

const known: KnownOptions<ReadStateOptions> = { state: true, files: true };

const columns = schema({
  state: "string",
  key: "any",
  pane: "float64",
  name: "any",
  value: "any",
  updated: "timestamp",
});

/**
 * What a step has in its state, as a bounded dataset: a row for each value of a key, item of a list, entry of a map, timer, row
 * that is kept, or pane or session with its partial results. Read when the dataset is.
 *
 * @param savepoint The path of a savepoint, or of a folder of them: the newest.
 * @param step Its name in the plan: what `explain` shows.
 * @example
 * ```ts
 * import { from, job, readState, state, writeState } from "millrace";
 * const counts = job("counts", () =>
 *   from(["Kent", "Bend"])
 *     .keyBy((city) => city)
 *     .process({ state: { seen: state.value<number>() }, row: (_, { state: { seen } }) => seen.set((seen.get() ?? 0) + 1) }, { name: "count" })
 *     .discard(),
 * );
 * const rows = [{ state: "seen", key: "Kent", pane: null, name: null, value: 7, updated: null }];
 * const savepoint = await writeState("./savepoints", counts, { count: from(rows) });
 * const seen = await readState<string, number>(savepoint, "count").map(({ key, value }) => `${key}: ${value}`).collect();
 * console.log(seen); // ["Kent: 7"]
 * ```
 */
export function readState<Key = unknown, Value = unknown>(
  savepoint: string,
  step: string,
  options: ReadStateOptions = {},
): Dataset<StateRow<Key, Value>> {
  requireOptions(options, known, "readState");
  const rows = {
    async *[Symbol.asyncIterator](): AsyncGenerator<StateRow> {
      yield* stateRowsOf(await openSavepoint(savepoint, options.files), step, options.state);
    },
  };
  return from(rows, { schema: columns }) as unknown as Dataset<StateRow<Key, Value>>;
}
