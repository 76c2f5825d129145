import { existsSync, writeFileSync } from "node:fs";
import { csv } from "../../../../../connectors/csv/mod.ts";
import type { BadRecord } from "../../../../../core/io/mod.ts";
import { count, from, into, type Job, job, state, sum, tumbling } from "../../../../../core/mod.ts";
import { type Reading, readings } from "./parts.ts";

export interface Seen {
  readonly sensor: string;
  readonly part: number;
  readonly n: number;
  /** Of that part at that sensor, this one included. */
  readonly seen: number;
}

/** What sinks of the main thread were given. */
export const rows: Seen[] = [];
export const letters: BadRecord[] = [];

export const parts = 4;
export const rowsEach = 400;

/** Ends the thread that comes here first. */
function dieOnce(marker: string): void {
  if (marker === "" || existsSync(marker)) return;
  writeFileSync(marker, "");
  process.exit(3);
}

function sound(row: Reading): Reading {
  if (row.n % 97 === 5) throw new RangeError(`no ${row.part}/${row.n}`);
  return row;
}

/**
 * Counts of keys into an array, windows of them into files of `folder`. The thread that reads row 200 of part 1 dies, once:
 * where the file `marker` is not there yet.
 */
const lasting: Job = job("lasting", ({ parameter }) => {
  const folder = parameter("folder");
  const marker = parameter("marker", "");
  const all = from(readings(parts, rowsEach, { gate: parameter("gate") }))
    .withEventTime((row) => row.at, { outOfOrder: "1s" })
    .map(sound, { onError: { deadLetter: into(letters) } });
  const alive = all.map((row) => {
    if (row.part === 1 && row.n === 200) dieOnce(marker);
    return row;
  });
  const byKey = alive.keyBy((row) => row.sensor);
  const seen = byKey.process(
    {
      state: { seen: state.map<number, number>() },
      *row({ sensor, part, n }, { state }) {
        const times = (state.seen.get(part) ?? 0) + 1;
        state.seen.set(part, times);
        yield { sensor, part, n, seen: times };
      },
    },
    { name: "seen" },
  );
  const windows = byKey
    .window(tumbling("5s"))
    .aggregate({ rows: count(), total: sum((row) => row.value) }, { name: "windows" });
  return seen.sinkTo(into(rows)).and(windows.sinkTo(csv(folder)));
});

export default lasting;
