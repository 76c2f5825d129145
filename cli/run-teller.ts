import { countText } from "../core/display/mod.ts";
import type { Progress, RunResult } from "../core/mod.ts";
import { writeText } from "../core/platform/mod.ts";
import { writeEvent } from "./json-answer.ts";
import { progressPrinter } from "./progress.ts";

/** What a run is told about while it goes on and when it ends, on stderr: stdout is the job's own. */
export interface RunTeller {
  progress(progress: Progress): void;
  warning(text: string): void;
  dashboard(url: string): void;
  done(result: RunResult): void;
  /** @param last The checkpoint that the same command goes on from. */
  stopped(last: string | undefined, code: number): void;
  /** That its process ends before all is closed. */
  unclosed(): void;
  /** Before anything else is written there. */
  pause(): void;
}

/** What became of rows that did not go their way. */
const lost = {
  numRecordsSkipped: ["skipped", "skipped"],
  numRecordsDeadLettered: ["deadLettered", "sent to the dead letters"],
  numLateRecordsDropped: ["late", "too late for their windows"],
} as const;

/** @param how What was asked for by options: it is told how a job that was stopped goes on. */
export function textTeller(name: string, how: ReadonlyMap<string, string>): RunTeller {
  const { show, end } = progressPrinter(name);
  const write = (text: string): void => {
    end();
    writeText("stderr", `${text}\n`);
  };
  return {
    progress: show,
    warning: (text) => write(`warning: ${text}`),
    dashboard: (url) => write(`${name}: ${url}`),
    done: ({ rowsRead, elapsedMs, metrics, savepoint }) => {
      write(`${name}: ${countText(rowsRead, "row")} in ${(elapsedMs / 1000).toFixed(2)} s`);
      for (const [counter, [, what]] of Object.entries(lost)) {
        const records = metrics.total(counter);
        if (records > 0) write(`warning: ${countText(records, "record")} ${records === 1 ? "was" : "were"} ${what}`);
      }
      if (savepoint !== undefined) write(`${name}: stopped with the savepoint ${savepoint}`);
    },
    stopped: (last) => {
      const again = how.get("from") === "none" ? "without --from none, the same command" : "the same command";
      const left = how.has("checkpoint")
        ? "before its first checkpoint: nothing was committed"
        : "nothing was committed";
      write(`${name}: stopped; ${last === undefined ? left : `${again} goes on from ${last}`}`);
    },
    unclosed: () => write(`${name}: ended before all was closed: hidden temporary files may be left`),
    pause: end,
  };
}

/** How often progress is told. */
const progressEveryMs = 1000;

/** A line of JSON for each thing: `progress`, `warning`, `dashboard`, and last `done` or `stopped`. */
export function jsonTeller(job: string): RunTeller {
  let nextMs = 0;
  return {
    progress: (progress) => {
      if (progress.elapsedMs < nextMs) return;
      nextMs = progress.elapsedMs + progressEveryMs;
      writeEvent("progress", { job, ...progress });
    },
    warning: (message) => writeEvent("warning", { job, message }),
    dashboard: (url) => writeEvent("dashboard", { job, url }),
    done: ({ rowsRead, elapsedMs, metrics, savepoint = null }) => {
      const counts = Object.entries(lost).map(([counter, [name]]) => [name, metrics.total(counter)]);
      writeEvent("done", { job, rowsRead, elapsedMs, savepoint, ...Object.fromEntries(counts) });
    },
    stopped: (last, exitCode) => writeEvent("stopped", { job, checkpoint: last ?? null, exitCode }),
    unclosed: () => writeEvent("unclosed", { job }),
    pause: () => undefined,
  };
}
