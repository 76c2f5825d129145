import type { Checksum } from "./bounded/checksum.ts";
import type { BenchCase, BenchSuite, Sample } from "./case.ts";
import { childResult } from "./child.ts";

// Each run is a process of its own: one that may hold 256 MB of heap, and so goes to disk, against one that holds all.

const jobs = ["sort", "group", "join"] as const;

const suite: BenchSuite = ({ events = 10_000_000 }) => jobs.map((job) => caseOf(job, events));

export default suite;

interface Ran extends Sample {
  readonly checksum: Checksum;
}

function caseOf(job: (typeof jobs)[number], rows: number): BenchCase {
  const agreed = agreement(job);
  return {
    name: job,
    rows,
    run: async () => agreed(await ran(job, rows, 256), "256 MB"),
    rival: { name: "in memory", run: async () => agreed(await ran(job, rows, 8192), "8192 MB") },
    note: "of a process with --max-old-space-size=256; bar: a ratio of 3.3 at most, that is 0.3 × the speed",
  };
}

/** Every run of either side must give what the first gave: both run to warm up, before anything is measured. */
function agreement(job: string): (one: Ran, heap: string) => Sample {
  let first: { readonly checksum: string; readonly heap: string } | undefined;
  return ({ checksum: given, ...took }, heap) => {
    const checksum = JSON.stringify(given);
    first ??= { checksum, heap };
    if (checksum === first.checksum) return took;
    throw new RangeError(
      `Cannot measure "${job}" as the results differ: got ${first.checksum} with ${first.heap}, ${checksum} with ${heap}`,
    );
  };
}

function ran(job: string, rows: number, heapMb: number): Promise<Ran> {
  return childResult<Ran>("spill/job.ts", [job, String(rows)], [`--max-old-space-size=${heapMb}`]);
}
