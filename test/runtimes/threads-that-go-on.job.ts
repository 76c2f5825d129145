import { existsSync, writeFileSync } from "node:fs";
import { count, into, type Job, job, sum } from "millrace";

/** What the job gives, in the thread that runs it. */
export const rows: { readonly key: number; readonly rows: number; readonly total: number }[] = [];

/** Sums of keys; the worker that comes to row 47,110 fails, once: where the file `marker` is not there yet. */
const goingOn: Job = job("going on", ({ range, parameter }) => {
  const marker = parameter("marker");
  return range(60_000)
    .map((n) => {
      if (n === 47_110 && !existsSync(marker)) {
        writeFileSync(marker, "");
        throw new RangeError("enough of it, for once");
      }
      return n;
    })
    .keyBy((n) => n % 97)
    .aggregate({ rows: count(), total: sum((n) => n) }, { name: "sums" })
    .sinkTo(into(rows as unknown[]));
});

export default goingOn;
