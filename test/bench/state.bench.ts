import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localFiles } from "../../core/io/local-files.ts";
import { loadCheckpoint } from "../../core/runtime/checkpoint/store.ts";
import { writeWhole } from "../../core/runtime/checkpoint/write-checkpoint.ts";
import type { SubtaskSnapshot } from "../../core/runtime/snapshot.ts";
import type { BenchCase, BenchSuite, Sample } from "./case.ts";
import { childResult } from "./child.ts";
import { spreadOf, stopwatch } from "./measure.ts";
import { copied, emptyPanes, manifestRest, type Panes, touch } from "./state/table.ts";

/** Keys with 16 numbers each: figures are per key, so that at a million keys 1 ns is 1 ms. */
const suite: BenchSuite = ({ events: keys = 1_000_000 }) => {
  let panes: Panes | undefined;
  const setup = (): void => {
    if (panes !== undefined) return;
    panes = emptyPanes();
    touch(panes, 0, keys);
    copied(panes.snapshot("all"));
  };
  const dirty = (share: number): (() => Sample) => {
    return () => {
      touch(panes!, 0, keys * share);
      const watch = stopwatch();
      const snapshot = panes!.snapshot("changes");
      const took = watch();
      copied(snapshot);
      return took;
    };
  };
  const copying = (share: number): (() => Sample) => {
    return () => {
      touch(panes!, 0, keys * share);
      const snapshot = panes!.snapshot("changes");
      const watch = stopwatch();
      copied(snapshot);
      return watch();
    };
  };
  return [
    { name: "pause at the barrier, all dirty", rows: keys, setup, run: dirty(1), note: "bar: 15 ms a million keys" },
    { name: "pause at the barrier, 10 % dirty", rows: keys, setup, run: dirty(0.1), note: "bar: 3 ms a million keys" },
    {
      name: "copy behind the barrier, all dirty",
      rows: keys,
      setup,
      run: copying(1),
      note: "in slices of 4 MB between batches",
    },
    { name: "copy behind the barrier, 10 % dirty", rows: keys, setup, run: copying(0.1) },
    { name: "a checkpoint of all to disk, synced", rows: keys, setup, run: () => writtenOnce(panes!) },
    {
      name: "restore, read and checked",
      rows: keys,
      setup,
      run: () => restored(panes!),
      note: "bar: 1 s a million keys",
    },
    everySecond(keys),
  ];
};

export default suite;

/** A stream of events in processes of their own, all blocks dirty at each checkpoint. */
function everySecond(keys: number): BenchCase {
  const events = 6 * keys;
  const [memory, walls]: [number[], number[]] = [[], []];
  let [alone, aloneMs] = [0, 0];
  const ran = (how: "with" | "without"): Promise<Checkpointed> =>
    childResult<Checkpointed>("state/checkpointed.ts", [String(keys), String(events), how]);
  return {
    name: "a stream by key with a checkpoint every second",
    rows: events,
    run: async () => {
      const took = await ran("with");
      if (took.checkpoints === 0) throw new RangeError("Cannot measure checkpoints as none was taken: use more keys");
      if (alone > 0) memory.push(took.rssBytes / alone);
      if (aloneMs > 0) walls.push(took.wallNs / aloneMs);
      return took;
    },
    rival: {
      name: "none",
      run: async () => {
        const took = await ran("without");
        [alone, aloneMs] = [took.rssBytes, took.wallNs];
        return took;
      },
    },
    get note() {
      const [held, wall] = [memory, walls].map((all) => spreadOf(all).median.toFixed(2));
      return `bar: 1.05 on the wall, 1.3 times the memory; on the wall ${wall}, memory ${held} times`;
    },
  };
}

interface Checkpointed extends Sample {
  readonly rssBytes: number;
  readonly checkpoints: number;
}

async function writtenOnce(panes: Panes): Promise<Sample> {
  const { took, dir } = await written(panes);
  rmSync(dir, { recursive: true });
  return took;
}

async function written(panes: Panes): Promise<{ took: Sample; path: string; dir: string }> {
  const dir = mkdtempSync(join(tmpdir(), "state-bench-"));
  const watch = stopwatch();
  const states = new Map([["panes", { form: "panes", snapshot: panes.snapshot("all") }]]);
  const subtask: SubtaskSnapshot = { states, watermarks: [] };
  const { path } = await writeWhole({
    files: localFiles,
    dir,
    kind: "checkpoint",
    id: 1,
    stages: new Map([["aggregate", [subtask]]]),
    rest: manifestRest,
  });
  const took = watch();
  return { took, path, dir };
}

async function restored(panes: Panes): Promise<Sample> {
  const { path, dir } = await written(panes);
  const watch = stopwatch();
  const { stages } = await loadCheckpoint(localFiles, path);
  const { snapshot } = stages.get("aggregate")![0]!.states.get("panes")!;
  const fresh = emptyPanes();
  if (snapshot.scope === "pieces") fresh.restore([snapshot]);
  const took = watch();
  rmSync(dir, { recursive: true });
  if (fresh.pane(0).size !== panes.pane(0).size) throw new RangeError("Cannot measure a restore that lost keys");
  return took;
}
