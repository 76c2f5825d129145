import { describe, expect, test } from "vitest";
import {
  count,
  from,
  type Job,
  job,
  readState,
  type StateRow,
  schema,
  state,
  tumbling,
  type UserState,
  type ValueHandle,
  writeState,
} from "../../../core/mod.ts";
import { newWorld, readings, runOptions, type World, worldSink } from "../runtime/checkpoint/world.ts";

const rows = 600;

interface Kept {
  readonly count: number;
}

const counting =
  (kept: UserState<ValueHandle<Kept>> = state.value<Kept>({ schema: schema({ count: "int32" }) })) =>
  (world: World): Job =>
    job("counting", () =>
      from(readings(world, rows, 1))
        .withEventTime((row) => row.at)
        .keyBy((row) => row.key)
        .process(
          {
            state: { kept, last: state.list<number>(), byParity: state.map<string, number>() },
            *row(row, context) {
              const { kept: seen, last, byParity } = context.state;
              const { key } = context;
              seen.set({ count: (seen.get()?.count ?? 0) + 1 });
              last.set([...last.get(), row.n].slice(-2));
              byParity.set(row.n % 2 === 0 ? "even" : "odd", row.n);
              context.setEventTimer(row.at + 1_000_000);
              yield { key, n: row.n, count: seen.get()!.count };
            },
            onTimer: () => undefined,
          },
          { name: "count" },
        )
        .sinkTo(worldSink(world)),
    );

const sorted = (all: readonly unknown[]): string[] => all.map((row) => JSON.stringify(row)).sort();

/** A world whose job was stopped with a savepoint after 200 rows. */
async function stopped(make: (world: World) => Job = counting()): Promise<{ world: World; path: string }> {
  const world = newWorld();
  const run = make(world).start(runOptions(world));
  world.onBatch = () => {
    if (world.read < 200) return;
    world.onBatch = () => undefined;
    void run.stopWithSavepoint("sp", "at once");
  };
  return { world, path: (await run.finished).savepoint! };
}

describe("readState", () => {
  test("gives what the step has in its keyed state as a bounded dataset", async () => {
    const { world, path } = await stopped();
    const read = readState<number, Kept>(path, "count", { files: world.files, state: "kept" });
    const last = new Map((world.seen as { key: number; count: number }[]).map(({ key, count: n }) => [key, n]));
    const expected = [...last].map(([key, n]) => {
      return { state: "kept", key, pane: null, name: null, value: { count: n }, updated: null };
    });
    expect(sorted(await read.collect())).toEqual(sorted(expected));
    const all = (await readState(path, "count", { files: world.files }).collect()) as StateRow[];
    const ofKey = all.filter(({ key }) => key === 3).map(({ state: name, name: entry, value }) => [name, entry, value]);
    const numbers = (world.seen as { key: number; n: number }[]).flatMap(({ key, n }) => (key === 3 ? [n] : []));
    expect(sorted(ofKey.filter(([name]) => name !== "event timers"))).toEqual(
      sorted([
        ["kept", null, { count: numbers.length }],
        ...numbers.slice(-2).map((n) => ["last", null, n]),
        ["byParity", "even", numbers.findLast((n) => n % 2 === 0)],
        ["byParity", "odd", numbers.findLast((n) => n % 2 === 1)],
      ]),
    );
  });

  test("gives panes with their partial results", async () => {
    const windows = (world: World): Job =>
      job("windows", () =>
        from(readings(world, rows, 1))
          .withEventTime((row) => row.at)
          .keyBy((row) => row.key)
          .window(tumbling(1_000_000))
          .aggregate({ rows: count() }, { name: "windows" })
          .sinkTo(worldSink(world)),
      );
    const { world, path } = await stopped(windows);
    const panes = await readState<number, { rows: number }>(path, "windows", { files: world.files }).collect();
    expect(panes.reduce((sum, { value }) => sum + value.rows, 0)).toBe(200);
    expect(panes[0]).toMatchObject({ state: "panes", pane: 0, value: { rows: expect.any(Number) } });
  });

  test("gives rows that joins keep, and broadcast state where it is asked for, once", async () => {
    const joined = (world: World): Job =>
      job("joined", () => {
        const all = from({ ...readings(world, rows, 1), boundedness: "unbounded" as const }).map(({ n, key }) => ({
          n,
          key,
        }));
        const stops = from([{ key: 3, stop: "Kent" }]);
        const rules = from([
          { item: "pear", most: 3 },
          { item: "plum", most: 5 },
        ]).broadcast();
        const limited = all
          .keyBy((row) => row.key)
          .connect(rules)
          .process(
            {
              broadcastState: { limits: state.map<string, number>() },
              row: (row) => [row],
              broadcast: ({ item, most }, { broadcastState }) => broadcastState.limits.set(item, most),
            },
            { name: "limit" },
          );
        return limited.join(stops, { on: "key", name: "pairs" }).sinkTo(worldSink(world));
      });
    const { world, path } = await stopped(joined);
    const read = readState(path, "limit", { files: world.files, state: "limits" });
    expect(sorted(await read.collect())).toEqual(
      sorted(
        [
          ["pear", 3],
          ["plum", 5],
        ].map(([name, value]) => ({ state: "limits", key: null, pane: null, name, value, updated: null })),
      ),
    );
    expect(await readState(path, "limit", { files: world.files }).collect()).toEqual([]);
    const kept = (await readState(path, "pairs", { files: world.files }).collect()) as StateRow[];
    expect(kept.map(({ state: of, key, value }) => [of, key, value])).toEqual([
      ["right rows", 3, { key: 3, stop: "Kent" }],
    ]);
  });

  test("refuses steps, states and savepoints that there are not, and what is damaged", async () => {
    const { world, path } = await stopped();
    const read = (from: string, step: string, name?: string): Promise<unknown> =>
      readState(from, step, { files: world.files, ...(name === undefined ? {} : { state: name }) }).collect();
    await expect(read(path, "cuont")).rejects.toThrow(
      `Cannot find the step "cuont" in "${path}" as it must be one that is there: got none of that name; there are`,
    );
    await expect(read(path, "count", "seen")).rejects.toThrow('Cannot find the state "seen" of count in');
    await expect(read("nowhere", "count")).rejects.toThrow(
      "as it must be a checkpoint or a savepoint, or a folder that has one: got none",
    );
    world.files.damage(path.replace(".manifest", ".state"), 5);
    await expect(read(path, "count")).rejects.toThrow(/Cannot restore ".*\.state" as its bytes must be those written/);
  });
});

describe("writeState", () => {
  test("makes a savepoint that a job begins with", async () => {
    const world = newWorld();
    const given = Array.from({ length: 11 }, (_, key) => {
      return { state: "kept", key, pane: null, name: null, value: { count: 1000 }, updated: null };
    });
    const path = await writeState("made", counting()(world), { count: from(given) }, { files: world.files });
    await counting()(world).run({ ...runOptions(world, { dir: "next", from: path }), parallelism: 2 });
    const plain = newWorld();
    await counting()(plain).run({ clock: plain.clock });
    const more = (plain.seen as { count: number }[]).map((row) => ({ ...row, count: row.count + 1000 }));
    expect(sorted(world.seen)).toEqual(sorted(more));
  });

  test("takes all else from a savepoint: what was read is not read again, what is left out of a step is gone", async () => {
    const { world, path } = await stopped();
    const before = world.seen.length;
    const rowsOf = readState<number, Kept>(path, "count", { files: world.files })
      .filter(({ state: name, key }) => name === "kept" && key !== 3)
      .map((row) => ({ ...row, value: { count: row.value.count * 100 } }));
    const made = await writeState("made", counting()(world), { count: rowsOf }, { base: path, files: world.files });
    await counting()(world).run(runOptions(world, { dir: "next", from: made }));
    const after = world.seen.slice(before) as { key: number; n: number; count: number }[];
    expect(after).toHaveLength(rows - before);
    expect(after.find(({ key }) => key === 3)!.count).toBe(1);
    expect(after.find(({ key }) => key === 4)!.count).toBeGreaterThan(1000);
  });

  test("refuses states that the job has not, and values without their fields", async () => {
    const world = newWorld();
    const write = (row: object): Promise<string> =>
      writeState("made", counting()(world), { count: from([row as StateRow]) }, { files: world.files });
    const row = { state: "kept", key: 1, pane: null, name: null, value: { count: 1 }, updated: null };
    await expect(write({ ...row, state: "seen" })).rejects.toThrow(
      'Cannot find the state "seen" of count in the job as it must be one that is there: got none of that name; there are kept, last, byParity',
    );
    await expect(write({ ...row, value: { cuont: 1 } })).rejects.toThrow(
      'Cannot write the state "kept" of count as each value must have the fields count: got one without "count", for the key 1',
    );
    await expect(write({ ...row, key: null })).rejects.toThrow("as each row must have a key: got null");
    expect(await world.files.stat("made")).toBeUndefined();
  });
});

describe("check", () => {
  test("says what would become of a savepoint, and runs nothing", async () => {
    const { world, path } = await stopped();
    const { read } = world;
    const checked = await counting()(world).output().check(path, { files: world.files });
    expect(checked).toMatchObject({ job: "counting", savepoint: path, restorable: true, problem: null });
    expect(checked.entries.map(({ step, what, state: name, outcome }) => [step, what, name, outcome])).toEqual([
      ["withEventTime #1", "state", "event times of splits", "kept"],
      ["count", "state", "kept", "kept"],
      ["count", "state", "last", "kept"],
      ["count", "state", "byParity", "kept"],
      ["count", "state", "event timers", "kept"],
      ["count", "state", "processing timers", "kept"],
      ["readings", "position", null, "kept"],
      ["seen", "prepared", null, "kept"],
    ]);
    expect(world.read).toBe(read);
  });

  test("tells what is changed, refused, let go of and new", async () => {
    const { world, path } = await stopped();
    const other = counting(state.value<{ seen: number }>({ schema: schema({ seen: "int32" }) }) as never)(
      world,
    ).output();
    const refused = await other.check(path, { files: world.files });
    expect(refused.restorable).toBe(false);
    expect(refused.entries.find(({ state: name }) => name === "kept")).toMatchObject({
      outcome: "refused",
      problem: expect.stringContaining('rename: { "count": "seen" }'),
      schemas: expect.stringContaining("count: int32"),
    });
    const upgrade = { migrate: { count: { states: { kept: { rename: { count: "seen" } } } } } };
    const migrated = await other.check(path, { files: world.files, upgrade });
    expect(migrated.entries.find(({ state: name }) => name === "kept")).toMatchObject({
      outcome: "migrated",
      changes: ["count renamed to seen"],
    });
    expect(migrated.restorable).toBe(true);
  });

  test("tells that keys cannot be changed as it is said", async () => {
    const mixed =
      (keyOf: (n: number) => unknown) =>
      (world: World): Job =>
        job("mixed", () =>
          from(readings(world, rows, 1))
            .keyBy((row) => keyOf(row.n))
            .process(
              { state: { n: state.value<number>() }, row: (row, { state: { n } }) => n.set(row.n) },
              { name: "mixed" },
            )
            .sinkTo(worldSink(world)),
        );
    const { world, path } = await stopped(mixed((n) => (n % 2 === 0 ? 1 : "1")));
    const upgrade = { migrate: { mixed: { key: { widen: { key: "string" as const } } } } };
    const checked = await mixed(String)(world).output().check(path, { files: world.files, upgrade });
    expect(checked).toMatchObject({ restorable: false, problem: expect.stringContaining("two must not become one") });
  });
});

test("what a job says of its earlier versions need not be said to each run", async () => {
  const { world, path } = await stopped();
  const upgrade = {
    steps: { count: "counts" },
    migrate: { counts: { states: { kept: { rename: { count: "seen" } } } } },
  };
  const renamed = job(
    "counting",
    () =>
      from(readings(world, rows, 1))
        .withEventTime((row) => row.at)
        .keyBy((row) => row.key)
        .process(
          {
            state: { kept: state.value<{ seen: number }>({ schema: schema({ seen: "int32" }) }) },
            *row(row, { state: { kept } }) {
              kept.set({ seen: (kept.get()?.seen ?? 0) + 1 });
              yield { n: row.n, seen: kept.get()!.seen };
            },
          },
          { name: "counts" },
        )
        .sinkTo(worldSink(world)),
    { upgrade },
  );
  const before = world.seen.length;
  const drop = { upgrade: { unmatched: "drop" as const } };
  await renamed.run(runOptions(world, { dir: "next", from: path, ...drop }));
  const counts = (world.seen.slice(before) as { seen: number }[]).map(({ seen }) => seen);
  expect(Math.max(...counts)).toBe(55);
  expect(Math.min(...counts)).toBeGreaterThan(15);
});
