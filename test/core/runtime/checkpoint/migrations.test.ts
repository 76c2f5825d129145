import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { from } from "../../../../core/dataset/from.ts";
import { type Job, job } from "../../../../core/dataset/job.ts";
import { avg, count, max, schema, session, state, sum, tumbling } from "../../../../core/mod.ts";
import { decodeManifest, encodeManifest } from "../../../../core/runtime/checkpoint/manifest.ts";
import type { UpgradeOptions } from "../../../../core/runtime/checkpoint/options.ts";
import type { RunOptions } from "../../../../core/runtime/options.ts";
import { newWorld, type Reading, readings, runOptions, type World, worldSink } from "./world.ts";

const rows = 600;

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "migrations-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

const allOf = async ({ files }: World, path: string): Promise<Uint8Array> => {
  const { sizeBytes } = (await files.stat(path))!;
  return files.read(path, { start: 0, end: sizeBytes });
};

const sorted = (seen: readonly unknown[]): string[] => seen.map((row) => JSON.stringify(row)).sort();

type MakeJob = (world: World) => Job;

interface Moved {
  /** What the first job gave, and then the second. */
  readonly before: readonly unknown[];
  readonly after: readonly unknown[];
  readonly world: World;
}

interface Moving extends Pick<RunOptions, "state"> {
  readonly upgrade?: UpgradeOptions;
  /** Subtasks before and after. */
  readonly parallelism?: readonly [number, number];
}

/** Runs a job until a savepoint has stopped it after 200 rows; gives its path. */
async function stopped(first: MakeJob, { parallelism = [1, 1], state: where }: Moving = {}) {
  const world = newWorld();
  const options = {
    ...runOptions(world),
    parallelism: parallelism[0],
    ...(where === undefined ? {} : { state: where }),
  };
  const run = first(world).start(options);
  world.onBatch = () => {
    if (world.read < 200) return;
    world.onBatch = () => undefined;
    void run.stopWithSavepoint("sp", "at once");
  };
  const { savepoint } = await run.finished;
  return { world, path: savepoint! };
}

/** Runs one job, and another one from its savepoint to the end. */
async function moved(first: MakeJob, second: MakeJob, moving: Moving = {}): Promise<Moved> {
  const { world, path } = await stopped(first, moving);
  const before = [...world.seen];
  const { parallelism = [1, 1], upgrade, state: where } = moving;
  await second(world).run({
    ...runOptions(world, { dir: "next", from: path, ...(upgrade === undefined ? {} : { upgrade }) }),
    parallelism: parallelism[1],
    ...(where === undefined ? {} : { state: where }),
  });
  return { before, after: world.seen.slice(before.length), world };
}

const places: readonly (readonly [string, () => Pick<Moving, "state">])[] = [
  ["in memory", () => ({})],
  ["on disk", () => ({ state: { disk: folder, memoryBytes: 1 << 20 } })],
];

/** A job that keeps an object for each key and gives it at each row, as `give` has it. */
function keeping<Kept extends object>(
  step: (kept: Kept | undefined, row: Reading) => Kept,
  keyOf: (row: Reading) => unknown = (row) => row.key,
  options: Parameters<typeof state.value<Kept>>[0] = {},
): MakeJob {
  return (world) =>
    job("keeping", () =>
      from(readings(world, rows))
        .keyBy(keyOf)
        .process(
          {
            state: { kept: state.value<Kept>(options) },
            *row(row, { state: { kept }, key }) {
              const next = step(kept.get(), row);
              kept.set(next);
              yield { key, n: row.n, ...next };
            },
          },
          { name: "keep" },
        )
        .sinkTo(worldSink(world)),
    );
}

const counted = (kept: { count: number } | undefined): { count: number } => ({ count: (kept?.count ?? 0) + 1 });

/** Keys and counts, in whatever order rows came. */
const counts = (seen: readonly unknown[]): string[] =>
  sorted(
    (seen as { key: unknown; count: number }[]).map(({ key, count: n }) => {
      return [typeof key === "object" ? Object.entries(key as object).sort() : key, n];
    }),
  );

async function undisturbed(make: MakeJob): Promise<unknown[]> {
  const world = newWorld();
  await make(world).run({ clock: world.clock });
  return world.seen;
}

const total = schema({ count: "int32", total: "int32" });
const countAll = keeping<{ count: number; total: number }>(
  (kept, row) => ({ count: (kept?.count ?? 0) + 1, total: (kept?.total ?? 0) + row.n }),
  undefined,
  { schema: total },
);

/** Of each key the number of its rows so far, as an undisturbed run gives it. */
async function countsOf(give: (row: { key: number; n: number; count: number; total: number }) => object) {
  const plain = newWorld();
  await countAll(plain).run({ clock: plain.clock });
  return (plain.seen as { key: number; n: number; count: number; total: number }[]).map(
    (row) => [row.n, give(row)] as const,
  );
}

describe.each(places)("state %s", (_, place) => {
  test("keeps a field that was renamed, as it is said", async () => {
    const renamed = keeping<{ seen: number; total: number }>(
      (kept, row) => ({ seen: (kept?.seen ?? 0) + 1, total: (kept?.total ?? 0) + row.n }),
      undefined,
      { schema: schema({ seen: "int32", total: "int32" }) },
    );
    const upgrade = { migrate: { keep: { states: { kept: { rename: { count: "seen" } } } } } };
    const { before, after, world } = await moved(countAll, renamed, { ...place(), upgrade });
    const expected = await countsOf(({ key, n, count: seen, total: sum }) => ({ key, n, seen, total: sum }));
    const isBefore = new Set((before as { n: number }[]).map(({ n }) => n));
    expect(isBefore.size).toBeGreaterThan(0);
    expect(sorted(after)).toEqual(sorted(expected.flatMap(([n, row]) => (isBefore.has(n) ? [] : [row]))));
    expect(world.warnings).toEqual(['The state "kept" of keep was changed as it was restored: count renamed to seen']);
  });

  test("adds fields with what is said, lets go of those that are said to be gone, and widens numbers", async () => {
    const other = keeping<{ count: bigint; first: number }>(
      (kept, row) => ({ count: (kept?.count ?? 0n) + 1n, first: kept === undefined ? row.n : kept.first }),
      undefined,
      { schema: schema({ count: "bigint", first: "float64" }) },
    );
    const shown: MakeJob = (world) => other(world);
    const upgrade = { migrate: { keep: { states: { kept: { add: { first: -1 }, remove: ["total"] } } } } };
    const { world, path } = await stopped(countAll, place());
    const before = new Set((world.seen as { key: number }[]).map(({ key }) => key));
    const from = world.seen.length;
    await shown(world).run({ ...runOptions(world, { dir: "next", from: path, upgrade }), ...place() });
    const after = world.seen.slice(from) as { key: number; count: bigint; first: number }[];
    expect(after.every(({ key, first }) => (before.has(key) ? first === -1 : first >= 0))).toBe(true);
    // Of 600 rows each of 11 keys has 54 or 55.
    const last = new Map(after.map(({ key, count: seen }) => [key, seen]));
    expect([...last.values()].reduce((all, seen) => all + seen, 0n)).toBe(600n);
    expect(world.warnings[0]).toContain("count widened, first added, total let go of");
  });

  test("is found by keys whose properties were renamed, at another parallelism", async () => {
    const first = keeping(counted, (row) => ({ user: row.key, even: row.n % 2 === 0 }));
    const second = keeping(counted, (row) => ({ userId: row.key, even: row.n % 2 === 0 }));
    const upgrade = { migrate: { keep: { key: { rename: { user: "userId" } } } } };
    const { before, after } = await moved(first, second, { ...place(), upgrade, parallelism: [2, 3] });
    const again = (before as { key: { user: number; even: boolean }; count: number }[]).map(({ key, count: seen }) => {
      return { key: { userId: key.user, even: key.even }, count: seen };
    });
    expect(counts([...again, ...after])).toEqual(counts(await undisturbed(second)));
  });

  test("is found by keys that were numbers and are texts now, at another parallelism", async () => {
    const upgrade = { migrate: { keep: { key: { widen: { key: "string" as const } } } } };
    const second = keeping(counted, (row) => String(row.key));
    const { before, after } = await moved(keeping(counted), second, { ...place(), upgrade, parallelism: [3, 2] });
    const again = (before as { key: number; count: number }[]).map(({ key, count: seen }) => ({
      key: `${key}`,
      count: seen,
    }));
    expect(counts([...again, ...after])).toEqual(counts(await undisturbed(second)));
  });

  test("keeps the results that aggregates have, beside one that is new and one that is gone", async () => {
    const totals =
      (aggregates: object): MakeJob =>
      (world) =>
        job("totals", () =>
          from({ ...readings(world, rows), boundedness: "unbounded" as const })
            .keyBy((row) => row.key)
            .aggregate(aggregates as { rows: ReturnType<typeof count> }, { name: "totals" })
            .sinkTo({ ...worldSink(world), changes: "accepts" }),
        );
    const n = (row: Reading): number => row.n;
    const first = totals({ rows: count(), mean: avg(n), most: max(n), total: sum(n) });
    const second = totals({ sum: sum(n), all: count(), mean: avg(n), total: sum(n) });
    const upgrade = {
      migrate: { totals: { states: { groups: { rename: { rows: "all" }, remove: ["most"] } } } },
    };
    const { after, world } = await moved(first, second, { ...place(), upgrade, parallelism: [2, 1] });
    expect(world.warnings[0]).toContain("sum added, empty, rows renamed to all, most let go of");
    type Total = { key: number; sum: number; all: number; mean: number; total: number };
    const last = new Map((after as Total[]).map((one) => [one.key, one]));
    const all = [...(await undisturbed(second))] as Total[];
    const expected = new Map(all.map((one) => [one.key, one]));
    for (const [key, { all: n, mean, total, sum: ofLater }] of last) {
      expect([n, mean, total]).toEqual([expected.get(key)!.all, expected.get(key)!.mean, expected.get(key)!.total]);
      expect(ofLater).toBeLessThan(expected.get(key)!.sum);
    }
    expect(last.size).toBe(11);
  });
});

test("windows and sessions that are open keep what they have of aggregates that stay", async () => {
  const windows =
    (kind: "panes" | "sessions", aggregates: object): MakeJob =>
    (world) =>
      job("windows", () =>
        from(readings(world, rows, 1))
          .withEventTime((row) => row.at)
          .keyBy((row) => row.key)
          .window(kind === "panes" ? tumbling(1_000_000) : session(1_000_000))
          .aggregate(aggregates as { rows: ReturnType<typeof count> }, { name: "windows" })
          .sinkTo(worldSink(world)),
      );
  for (const kind of ["panes", "sessions"] as const) {
    const first = windows(kind, { rows: count(), mean: avg((row: Reading) => row.n) });
    const second = windows(kind, { mean: avg((row: Reading) => row.n), late: count() });
    const upgrade = { migrate: { windows: { states: { [kind]: { remove: ["rows"] } } } } };
    const { before, after } = await moved(first, second, {
      upgrade,
      parallelism: [1, 2],
    });
    expect(before).toEqual([]);
    const plain = newWorld();
    await windows(kind, { mean: avg((row: Reading) => row.n) })(plain).run({ clock: plain.clock });
    const means = (all: readonly unknown[]) =>
      sorted((all as { key: number; mean: number }[]).map(({ key, mean }) => [key, mean]));
    expect(means(after)).toEqual(means(plain.seen));
    // Counted from the upgrade on.
    expect((after as { late: number }[]).reduce((all, { late }) => all + late, 0)).toBe(400);
  }
});

describe("what does not fit is refused with both schemas", () => {
  const refusal = async (first: MakeJob, second: MakeJob, upgrade: UpgradeOptions = {}): Promise<string> => {
    const { world, path } = await stopped(first);
    const run = second(world).run(runOptions(world, { dir: "next", from: path, upgrade }));
    return run.then(
      () => "restored",
      (error: Error) => error.message,
    );
  };
  const withSchema = (fields: Record<string, "int32" | "string" | "float64">): MakeJob =>
    keeping<Record<string, unknown>>((kept) => kept ?? {}, undefined, { schema: schema(fields) });

  test("a field that has another type", async () => {
    expect(await refusal(countAll, withSchema({ count: "string", total: "int32" }))).toBe(
      `Cannot restore "sp/savepoint-5.manifest" as the state "kept" of keep must fit the job: a field must have the type it had, or a wider one (say widen to make numbers bigints, or values texts); say what has changed by upgrade.migrate["keep"], or restore with the job that wrote it

  keep, kept: stored    this job
  key: one value (key)  key: one value (key)  key
  count: int32          count: string         refused: another type
  total: int32          total: int32`,
    );
  });

  test("a field that is gone beside one that is new, as it may have been renamed", async () => {
    expect(await refusal(countAll, withSchema({ seen: "int32", total: "int32" }))).toContain(
      'must fit the job: a field that is gone beside one that is new may be the same: say rename: { "count": "seen" }, or remove: ["count"] if it is not;',
    );
  });

  test("keys with other properties, or that are no objects any more", async () => {
    const named = keeping(counted, (row) => ({ user: row.key }));
    const renamed = await refusal(
      named,
      keeping(counted, (row) => ({ userId: row.key })),
    );
    expect(renamed).toContain("must fit the job: a key must have the properties that it had (say rename");
    expect(renamed).toContain("key: { user }       key: { userId }  key");
    expect(
      await refusal(
        named,
        keeping(counted, (row) => row.key),
      ),
    ).toContain("must fit the job: a key must be one value, or an object, as it was");
  });

  test("what is said of fields that there are not", async () => {
    const kept = (migration: object): UpgradeOptions => ({ migrate: { keep: { states: { kept: migration } } } });
    expect(await refusal(countAll, countAll, kept({ rename: { cuont: "count" } }))).toBe("restored");
    expect(await refusal(countAll, countAll, kept({ rename: { count: "cuont" } }))).toContain(
      'the job must have the field that another is renamed to: got "cuont"',
    );
    expect(await refusal(countAll, countAll, kept({ widen: { cuont: "bigint" } }))).toContain(
      'the job must have the fields that are widened or added: got "cuont"',
    );
    expect(await refusal(countAll, countAll, kept({ renames: {} }))).toContain(
      'there is no such option: got "renames"',
    );
  });

  test("two keys that would become one", async () => {
    const mixed = keeping(counted, (row): unknown => (row.n % 2 === 0 ? row.key : String(row.key)));
    const upgrade = { migrate: { keep: { key: { widen: { key: "string" as const } } } } };
    expect(
      await refusal(
        mixed,
        keeping(counted, (row) => String(row.key)),
        upgrade,
      ),
    ).toContain("Cannot migrate keys as two must not become one");
  });

  test("numbers that are not whole and would become bigints", async () => {
    const halves = keeping<{ half: number }>((_, row) => ({ half: row.n / 2 }));
    const upgrade = { migrate: { keep: { states: { kept: { widen: { half: "bigint" as const } } } } } };
    expect(
      await refusal(
        halves,
        keeping<{ half: bigint }>(() => ({ half: 1n })),
        upgrade,
      ),
    ).toMatch(/Cannot widen "half" to bigint as it must be whole numbers: got [\d.]+; migrate it by a program/);
  });
});

test("a manifest that says what state is made of in another way is refused as damaged", async () => {
  const { world, path } = await stopped(countAll);
  const manifest = decodeManifest(path, await allOf(world, path));
  const stages = manifest.stages.map((stage) => ({
    ...stage,
    subtasks: stage.subtasks.map((subtask) => ({
      ...subtask,
      states: subtask.states.map((one) => ({ ...one, schema: { ...one.schema, version: 2 } as never })),
    })),
  }));
  expect(() => decodeManifest(path, encodeManifest({ ...manifest, stages }))).toThrow(
    `Cannot restore "${path}" as it must say what the state "kept" is made of in a way that is known here: got another one`,
  );
});

test("fields of state that declares none are renamed, widened and let go of as it is said", async () => {
  const lists: (name: string) => MakeJob = (name) => (world) =>
    job("lists", () =>
      from(readings(world, rows))
        .keyBy((row) => row.key)
        .process(
          {
            state: { last: state.list<object>(), byN: state.map<number, object>() },
            *row(row, { state: { last, byN }, key }) {
              last.add({ [name]: row.n, was: 1 });
              byN.set(row.n % 3, { [name]: row.n, was: 1 });
              yield { key, last: last.get(), byN: byN.entries() };
            },
          },
          { name: "lists" },
        )
        .sinkTo(worldSink(world)),
    );
  const migration = { rename: { old: "new" }, remove: ["was"], widen: { new: "string" as const } };
  const upgrade = { migrate: { lists: { states: { last: migration, byN: migration } } } };
  const { after } = await moved(lists("old"), lists("new"), { upgrade });
  for (const { last, byN } of after as { last: object[]; byN: [number, object][] }[]) {
    for (const one of [...last, ...byN.map(([, value]) => value)]) {
      // What was kept before is texts without the other field.
      expect(one).toEqual("was" in one ? { new: expect.any(Number), was: 1 } : { new: expect.any(String) });
    }
  }
  expect((after as { last: object[] }[]).at(-1)!.last.some((one) => !("was" in one))).toBe(true);
});

test("steps, states and fields may be called what every object has", async () => {
  const everyHas = "constructor";
  const named: MakeJob = (world) =>
    job("named", () =>
      from(readings(world, rows))
        .keyBy((row) => row.key)
        .process(
          {
            state: { [everyHas]: state.value<object>({ schema: schema({ toString: "int32" }) as never }) },
            *row(row, context) {
              const kept = (context.state as Record<string, { get(): object | undefined; set(to: object): void }>)[
                everyHas
              ]!;
              const before = kept.get() as { toString: number } | undefined;
              kept.set({ toString: row.n });
              yield { n: row.n, first: before === undefined };
            },
          },
          { name: everyHas },
        )
        .sinkTo(worldSink(world)),
    );
  const upgrade = { steps: {}, states: {}, migrate: {} };
  const { before, after, world } = await moved(named, named, { upgrade, parallelism: [1, 2] });
  const firsts = [...before, ...after].filter((row) => (row as { first: boolean }).first);
  expect(firsts).toHaveLength(11);
  expect(world.warnings).toEqual([]);
});

test("whole rows that are kept are found by other keys, with columns that were renamed", async () => {
  const best =
    (name: string, keyOf: (row: Reading) => unknown): MakeJob =>
    (world) =>
      job("best", () =>
        from(readings(world, rows))
          .map((row) => ({ id: row.key, [name]: row.n }))
          .keyBy(keyOf as never)
          .topK(2, name as never, { name: "best" })
          .sinkTo(worldSink(world)),
      );
  const upgrade = {
    migrate: {
      best: { key: { widen: { key: "string" as const } }, states: { rows: { rename: { n: "number" } } } },
    },
  };
  const first = best("n", (row) => (row as unknown as { id: number }).id);
  const second = best("number", (row) => String((row as unknown as { id: number }).id));
  const { before, after } = await moved(first, second, { upgrade, parallelism: [2, 3] });
  expect(before).toEqual([]);
  expect(sorted(after)).toEqual(sorted(await undisturbed(second)));
});
