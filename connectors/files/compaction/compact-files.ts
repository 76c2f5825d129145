import { checkOptions, type FileInfo, type KnownOptions } from "../../../core/io/mod.ts";
import { type Duration, durationMs } from "../../../core/mod.ts";
import { type Clock, systemClock } from "../../../core/platform/mod.ts";
import type { FileLocation } from "../location.ts";
import { compactFolders } from "./compaction.ts";

/** How files of a format are joined. */
export interface JoinFormat {
  /** For errors, e.g. `csv(logs/)`. */
  readonly name: string;
  readonly location: FileLocation;
  /** What folders are searched for. */
  readonly extensions: readonly string[];
  /** Only files of which this gives the same text stand in one file: it tells columns and how they are written. */
  kindOf(file: FileInfo): Promise<string>;
  /** Writes the rows of the files, one behind another, for a file of that path; gives its temporary name. */
  join(files: readonly FileInfo[], path: string): Promise<string>;
}

/** What a format of files gives besides being read and written. */
export interface JoinableFiles {
  /** How its files are joined, for `compactFiles`. */
  readonly joining: JoinFormat;
}

export interface CompactOptions {
  /** How large joined files become, about; files below half of it are small. Bytes, default 128 MB. */
  readonly targetBytes?: number;
  /** Only files that were written so long ago are joined. Default 10 minutes. */
  readonly olderThan?: Duration;
  /**
   * How long files that were joined stay for those who read them: runs that have listed the folder, and watched folders that are behind. They are removed by
   * the first call after that. Default 1 hour; 0 removes them at once.
   */
  readonly keepFor?: Duration;
  /** Where the time is taken from; default the system's. */
  readonly clock?: Clock;
}

/** What a call has done. */
export interface Compacted {
  /** Small files that were joined. */
  readonly joined: number;
  /** Files that they became. */
  readonly into: number;
  /** Files that were removed, as they had been joined long enough ago. */
  readonly removed: number;
}

/** Options with all that was left out. */
export interface CompactSettings {
  readonly targetBytes: number;
  readonly olderThanMs: number;
  readonly keepForMs: number;
  readonly clock: Clock;
}

const known: KnownOptions<CompactOptions> = { targetBytes: true, olderThan: true, keepFor: true, clock: true };

/**
 * Joins the small files of a folder, and of each folder below it, into larger ones: of what was written at short checkpoints, by
 * many writers, or into many partition folders. It may be called beside writers and readers, as often as wanted.
 *
 * **Who reads the folder by Millrace** meets each row once, at any moment: a joined file counts from the moment on that it has its
 * name, and those that it was made of then count no more. A watched folder does not give rows again that it has given: what it has
 * read of the small files it does not read of the joined one, also behind a restart. Small files stay for `keepFor`; a reader that
 * is behind for longer fails, and says so.
 *
 * **What is not promised.** Other programs meet the rows twice until the small files are removed: let none read meanwhile, or say `keepFor: 0`,
 * which makes that a moment. Of several calls at once on one folder all but one end in an error (at times all). In buckets (SeaweedFS takes
 * several files of one name that come at once), and where a store ignores conditions, a hidden file `_joining-….claim` tells that a call is at work; one that was killed keeps others from the folder for 10 minutes, and one that
 * stood still for longer just while it wrote its list may double rows. A folder that stands for a single file (`out.csv`) cannot be joined. A pattern that
 * means some of the small files and not what they became is refused, also where it is watched. Of several `readers` of a watched folder each needs the small
 * files until it has read its own of them: with a `keepFor` that is too short the run fails, and says so. A folder whose listing takes longer than
 * `keepFor` may miss rows. Rows keep their order within a small file only.
 *
 * A call that was killed leaves the folder as it was, or with more of it joined; the next call goes on.
 *
 * @param table What the folder is read by: `csv`, `jsonLines`, `parquet` or `avro` of a folder.
 * @throws Where a file cannot be read, or its columns would not be written as they were (Parquet of other writers, as with `INT96`).
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { compactFiles, csv } from "millrace/connectors/csv";
 *
 * for (const n of [1, 2, 3]) await from([{ n }]).sinkTo(csv("out/numbers")).run();
 * const done = await compactFiles(csv("out/numbers"), { olderThan: 0, keepFor: 0 });
 * console.log(done); // { joined: 3, into: 1, removed: 3 }
 * ```
 */
export async function compactFiles(table: JoinableFiles, options: CompactOptions = {}): Promise<Compacted> {
  const joining = table?.joining;
  if (joining === undefined) {
    throw new TypeError(
      "Cannot join files as they must be given by what reads them, csv, jsonLines, parquet or avro of a folder: " +
        `got ${typeof table === "string" ? JSON.stringify(table) : typeof table}; use for instance compactFiles(parquet("s3://bucket/table/"))`,
    );
  }
  return compactFolders(joining, settingsOf(options, joining.name));
}

function settingsOf(options: CompactOptions, name: string): CompactSettings {
  const where = `compactFiles of ${name}`;
  checkOptions(options, known, where);
  const { targetBytes = 128 * 2 ** 20, olderThan = "10m", keepFor = "1h", clock = systemClock } = options;
  if (!(targetBytes > 0)) {
    throw new RangeError(
      `Cannot join the files of ${name} as targetBytes must be above 0: got ${String(targetBytes)}; leave it out for 128 MB`,
    );
  }
  return {
    targetBytes,
    olderThanMs: durationMs(olderThan, `olderThan of ${where}`),
    keepForMs: durationMs(keepFor, `keepFor of ${where}`),
    clock,
  };
}
