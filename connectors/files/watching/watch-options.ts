import { checkOptions, type KnownOptions } from "../../../core/io/mod.ts";
import { type Duration, durationMs } from "../../../core/mod.ts";
import { type Clock, systemClock } from "../../../core/platform/mod.ts";

/** How files that come to a place are read, without end. */
export interface WatchOptions {
  /** How long it waits between two looks at the place. Default 1 s. */
  readonly every?: Duration;
  /**
   * A new file is read once its size and time have been the same for so long: for writers that do not give their files a name
   * when they are whole (`cp`, an upload). Default 0: a file is whole when it is there.
   */
  readonly settledFor?: Duration;
  /**
   * What becomes of a file that is another one now, or is gone, though some or all of it was read: `"fail"` (the default) ends
   * the run with an error, `"again"` reads it from its beginning, `"ignore"` lets what was read of it be all.
   */
  readonly changed?: "fail" | "again" | "ignore";
  /** Readers that share the files, each by itself with an event time of its own. A job keeps it for its checkpoints' life. Default 1. */
  readonly readers?: number;
  /** Where waiting time is taken from; default the system's. */
  readonly clock?: Clock;
}

/** Options with all that was left out. */
export interface WatchSettings {
  readonly everyMs: number;
  readonly settledForMs: number;
  readonly changed: "fail" | "again" | "ignore";
  readonly readers: number;
  readonly clock: Clock;
}

const known: KnownOptions<WatchOptions> = {
  every: true,
  settledFor: true,
  changed: ["fail", "again", "ignore"],
  readers: true,
  clock: true,
};

/** @param where The source, for errors. */
export function watchSettings(given: Duration | WatchOptions, where: string): WatchSettings {
  const options = typeof given === "object" ? given : { every: given };
  checkOptions(options, known, `the watch of ${where}`);
  const { every = "1s", settledFor = 0, changed = "fail", readers = 1, clock = systemClock } = options;
  if (!Number.isInteger(readers) || readers < 1) {
    throw new RangeError(
      `Cannot watch ${where} as its readers must be a count of at least 1: got ${String(readers)}; leave it out for one`,
    );
  }
  const everyMs = length(every, "every", 1, where);
  const settledForMs = length(settledFor, "settledFor", 0, where);
  return { everyMs, settledForMs, changed, readers, clock };
}

function length(given: Duration, option: string, leastMs: number, where: string): number {
  const ms = durationMs(given, `${option} in the watch of ${where}`);
  if (ms >= leastMs) return ms;
  throw new RangeError(
    `Cannot watch ${where} as ${option} must be at least ${leastMs} ms: got ${ms} ms; use for instance "5s"`,
  );
}
