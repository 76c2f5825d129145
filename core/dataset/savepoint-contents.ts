import { checkOptions, type KnownOptions } from "../data/options.ts";
import type { FileSystem, Publishing } from "../io/file-system.ts";
import { contentsOf, openSavepoint, type SavepointContents } from "../runtime/checkpoint/offline.ts";

export interface SavepointContentsOptions {
  /** What stands in for the file system of the savepoint. */
  readonly files?: FileSystem & Publishing;
}

const known: KnownOptions<SavepointContentsOptions> = { files: true };

/**
 * What a checkpoint or savepoint holds, without the job that wrote it: its states and where its sources stood. All of it is read, so that
 * one that is damaged is told.
 *
 * @param savepoint Its path, or that of a folder of them: the newest.
 * @example
 * ```ts
 * import { from, job, savepointContents, state, writeState } from "millrace";
 * const counts = job("counts", () =>
 *   from(["Kent"])
 *     .keyBy((city) => city)
 *     .process({ state: { seen: state.value<number>() }, row: () => [] }, { name: "count" })
 *     .discard(),
 * );
 * const rows = [{ state: "seen", key: "Kent", pane: null, name: null, value: 7, updated: null }];
 * const savepoint = await writeState("./savepoints", counts, { count: from(rows) });
 * const { states } = await savepointContents(savepoint);
 * console.log(states.map(({ step, state }) => `${step}: ${state}`)); // ["count: seen"]
 * ```
 */
export async function savepointContents(
  savepoint: string,
  options: SavepointContentsOptions = {},
): Promise<SavepointContents> {
  checkOptions(options, known, "savepointContents");
  return contentsOf(await openSavepoint(savepoint, options.files));
}
