import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { count } from "../../../../core/aggregates/count.ts";
import { sum } from "../../../../core/aggregates/sum.ts";
import { from } from "../../../../core/dataset/from.ts";
import { type Job, job } from "../../../../core/dataset/job.ts";
import { seededRandom } from "../../../../core/platform/mod.ts";
import { checkpointsIn } from "../../../../core/runtime/checkpoint/store.ts";
import { MachineDied } from "../../../../core/testing/memory-files.ts";
import { tumbling } from "../../../../core/time/window.ts";
import { newWorld, reading, readings, runOptions, type World, worldSink } from "./world.ts";

const rows = 600;

function windows(world: World): Job {
  return job("windows", () =>
    from(readings(world, rows))
      .withEventTime((row) => row.at)
      .keyBy((row) => row.key)
      .window(tumbling(1000))
      .aggregate({ rows: count(), total: sum((row) => row.n) })
      .sinkTo(worldSink(world)),
  );
}

/** The naive result: what each key and window has. */
function expected(): string[] {
  const groups = new Map<string, { rows: number; total: number }>();
  for (let n = 0; n < rows; n++) {
    const { key, at } = reading(n);
    const group = groups.get(`${key} ${Math.floor(at / 1000)}`) ?? { rows: 0, total: 0 };
    groups.set(`${key} ${Math.floor(at / 1000)}`, { rows: group.rows + 1, total: group.total + n });
  }
  return [...groups].map(([group, { rows: many, total }]) => `${group}: ${many}, ${total}`).sort();
}

function seen({ seen: given }: World): string[] {
  return (given as { key: number; windowStart: number; rows: number; total: number }[])
    .map((row) => `${row.key} ${row.windowStart / 1000}: ${row.rows}, ${row.total}`)
    .sort();
}

test("a run with checkpoints gives what one without them does, and leaves none behind its end", async () => {
  const world = newWorld();
  const run = windows(world).start(runOptions(world));
  await run.finished;
  expect(seen(world)).toEqual(expected());
  expect(world.files.contents()).toEqual({});
  expect(world.warnings).toEqual([]);
  expect(run.checkpoints().length).toBeGreaterThan(5);
});

test("metrics tell of checkpoints and restarts; counters go on through these", async () => {
  const world = newWorld();
  let failures = 0;
  world.onBatch = () => {
    if (failures < 2 && world.read >= 200 * (failures + 1)) {
      failures++;
      throw new Error("the source is gone");
    }
  };
  const run = windows(world).start(runOptions(world));
  const { metrics, rowsRead } = await run.finished;
  const { checkpoints, numRestarts, steps } = metrics.snapshot();
  const last = run.checkpoints().findLast(({ failure }) => failure === null)!;
  expect(numRestarts).toBe(2);
  expect(checkpoints).toMatchObject({
    lastCompletedCheckpointId: last.id,
    lastCheckpointTimestamp: last.beganMs,
    lastCheckpointDuration: last.tookMs,
    lastCheckpointPauseMs: last.pauseMs,
    lastCheckpointSize: last.writtenBytes,
  });
  expect(checkpoints.numberOfCompletedCheckpoints).toBeGreaterThanOrEqual(run.checkpoints().length - 1);
  const [source] = Object.values(steps).filter(({ kind }) => kind === "source");
  // What was read again is counted again.
  expect(source!.numRecordsIn).toBe(rowsRead);
  expect(rowsRead).toBeGreaterThanOrEqual(rows);
});

test("a run that fails goes on from its last checkpoint: nothing is lost, nothing doubled", async () => {
  const world = newWorld();
  let failures = 0;
  world.onBatch = () => {
    if (failures < 10 && world.read >= 60 * (failures + 1)) {
      failures++;
      throw new Error("the source is gone");
    }
  };
  await windows(world).run(runOptions(world));
  expect(failures).toBe(10);
  expect(seen(world)).toEqual(expected());
  // What was dealt with before a checkpoint is not read again.
  expect(world.read).toBeLessThan(2 * rows);
  expect(world.warnings.filter((text) => text.startsWith("Restarting"))).toHaveLength(10);
});

test.each([1, 2, 3])(
  "a crash at any operation on the disk, %i at a time apart, loses nothing and doubles nothing",
  async (seed) => {
    const random = seededRandom(seed);
    for (let at = seed - 1; at < 60; at += 3) {
      const world = newWorld();
      world.files.fault(({ number }) => (number === at ? "crash" : undefined));
      const first = await windows(world)
        .run({ ...runOptions(world), restart: { strategy: "none" } })
        .then(
          () => "done",
          (error: unknown) => error,
        );
      if (first === "done") break;
      expect(first).toBeInstanceOf(MachineDied);
      world.files = world.files.afterCrash(random);
      await windows(world).run(runOptions(world));
      expect(seen(world)).toEqual(expected());
    }
  },
);

test.each(["no room", "short", "error"] as const)(
  "a disk that fails (%s) fails the checkpoint, and as many as are tolerated do not fail the run",
  async (fault) => {
    const world = newWorld();
    world.files.fault(({ what, number }) => (what !== "delete" && number > 10 && number < 16 ? fault : undefined));
    await windows(world).run({ ...runOptions(world, { toleratedFailures: 20 }), restart: { strategy: "none" } });
    expect(world.warnings.some((text) => text.startsWith("Cannot take a checkpoint (1 in a row, 20 may)"))).toBe(true);
    expect(seen(world)).toEqual(expected());
    expect(world.files.contents()).toEqual({});
  },
);

test("more failed checkpoints than are tolerated fail the run, by default the first", async () => {
  const world = newWorld();
  world.files.fault(({ what, number }) => (what === "sync" && number > 10 ? "error" : undefined));
  await expect(windows(world).run({ ...runOptions(world), restart: { strategy: "none" } })).rejects.toThrow("EIO");
});

test("a folder in which no checkpoint can be written fails the run before anything is read, whatever the strategy of restarts", async () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-unwritable-"));
  writeFileSync(join(folder, "file"), "in the way");
  for (const dir of [join(folder, "file"), join(folder, "file", "ck"), "/proc/ck"]) {
    const world = newWorld();
    const { files: _, ...checkpoint } = { ...runOptions(world).checkpoint!, dir };
    const run = windows(world).start({ ...runOptions(world), restart: { strategy: "exponential" }, checkpoint });
    await expect(run.finished).rejects.toThrow(
      new RegExp(`^Cannot run with checkpoints in "${dir}" as files must get written there: Cannot .* got `),
    );
    expect([world.read, world.warnings, run.lastCheckpoint()]).toEqual([0, [], undefined]);
  }
  rmSync(folder, { recursive: true });
});

test("what a run would go on from is told: nothing, what it went on from, the last that it has taken", async () => {
  const world = newWorld();
  const options = { ...runOptions(world, { interval: 300 }), restart: { strategy: "none" } } as const;
  const told: unknown[] = [];
  for (const more of [20, 400, 20]) {
    const end = world.read + more;
    world.onBatch = () => {
      if (world.read >= end) throw new Error("the source is gone");
    };
    const run = windows(world).start(options);
    await expect(run.finished).rejects.toThrow("the source is gone");
    told.push(run.lastCheckpoint());
  }
  expect(told).toEqual([undefined, "ck/checkpoint-1.manifest", "ck/checkpoint-1.manifest"]);
});

test("a damaged newest checkpoint is refused loudly, and the one before it taken", async () => {
  const world = newWorld();
  world.onBatch = () => {
    if (world.read >= 250) throw new Error("stop here");
  };
  const options = { ...runOptions(world), restart: { strategy: "none" } as const };
  await expect(windows(world).run(options)).rejects.toThrow("stop here");
  const [newest, before] = await checkpointsIn(world.files, "ck");
  world.files.damage(newest!.path.replace(".manifest", ".state"), 100);
  const committed = world.seen.length;
  world.onBatch = () => undefined;
  await windows(world).run(options);
  expect(world.warnings).toHaveLength(1);
  expect(world.warnings[0]).toContain(`as its bytes must be those written`);
  expect(world.warnings[0]).toContain(`going on from ${before!.path}`);
  expect(committed).toBeLessThan(world.seen.length);
  expect([...new Set(seen(world))]).toEqual(expected());
});

test("a run that another one takes the folder of checkpoints from fails for good, however far the other is: no row is given twice", async () => {
  const world = newWorld();
  world.onBatch = () => {
    if (world.read >= 250) throw new Error("stop here");
  };
  await expect(windows(world).run({ ...runOptions(world), restart: { strategy: "none" } })).rejects.toThrow(
    "stop here",
  );
  const first = (await checkpointsIn(world.files, "ck"))[0]!;
  const { sizeBytes } = (await world.files.stat(first.path))!;
  const bytes = await world.files.read(first.path, { start: 0, end: sizeBytes });
  let lives = 0;
  world.onBatch = () => {
    if (world.read !== 260) return;
    lives++;
    // The other one is some numbers ahead, and has removed those in between.
    void put(world, `ck/checkpoint-${first.id + 50}.manifest`, bytes);
  };
  const tolerant = { ...runOptions(world, { toleratedFailures: 100 }), restart: { strategy: "fixed delay" } as const };
  await expect(windows(world).run(tolerant)).rejects.toThrow(
    /must be one run's alone: got ".*checkpoint-\d+\.manifest"/,
  );
  expect([lives, new Set(seen(world)).size, world.read < 400]).toEqual([1, seen(world).length, true]);
});

test("! of two runs that begin at once in one folder of checkpoints one alone goes on: no row is given twice, and none is lost", async () => {
  const [one, other] = [newWorld(), newWorld()];
  other.files = one.files;
  const publish = one.files.publish.bind(one.files);
  const waiting = new Map<string, PromiseWithResolvers<void>>();
  const alone = Promise.withResolvers<void>();
  // Both have looked whether the folder is theirs alone, as long as both go on.
  one.files.publish = async (temporary, path, options) => {
    const first = waiting.get(path);
    first?.resolve();
    const both = first ?? Promise.withResolvers<void>();
    waiting.set(path, both);
    await Promise.race([both.promise, alone.promise]);
    return publish(temporary, path, options);
  };
  const runs = [one, other].map((world) => windows(world).run(runOptions(world)).finally(alone.resolve));
  const ends = await Promise.allSettled(runs);
  const failed = ends.filter((end) => end.status === "rejected");
  expect(failed.map(({ reason }) => (reason as Error).message)).toEqual([
    expect.stringMatching(
      /^Cannot write "ck\/checkpoint-\d+\.manifest" as a folder of checkpoints must be one run's alone: got /,
    ),
  ]);
  const given = [...seen(one), ...seen(other)];
  expect(new Set(given).size).toBe(given.length);
  expect(given.sort()).toEqual(expected());
});

test("! a run whose checkpoints another one in their folder removes, as it is done, writes none behind them: no row is given twice", async () => {
  const world = newWorld();
  let left: string[] = [];
  world.onBatch = () => {
    if (left.length > 0) return;
    left = Object.keys(world.files.contents()).filter((path) => path.endsWith(".manifest"));
    for (const path of left) void world.files.delete(path);
  };
  const tolerant = runOptions(world, { toleratedFailures: 100 });
  await expect(windows(world).run(tolerant)).rejects.toThrow(
    /must be one run's alone: got no "ck\/checkpoint-\d+\.manifest" any more, from which this run goes on; see what removes them/,
  );
  expect(world.seen.length).toBeLessThan(expected().length);
  expect(new Set(seen(world)).size).toBe(world.seen.length);
});

test.each(["took", "went on from"])(
  "! a run the checkpoints of which are removed, as another one in its folder is done, does not begin anew behind those it %s: no row is given twice",
  async (knows) => {
    const world = newWorld();
    const enough = { ...runOptions(world), restart: { strategy: "none" } } as const;
    const failWhen = (reached: (left: string[]) => boolean, gone: boolean): void => {
      world.onBatch = () => {
        const left = Object.keys(world.files.contents());
        if (!reached(left)) return;
        world.onBatch = () => undefined;
        if (gone) for (const path of left) void world.files.delete(path);
        throw new Error("gone");
      };
    };
    if (knows === "went on from") {
      failWhen((left) => left.includes("ck/checkpoint-2.manifest"), false);
      await expect(windows(world).run(enough)).rejects.toThrow("gone");
      failWhen(() => true, true);
    } else failWhen((left) => left.includes("ck/checkpoint-2.manifest"), true);
    await expect(windows(world).run(runOptions(world))).rejects.toThrow(
      /^Cannot begin again from "ck" as what the run has written there must still be there: got no checkpoint, and "ck\/checkpoint-\d\.manifest" was one/,
    );
    expect(new Set(seen(world)).size).toBe(world.seen.length);
    expect(world.seen.length).toBeLessThan(expected().length);
  },
);

test("what a run that was killed has left without a name is removed with its checkpoint's number, and all of it at the end", async () => {
  const world = newWorld();
  const names = [".checkpoint-1-2.state.63b775fb0304138c.f6s2nl-hfs.tmp", ".checkpoint-900.manifest.7.tmp"];
  for (const name of [...names, ".part-1.csv.7.tmp"]) await put(world, `ck/${name}`, new Uint8Array(100));
  const left: string[][] = [];
  const paths = (): string[] => Object.keys(world.files.contents());
  world.onBatch = () => void left.push(names.filter((name) => paths().includes(`ck/${name}`)));
  await windows(world).run(runOptions(world));
  expect([left[0], left.at(-1)]).toEqual([names, names.slice(1)]);
  expect(paths()).toEqual(["ck/.part-1.csv.7.tmp"]);
});

async function put({ files }: World, path: string, bytes: Uint8Array): Promise<void> {
  const file = await files.write(path);
  await file.write(bytes);
  await files.publish(await file.finish(), path);
}

test("where all checkpoints are damaged nothing is begun anew in silence", async () => {
  const world = newWorld();
  world.onBatch = () => {
    if (world.read >= 250) throw new Error("stop here");
  };
  const options = { ...runOptions(world), restart: { strategy: "none" } as const };
  await expect(windows(world).run(options)).rejects.toThrow("stop here");
  for (const { path } of await checkpointsIn(world.files, "ck")) world.files.damage(path, 60);
  await expect(windows(world).run(options)).rejects.toThrow('start anew with from: "none"');
});

test("! a run from none that fails before its first checkpoint begins anew, not from one of a run before it", async () => {
  const world = newWorld();
  world.onBatch = () => {
    if (world.read >= 250) throw new Error("stop here");
  };
  await expect(windows(world).run({ ...runOptions(world), restart: { strategy: "none" } })).rejects.toThrow(
    "stop here",
  );
  expect(await checkpointsIn(world.files, "ck")).not.toEqual([]);
  const next = { ...newWorld(), files: world.files };
  let failed = false;
  next.onBatch = () => {
    if (failed || next.read < 100) return;
    failed = true;
    throw new Error("gone once");
  };
  await windows(next).run(runOptions(next, { from: "none", interval: "1h" }));
  expect(failed).toBe(true);
  expect(seen(next)).toEqual(expected());
});

async function stoppedBy(how: "at once" | "drain"): Promise<World> {
  const world = newWorld();
  const run = windows(world).start(runOptions(world));
  world.onBatch = () => {
    if (world.read < 250) return;
    world.onBatch = () => undefined;
    run.stopWithSavepoint("sp", how).catch(() => undefined);
  };
  await run.finished;
  return world;
}

test("! a run that is stopped with a savepoint does not end event time: no open window gives a part; one that is drained does", async () => {
  const whole = new Set(expected());
  const stopped = await stoppedBy("at once");
  expect(stopped.seen.length).toBeGreaterThan(0);
  for (const window of seen(stopped)) expect(whole).toContain(window);
  await windows(stopped).run(runOptions(stopped));
  expect(seen(stopped)).toEqual(expected());
  const drained = await stoppedBy("drain");
  const counted = (drained.seen as { rows: number }[]).reduce((sum, { rows: many }) => sum + many, 0);
  expect(counted).toBe(drained.read);
  expect(seen(drained).every((window) => whole.has(window))).toBe(false);
});

test("! what sinks prepared for checkpoints that came to nothing is committed by a later one", async () => {
  const world = newWorld();
  const during: number[] = [];
  world.files.fault(({ what, number }) => {
    const fails = what === "sync" && number > 10 && number < 22;
    if (fails) during.push(world.seen.length);
    return fails ? "error" : undefined;
  });
  await windows(world).run({ ...runOptions(world, { toleratedFailures: 100 }), restart: { strategy: "none" } });
  // Nothing was committed while all failed.
  expect(new Set(during).size).toBe(1);
  expect(during.length).toBeGreaterThan(1);
  expect(seen(world)).toEqual(expected());
});

test("! a restored run does not fall behind the event time that it had: windows that have fired stay so", async () => {
  const world = newWorld();
  let failed = false;
  world.onBatch = () => {
    if (failed || world.read < 300) return;
    failed = true;
    throw new Error("gone");
  };
  await windows(world).run(runOptions(world));
  expect(failed).toBe(true);
  expect(seen(world)).toEqual(expected());
});
