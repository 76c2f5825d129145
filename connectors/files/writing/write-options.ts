import { checkOptions, type KnownOptions, shown } from "../../../core/io/mod.ts";
import { type Duration, durationMs } from "../../../core/mod.ts";
import { type Clock, systemClock } from "../../../core/platform/mod.ts";
import { type Partition, type PartitionBy, partitionsOf } from "./partition.ts";

/** When the files of a folder are whole. */
export interface RollOptions {
  /** Once a file has grown so large. Bytes, default 256 MB. */
  readonly sizeBytes?: number;
  /** Once it is so old, by processing time. Default: no age is too old. */
  readonly every?: Duration;
  /** Once no row has come for so long. Default: however long. */
  readonly idleAfter?: Duration;
  /** Where time is taken from; default the system's. */
  readonly clock?: Clock;
}

/** How a folder is written. */
export interface WriteOptions {
  /**
   * Files go on over checkpoints until one of these says that they are whole; the next checkpoint then shows them. Default:
   * each checkpoint shows what there is, and so makes files as small as its interval.
   */
  readonly roll?: RollOptions;
  /**
   * Rows go to folders by these values, `origin=JFK/day=2024-05-01/…`, and not into the files: columns by name, or the time of
   * a column or of the row, cut to a unit (UTC). Default: all into one folder.
   */
  readonly partitionBy?: readonly PartitionBy[];
  /**
   * An empty file of that name in the folder once the input has ended and all is shown, like `"_SUCCESS"`. It begins with `"_"` or `"."`,
   * has at most 212 bytes, and is none that the folder's own files have: `_joined-…`, `_joining-…`, `.….tmp`, `.….upload`. Default: none.
   */
  readonly marker?: string;
}

/** Options with all that was left out. */
export interface WriteSettings {
  /** Undefined where each checkpoint shows what there is. */
  readonly roll: { readonly everyMs: number; readonly idleAfterMs: number } | undefined;
  readonly sizeBytes: number;
  readonly clock: Clock;
  readonly partitions: readonly Partition[];
  readonly marker: string | undefined;
}

const knownRoll: KnownOptions<RollOptions> = { sizeBytes: true, every: true, idleAfter: true, clock: true };

const defaultPartBytes = 256 * 2 ** 20;

/** @param where The sink, for errors. */
export function writeSettings({ roll, partitionBy, marker }: WriteOptions, where: string): WriteSettings {
  checkOptions(roll, knownRoll, `roll of ${where}`);
  const { sizeBytes = defaultPartBytes, clock = systemClock } = roll ?? {};
  if (!(sizeBytes > 0)) {
    throw new RangeError(
      `Cannot write ${where} as the sizeBytes of roll must be above 0: got ${String(sizeBytes)}; leave it out for 256 MB`,
    );
  }
  if (marker !== undefined) requireMarker(marker, where);
  if (partitionBy !== undefined && !Array.isArray(partitionBy)) {
    throw new TypeError(
      `Cannot write ${where} as partitionBy must be a list: got ${shown(partitionBy)}; write for instance partitionBy: ["day"]`,
    );
  }
  if (typeof clock?.nowMs !== "function") {
    throw new TypeError(
      `Cannot write ${where} as the clock of roll must have nowMs(): got ${shown(clock)}; leave it out for that of the system`,
    );
  }
  const length = (given: Duration | undefined, option: string): number => {
    const ms = given === undefined ? Number.POSITIVE_INFINITY : durationMs(given, `${option} in the roll of ${where}`);
    if (ms >= 0) return ms;
    throw new RangeError(
      `Cannot write ${where} as the ${option} of roll must be 0 or more: got ${shown(given)}; leave it out where files may wait for ever`,
    );
  };
  const rolls = roll && { everyMs: length(roll.every, "every"), idleAfterMs: length(roll.idleAfter, "idleAfter") };
  return { roll: rolls, sizeBytes, clock, partitions: partitionsOf(partitionBy ?? [], where), marker };
}

/**
 * File systems take names of 255 bytes, and a file that is being written has a longer one, `.name.<16>.p<process>-<machine>.tmp`: with a
 * process number of 10 digits 43 bytes more. One that is whole (`.f<identity>.tmp`, on HDFS with a number of 19 digits) has no more than that.
 */
const longestName = 255 - 43;

/** What is being written, and what `compactFiles` keeps. Some file systems make no difference between upper and lower case. */
const ownName = /^(?:_join(?:ed|ing)-.*|\..*\.(?:tmp|upload))$/i;

/** It is made when all is written: a name that no file can have must not be found out then. */
function requireMarker(marker: unknown, where: string): void {
  const isHidden = typeof marker === "string" && /^[._]/.test(marker);
  // A backslash parts folders on Windows.
  const isName = isHidden && /^[._][^/\\\p{Cc}\p{Cs}]+$/u.test(marker) && marker !== "..";
  const isOwn = isName && ownName.test(marker);
  if (isName && !isOwn && new TextEncoder().encode(marker).length <= longestName) return;
  const must = isOwn
    ? "be none that the folder's own files have"
    : isHidden
      ? `be one that a file of the folder can have, at most ${longestName} bytes long, as it is longer while it is written`
      : 'begin with "_" or ".", so that no reader takes it for data';
  throw new RangeError(
    `Cannot write ${where} as the name of its marker must ${must}: got ${shown(marker)}; use for instance "_SUCCESS"`,
  );
}
