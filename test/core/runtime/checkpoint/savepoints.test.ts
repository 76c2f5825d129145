import { expect, test } from "vitest";
import { count } from "../../../../core/aggregates/count.ts";
import { from } from "../../../../core/dataset/from.ts";
import { type Job, job } from "../../../../core/dataset/job.ts";
import { type Running, state } from "../../../../core/mod.ts";
import type { UpgradeOptions } from "../../../../core/runtime/checkpoint/options.ts";
import { newWorld, type Reading, reading, readings, runOptions, type World, worldSink } from "./world.ts";

const rows = 600;

function counting(world: World, step: string, name: string): Job {
  return job("counting", () =>
    from(readings(world, rows))
      .withEventTime((row) => row.at)
      .keyBy((row) => row.key)
      .process(
        {
          state: { [name]: state.value<number>() },
          *row(row, context) {
            const seen = (context.state as Record<string, { get(): number | undefined; set(n: number): void }>)[name]!;
            seen.set((seen.get() ?? 0) + 1);
            yield { n: row.n, key: row.key, seen: seen.get()! };
          },
        },
        { name: step },
      )
      .sinkTo(worldSink(world)),
  );
}

const sorted = (seen: readonly unknown[]): string[] => seen.map((row) => JSON.stringify(row)).sort();

/** Runs until a savepoint has stopped it; gives its path, and what an undisturbed run gives. */
async function stopped(how: "at once" | "drain"): Promise<{ world: World; path: string; expected: string[] }> {
  const plain = newWorld();
  await counting(plain, "count", "seen").run({ clock: plain.clock });
  const world = newWorld();
  const run = counting(world, "count", "seen").start(runOptions(world));
  const path = Promise.withResolvers<string>();
  world.onBatch = () => {
    if (world.read < 200) return;
    world.onBatch = () => undefined;
    path.resolve(run.stopWithSavepoint("sp", how));
  };
  const { savepoint } = await run.finished;
  expect(savepoint).toBe(await path.promise);
  return { world, path: savepoint!, expected: sorted(plain.seen) };
}

test("a run that is stopped with a savepoint succeeds, and another goes on from it", async () => {
  const { world, expected } = await stopped("at once");
  expect(world.seen.length).toBeGreaterThan(0);
  expect(world.read).toBeLessThan(rows);
  // By itself: what it was stopped with is the newest of its folder, too.
  await counting(world, "count", "seen").run(runOptions(world));
  expect(sorted(world.seen)).toEqual(expected);
});

/** Begins a run whose files get their names in another way. */
function started(world: World, publish: (temporary: string, path: string) => Promise<void>) {
  const options = runOptions(world);
  const checkpoint = { ...options.checkpoint!, files: publishing(world, publish) };
  return counting(world, "count", "seen").start({ ...options, checkpoint });
}

function publishing({ files }: World, publish: (temporary: string, path: string) => Promise<void>) {
  return {
    scheme: files.scheme,
    stat: (path: string) => files.stat(path),
    list: (folder: string) => files.list(folder),
    read: (path: string, range: { start: number; end: number }) => files.read(path, range),
    write: (path: string) => files.write(path),
    delete: (path: string) => files.delete(path),
    publish,
  };
}

test("what is read behind a savepoint that stops the run is of whoever goes on from it, also where its sources end meanwhile", async () => {
  const plain = newWorld();
  await counting(plain, "count", "seen").run({ clock: plain.clock });
  const world = newWorld();
  const publish = async (temporary: string, path: string): Promise<void> => {
    if (path.startsWith("sp/")) {
      // The run has time to come to its end.
      for (let turn = 0; world.read < rows || turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    }
    await world.files.publish(temporary, path);
  };
  const run = started(world, publish);
  const path = Promise.withResolvers<string>();
  let isAsked = false;
  world.onBatch = () => {
    if (world.read >= rows - 100 && !isAsked) {
      isAsked = true;
      path.resolve(run.stopWithSavepoint("sp"));
    }
  };
  const { savepoint } = await run.finished;
  expect(world.read).toBe(rows);
  expect(savepoint).toBe(await path.promise);
  expect(world.seen.length).toBeLessThan(rows);
  world.onBatch = () => undefined;
  await counting(world, "count", "seen").run(runOptions(world, { dir: "other", from: savepoint! }));
  expect(sorted(world.seen)).toEqual(sorted(plain.seen));
});

/** Runs with a source that fails once; `onFailed` is called when the sink of the life that failed is closed. */
async function failedOnce(world: World, onFailed: (run: Running) => void): Promise<void> {
  let isClosed = false;
  const sink = worldSink(world);
  const watched: typeof sink = {
    ...sink,
    open: async (context) => {
      const writer = await sink.open(context);
      const close = async (): Promise<void> => {
        if (!isClosed) onFailed(run);
        isClosed = true;
        await writer.close();
      };
      return { ...writer, close };
    },
  };
  const run = from(readings(world, rows)).sinkTo(watched).start(runOptions(world));
  world.onBatch = () => {
    if (world.read < 200) return;
    world.onBatch = () => undefined;
    throw new Error("the line is cut");
  };
  await run.finished;
}

const readingsOf = (count: number): string[] => sorted(Array.from({ length: count }, (_, n) => reading(n)));

test("! a savepoint that is asked for while the run begins anew is refused: it would be of the life that failed, and commit what the next one reads again", async () => {
  const world = newWorld();
  const asked = Promise.withResolvers<unknown[]>();
  await failedOnce(world, (run) => {
    const both = [run.stopWithSavepoint("sp"), run.savepoint("sp")].map((one) => one.catch((error: unknown) => error));
    asked.resolve(Promise.all(both));
  });
  for (const error of await asked.promise) {
    expect(String(error)).toContain("Cannot take a savepoint as the run must be going on: got one that has ended");
  }
  expect(Object.keys(world.files.contents()).filter((path) => path.startsWith("sp/"))).toEqual([]);
  expect(sorted(world.seen)).toEqual(readingsOf(rows));
});

test("! a savepoint that is written when the run fails says so, not that it took too long", async () => {
  const world = newWorld();
  const failing = Promise.withResolvers<void>();
  const files = publishing(world, async (temporary, path) => {
    if (path.startsWith("sp/")) {
      await failing.promise;
      await new Promise((done) => setTimeout(done, 100));
    }
    return world.files.publish(temporary, path);
  });
  const run = counting(world, "count", "seen").start({
    ...runOptions(world, { files }),
    restart: { strategy: "none" },
  });
  const asked = Promise.withResolvers<string>();
  world.onBatch = () => {
    if (world.read < 100) return;
    world.onBatch = () => {
      if (world.read <= 200) return;
      failing.resolve();
      throw new Error("the source is gone");
    };
    run.savepoint("sp").catch((error: Error) => asked.resolve(error.message));
  };
  await expect(run.finished).rejects.toThrow("the source is gone");
  expect(await asked.promise).toMatch(
    /^Cannot finish savepoint \d+ as the run must be going on until then: got one that has ended/,
  );
});

test("! a savepoint whose folder is still looked at when the run fails is refused: nobody would give it up, nor may it commit", async () => {
  const world = newWorld();
  const looks = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  const stat: World["files"]["stat"] = async (path) => {
    if (path !== "sp") return world.files.stat(path);
    looks.resolve();
    await over.promise;
    return world.files.stat(path);
  };
  const files = { ...publishing(world, (temporary, path) => world.files.publish(temporary, path)), stat };
  const run = counting(world, "count", "seen").start({
    ...runOptions(world, { files }),
    restart: { strategy: "none" },
  });
  const asked = Promise.withResolvers<string>();
  world.onBatch = () => {
    if (world.read < 100) return;
    world.onBatch = () => undefined;
    const stop = run.stopWithSavepoint("sp");
    stop.catch((error: Error) => asked.resolve(error.message));
    void looks.promise.then(() => {
      world.onBatch = () => {
        setTimeout(over.resolve, 20);
        throw new Error("the source is gone");
      };
    });
  };
  await expect(run.finished).rejects.toThrow("the source is gone");
  expect(await asked.promise).toMatch(/^Cannot take a savepoint as the run must be going on: got one that has ended/);
  const committed = world.seen.length;
  await new Promise((done) => setTimeout(done, 20));
  expect([world.seen.length, Object.keys(world.files.contents()).filter((path) => path.startsWith("sp/"))]).toEqual([
    committed,
    [],
  ]);
});

test("a run that is to stop once all that it has read has come out does so also where it begins anew meanwhile", async () => {
  const world = newWorld();
  const path = Promise.withResolvers<string>();
  await failedOnce(world, (run) => path.resolve(run.stopWithSavepoint("sp", "drain")));
  expect(await path.promise).toMatch(/^sp\/savepoint-\d+\.manifest$/);
  expect(world.seen.length).toBeLessThan(rows);
});

test("a run that cannot be stopped with a savepoint goes on, and takes checkpoints", async () => {
  const world = newWorld();
  const publish = async (temporary: string, path: string): Promise<void> => {
    if (path.startsWith("sp/")) throw new Error("no room");
    await world.files.publish(temporary, path);
  };
  const run = started(world, publish);
  const failed = Promise.withResolvers<unknown>();
  let isAsked = false;
  world.onBatch = () => {
    if (world.read < 100 || isAsked) return;
    isAsked = true;
    run.stopWithSavepoint("sp").catch(failed.resolve);
  };
  const { savepoint } = await run.finished;
  expect(savepoint).toBeUndefined();
  expect(await failed.promise).toMatchObject({ message: "no room" });
  expect(world.seen).toHaveLength(rows);
  const after = run.checkpoints().findIndex(({ kind, failure }) => kind === "savepoint" && failure !== null);
  expect(
    run
      .checkpoints()
      .slice(after)
      .some(({ kind, failure }) => kind === "checkpoint" && failure === null),
  ).toBe(true);
});

test("a savepoint is gone on from once: behind it the checkpoints of the run that began from it count", async () => {
  const { world, path, expected } = await stopped("at once");
  const options = runOptions(world, { dir: "other", from: path });
  world.onBatch = () => {
    if (world.read > 400) {
      world.onBatch = () => undefined;
      throw new Error("gone");
    }
  };
  await counting(world, "count", "seen").run(options);
  expect(sorted(world.seen)).toEqual(expected);
});

test("a drained run has given all that it read", async () => {
  const { world } = await stopped("drain");
  expect(world.seen).toHaveLength(world.read);
  expect(Object.keys(world.files.contents()).filter((name) => name.startsWith("ck/"))).toEqual([]);
});

async function upgraded(step: string, name: string, upgrade: UpgradeOptions): Promise<string[]> {
  const { world, expected } = await stopped("at once");
  await counting(world, step, name).run(runOptions(world, { upgrade }));
  expect(sorted(world.seen)).toEqual(expected);
  return expected;
}

test("a step and its state that have other names are found by those they had", async () => {
  await upgraded("count of keys", "times", {
    steps: { count: "count of keys" },
    states: { "count of keys": { seen: "times" } },
  });
});

test("! the name of a step binds its state to it: state that no step takes is refused with what there is, unless it may be let go of", async () => {
  const { world } = await stopped("at once");
  await expect(counting(world, "other", "seen").run(runOptions(world))).rejects.toThrow(
    /got state of count, which none of that name takes \(there are .*other.*\); give the step the name it had, .*upgrade\.steps.*unmatched: "drop"/,
  );
  await expect(counting(world, "count", "times").run(runOptions(world))).rejects.toThrow(
    /the state "user seen" of count|the state "seen" of count/,
  );
  await counting(world, "other", "seen").run(runOptions(world, { upgrade: { unmatched: "drop" } }));
});

test("state of another form is refused with both forms", async () => {
  const { world } = await stopped("at once");
  const changed = job("counting", () =>
    from(readings(world, rows))
      .withEventTime((row) => row.at)
      .keyBy((row) => row.key)
      .process({ state: { seen: state.list<number>() }, row: () => undefined }, { name: "count" })
      .sinkTo(worldSink(world)),
  );
  await expect(changed.run(runOptions(world))).rejects.toThrow(
    /Cannot restore .* as the state "seen" of count must fit the job: it must be state of the kind that it was; .*\n\n {2}count, seen: stored +this job\n {2}value +list\n/,
  );
});

test("a run without checkpoints takes no savepoints, and says what to do", async () => {
  const world = newWorld();
  const run = counting(world, "count", "seen").start({ clock: world.clock });
  await expect(run.savepoint("sp")).rejects.toThrow("millrace run … --checkpoint 10s:./checkpoints");
  await run.finished;
});

test("a folder of checkpoints is one job's alone", async () => {
  const { world } = await stopped("at once");
  const other = job("another", () => from([1]).aggregate({ rows: count() }).sinkTo(worldSink(world)));
  await expect(other.run(runOptions(world))).rejects.toThrow(
    'got one of "counting" for "another"; give another folder',
  );
});

test("a generator that was called is refused where there are checkpoints", async () => {
  const world = newWorld();
  async function* numbers() {
    yield 1;
  }
  const plan = from(numbers()).sinkTo(worldSink(world));
  await expect(plan.run(runOptions(world))).rejects.toThrow(
    /with checkpoints as reading must be able to go on at a position: .*used up by the first reader; give an object/,
  );
});

test("! a savepoint takes the place of no other: that of an earlier run stays what it is", async () => {
  const world = newWorld();
  const first = await stoppedAtOnce(world, 1);
  const again = newWorld();
  again.files = world.files;
  const second = await stoppedAtOnce(again, 3);
  expect(second).not.toBe(first);
  expect(await readFrom(world, first)).toBeGreaterThan(await readFrom(world, second));
});

/** How many rows are read from a savepoint on; where its state is not what it says, it is refused. */
async function readFrom({ files }: World, from: string): Promise<number> {
  const world = newWorld();
  world.files = files;
  await counting(world, "count", "seen").run(runOptions(world, { dir: `behind ${from}`, from }));
  return world.read;
}

/** Stops a run that has never taken a checkpoint, behind so many batches. */
async function stoppedAtOnce(world: World, batches: number): Promise<string> {
  const options = runOptions(world, { dir: `of ${batches}`, interval: 1_000_000 });
  const run = counting(world, "count", "seen").start(options);
  world.onBatch = () => {
    if (--batches === 0) void run.stopWithSavepoint("sp");
  };
  return (await run.finished).savepoint!;
}

test("! a run that is being drained takes no other savepoint: what it has not read would be missing in it", async () => {
  const world = newWorld();
  const run = counting(world, "count", "seen").start(runOptions(world));
  const refused = Promise.withResolvers<unknown>();
  world.onBatch = () => {
    world.onBatch = () => undefined;
    void run.stopWithSavepoint("sp", "drain");
    void Promise.allSettled([run.savepoint("other"), run.stopWithSavepoint("other")]).then(refused.resolve);
  };
  const { savepoint } = await run.finished;
  const reason = expect.objectContaining({ message: expect.stringContaining("got a run that is being drained") });
  expect(await refused.promise).toEqual(Array(2).fill({ status: "rejected", reason }));
  expect(Object.keys(world.files.contents()).filter((path) => path.startsWith("other/"))).toEqual([]);
  // The rest is of whoever goes on from it.
  const { read } = world;
  await counting(world, "count", "seen").run(runOptions(world, { dir: "behind", from: savepoint! }));
  expect([read < rows, world.seen.length]).toEqual([true, rows]);
});

test("! what is kept by keys of one type is not gone on with by keys of another: none of it would be found again", async () => {
  const { world, path } = await stopped("at once");
  const keyedBy = (key: (row: Reading) => unknown): Job =>
    job("counting", () =>
      from(readings(world, rows))
        .withEventTime((row) => row.at)
        .keyBy(key as (row: Reading) => string)
        .process(
          { state: { seen: state.value<number>() }, row: (row, { state }) => [state.seen.get() ?? row] },
          { name: "count" },
        )
        .sinkTo(worldSink(world)),
    );
  for (const parallelism of [1, 2]) {
    const going = keyedBy((row) => `${row.key}`).run({
      ...runOptions(world, { dir: "texts", from: path }),
      parallelism,
    });
    await expect(going).rejects.toThrow(
      /^Cannot go on with what count has kept as its keys must be of the type that they were: got texts, and numbers such as \d+ in what it goes on from, of which it would find none; key it by numbers as before/,
    );
  }
  expect(world.warnings.filter((text) => text.startsWith("Restarting"))).toEqual([]);
  await keyedBy((row) => row.key).run(runOptions(world, { dir: "numbers", from: path }));
});

test("! what a process that was killed had written, and not come to name, is removed by whoever goes on", async () => {
  const world = newWorld();
  const left = async (path: string): Promise<void> => {
    const file = await world.files.write(path);
    await file.write(new Uint8Array(100));
    await file.finish();
  };
  for (const name of ["1.state", "1.manifest", "2-1.state", "99.state"]) await left(`ck/checkpoint-${name}`);
  const options = runOptions(world, { dir: "ck" });
  const run = counting(world, "count", "seen").start(options);
  const during: string[][] = [];
  world.onBatch = () => {
    if (run.checkpoints().length > 3)
      during.push(Object.keys(world.files.contents()).filter((name) => name.endsWith(".tmp")));
  };
  await run.finished;
  expect(during.some((names) => names.every((name) => name.includes("99")))).toBe(true);
  expect(world.files.contents()).toEqual({});
});

test("! a source that is called otherwise is told with the names that there are", async () => {
  const { world, path } = await stopped("at once");
  const renamed = job("counting", () =>
    from({ ...readings(world, rows), name: "measurements" })
      .withEventTime((row) => row.at)
      .keyBy((row) => row.key)
      .process({ state: { seen: state.value<number>() }, row: () => [] }, { name: "count" })
      .sinkTo(worldSink(world)),
  );
  const names = "(there are measurements, withEventTime #1, count, seen)";
  await expect(renamed.run(runOptions(world, { dir: "renamed", from: path }))).rejects.toThrow(names);
  const { entries } = await renamed.output().check(path, { files: world.files });
  expect(entries.filter(({ outcome }) => outcome === "unmatched").map(({ problem }) => problem)).toEqual(
    expect.arrayContaining([`the job has nothing of that name ${names}`]),
  );
});
