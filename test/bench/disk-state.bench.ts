import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { binary, repositoryFolder } from "../tools/repository.ts";
import type { BenchCase, BenchSuite, Sample } from "./case.ts";

// Each run is a process of its own that loads its values first, unmeasured: its memory is its own.

const changes = 1_000_000;

const suite: BenchSuite = ({ events = 20_000_000 }) => {
  const agreed = agreement();
  const against = (rival: string, name: string): BenchCase => ({
    name: `disk, ${events.toLocaleString("en-US")} keys, beside ${rival}`,
    rows: changes,
    run: async () => agreed(await ran("log", events)),
    rival: { name: rival, run: async () => agreed(await ran(name, events)) },
    note: "a random read-modify-write of 100 bytes in batches of 4096, with 512 MB; bar: 4,000 ns",
  });
  return [
    against("a bare loop", "bare loop"),
    {
      name: "disk, with a checkpoint every second",
      rows: changes,
      run: async () => agreed(await ran("log with checkpoints", events)),
      note: "compacting too; bar: 6,000 ns",
    },
    keyed("windows", events / 2),
    restored(Math.ceil(events / 8)),
    ...(installed("classic-level") ? [against("classic-level", "level")] : []),
    ...(installed("lmdb") ? [against("lmdb, no sync", "lmdb")] : []),
  ];
};

export default suite;

/** A step of a job whose state is several times what it may have in memory. */
function keyed(step: string, rows: number): BenchCase {
  const agreed = agreement();
  const run = async (where: string): Promise<Sample> =>
    agreed(await ranJob("keyed.ts", [step, where, String(rows), "64"]));
  return {
    name: `${step} on disk, ${rows.toLocaleString("en-US")} rows of half as many keys, beside memory`,
    rows,
    run: () => run("disk"),
    rival: { name: "memory", run: () => run("memory") },
    note: "with 64 MB for state; memory is of the process",
  };
}

/** A job goes on from a checkpoint of state that has been changed at random; how it came there is not measured. */
function restored(keys: number): BenchCase {
  const run = async (): Promise<Sample> => {
    const folder = mkdtempSync(join(tmpdir(), "millrace-bench-"));
    const did = (phase: string): Promise<Restored> =>
      ranJob("restored.ts", [phase, folder, String(keys), "64"]) as Promise<Restored>;
    try {
      await did("load");
      await did("change");
      const { readBytes, sizeBytes, ...took } = await did("restore");
      process.stderr.write(`read ${(readBytes / sizeBytes).toFixed(2)} times the state of ${sizeBytes / 1e6} MB\n`);
      return took;
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  return {
    name: `restore of state on disk, ${keys.toLocaleString("en-US")} keys`,
    rows: keys,
    run,
    note: "with 64 MB for state; memory is of the process; bar: reads twice the state at most",
  };
}

interface Restored extends Ran {
  /** Of the checkpoint, and of a savepoint of state that was not changed. */
  readonly readBytes: number;
  readonly sizeBytes: number;
}

interface Ran extends Sample {
  readonly checksum: number;
  readonly pausedMs: number;
}

/** By `npm ci` in test/interop. */
function installed(name: string): boolean {
  return existsSync(fileURLToPath(new URL(`../interop/node_modules/${name}`, import.meta.url)));
}

/** Every run of every side must leave what the first left. */
function agreement(): (one: Ran) => Sample {
  let first: number | undefined;
  return ({ checksum, pausedMs, ...took }) => {
    if (pausedMs > 0) process.stderr.write(`longest pause of a checkpoint: ${pausedMs.toFixed(1)} ms\n`);
    first ??= checksum;
    if (checksum === first) return took;
    throw new RangeError(`Cannot measure state on disk as the values differ: got ${first} and ${checksum}`);
  };
}

function ran(store: string, keys: number): Promise<Ran> {
  return ranJob("job.ts", [store, String(keys), String(changes)]);
}

function ranJob(job: string, given: readonly string[]): Promise<Ran> {
  const child = fileURLToPath(new URL(`disk-state/${job}`, import.meta.url));
  const args = ["--conditions=millrace:source", child, ...given];
  const running = spawn(binary("node"), args, { cwd: repositoryFolder, stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  running.stdout.setEncoding("utf8").on("data", (more: string) => {
    text += more;
  });
  return new Promise((resolve, reject) => {
    running.on("error", reject);
    running.on("close", (code) => {
      if (code === 0) resolve(JSON.parse(text) as Ran);
      else reject(new Error(`Cannot measure ${given.join(" ")} as its process ended with ${code}`));
    });
  });
}
