import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { count, from, job, type RunOptions, range, state, sum } from "../../../core/mod.ts";
import { newWorld, readings, runOptions, type World, worldSink } from "./checkpoint/world.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "state-on-disk-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Too little memory even for the index of keys, which is what it warns of. */
const onDisk = (memoryBytes = 10_000): RunOptions => {
  return { state: { disk: join(folder, "state"), memoryBytes }, onWarning: () => undefined };
};

test("process functions, changing aggregates and distinct rows give on disk what they give in memory", async () => {
  const rows = range(6000).map((n) => ({ user: `user ${(n * 7919) % 900}`, item: n % 5, n }));
  const visited = rows
    .keyBy((row) => row.user)
    .process({
      state: { items: state.map<number, number>(), last: state.value<number>(), all: state.list<number>() },
      row({ item, n }, { key, state: own }) {
        own.items.set(item, (own.items.get(item) ?? 0) + 1);
        own.all.add(n);
        const before = own.last.get();
        own.last.set(n);
        return n < 5000 ? [] : [{ key, before, items: own.items.entries().sort(), all: own.all.get() }];
      },
    });
  const totals = rows.keyBy((row) => row.user).aggregate({ rows: count(), total: sum((row) => row.n) });
  const items = rows.map(({ user, item }) => ({ user, item })).distinct();
  for (const dataset of [visited, totals, items]) {
    const sorted = async (options: RunOptions) =>
      (await dataset.collect(options)).map((row) => JSON.stringify(row)).sort();
    const expected = await sorted({});
    for (const parallelism of [1, 3])
      expect(await sorted({ parallelism, batchRows: 500, ...onDisk() })).toEqual(expected);
  }
});

test("an index of keys larger than all memory that state on disk should take is told once, with both", async () => {
  const counting = range(3000)
    .keyBy((n) => n)
    .process({
      state: { seen: state.value<string>(), more: state.value<string>() },
      row(_, { state: { seen, more } }) {
        seen.set("x".repeat(100));
        more.set("x".repeat(100));
        return [];
      },
    });
  const warningsAt = async (memoryBytes: number): Promise<string[]> => {
    const warnings: string[] = [];
    await counting.collect({ ...onDisk(memoryBytes), onWarning: (text) => void warnings.push(text) });
    return warnings;
  };
  expect(await warningsAt(20_000)).toEqual([
    expect.stringMatching(
      /^State on disk takes more memory than it should as the index of its keys stays there: that of one state, in one subtask, has [\d,]+ keys and takes [\d.]+ [KM]iB of the [\d.]+ KiB that is its share \(state\.memoryBytes: [\d.]+ KiB in all\); raise it \(--state-memory\), or let state expire \(ttl\)$/,
    ),
  ]);
  expect(await warningsAt(2 ** 20)).toEqual([]);
});

test("nothing is left in the folder, whether the run ends or fails", async () => {
  const failing = range(5000)
    .keyBy((n) => n)
    .process({
      state: { seen: state.value<string>() },
      row(n, { state: { seen } }) {
        seen.set("x".repeat(100));
        if (n === 4000) throw new Error("as it was told");
        return [];
      },
    });
  await expect(failing.collect(onDisk())).rejects.toThrow("as it was told");
  expect(readdirSync(join(folder, "state"))).toEqual([]);
});

test("what a killed process of this machine left is removed, and what one that runs has is not", async () => {
  const left = `import { directFolder } from ${JSON.stringify(join(repository, "core/platform/mod.ts"))};
    directFolder(${JSON.stringify(join(folder, "state"))}).create("file");
    process.kill(process.pid, "SIGKILL");`;
  await expect(node("--input-type=module-typescript", "--eval", left)).rejects.toThrow();
  expect(readdirSync(join(folder, "state"))).toHaveLength(1);
  const seen: number[] = [];
  const looked = from([1, 2])
    .keyBy((n) => n)
    .process({
      state: { seen: state.value<number>() },
      row: () => void seen.push(readdirSync(join(folder, "state")).length),
    });
  await looked.collect(onDisk());
  expect([seen, readdirSync(join(folder, "state"))]).toEqual([[1, 1], []]);
});

function counted(world: World) {
  return job("counted", ({ from: read }) =>
    read(readings(world, 600, 1))
      .keyBy((row) => `key ${row.key}`)
      .process({
        state: { all: state.list<number>(), names: state.map<string, number>() },
        row({ n }, { key, state: { all, names } }) {
          all.add(n);
          names.set(`${n % 40}`, n);
          return [{ key, n, before: all.size, names: names.size, text: all.get().join() }];
        },
      })
      .sinkTo(worldSink(world)),
  );
}

const seen = ({ seen: rows }: World): string[] => rows.map((row) => JSON.stringify(row)).sort();

test("a run that fails goes on from the files of its last checkpoint, and only those that are new are written", async () => {
  const plain = newWorld();
  await counted(plain).run(runOptions(plain));
  const world = newWorld();
  let failures = 0;
  world.onBatch = () => {
    if (failures < 6 && world.read >= 80 * (failures + 1)) {
      failures++;
      throw new Error("the source is gone");
    }
  };
  await counted(world).run({ ...runOptions(world), ...onDisk() });
  expect(failures).toBe(6);
  expect(seen(world)).toEqual(seen(plain));
});

test.each([
  ["memory", "disk"],
  ["disk", "memory"],
] as const)("a checkpoint of state in %s is taken up by state in %s, at another parallelism", async (first, then) => {
  const plain = newWorld();
  await counted(plain).run(runOptions(plain));
  const world = newWorld();
  const where = (place: "memory" | "disk"): RunOptions => (place === "disk" ? onDisk() : {});
  world.onBatch = () => {
    if (world.read >= 300) throw new Error("the source is gone");
  };
  const once: RunOptions = { ...runOptions(world), restart: { strategy: "none" } };
  await expect(counted(world).run({ ...once, ...where(first), parallelism: 2 })).rejects.toThrow("the source is gone");
  world.onBatch = () => undefined;
  await counted(world).run({ ...once, ...where(then), parallelism: 3 });
  expect(world.read).toBeLessThan(900);
  expect(seen(world)).toEqual(seen(plain));
});

test("state far larger than the heap of the process is kept, within its budget", async () => {
  const source = `import { range, state, each } from "millrace";
    let wrong = 0;
    await range(240_000).map((n) => ({ key: "key " + (n % 120_000), n })).keyBy((row) => row.key).process({
      state: { text: state.value() },
      row({ n }, { state: { text } }) {
        const before = text.get();
        if (n >= 120_000 && before !== ("" + (n - 120_000)).padEnd(300, "x")) wrong++;
        text.set(("" + n).padEnd(300, "x"));
        return [];
      },
    }).sinkTo(each(() => undefined)).run({ state: { disk: ${JSON.stringify(join(folder, "state"))}, memoryBytes: 16e6 } });
    console.log(JSON.stringify({ wrong, peakMb: process.resourceUsage().maxRSS / 1024 }));`;
  const { stdout } = await node(
    "--max-old-space-size=40",
    "--conditions=millrace:source",
    "--input-type=module",
    "--eval",
    source,
  );
  const { wrong, peakMb } = JSON.parse(stdout) as { wrong: number; peakMb: number };
  expect(wrong).toBe(0);
  // 120,000 texts of 300 characters with their keys are 60 MB of heap and more; Node alone takes 90 to 130.
  expect(peakMb).toBeLessThan(260);
}, 120_000);

test("where state is kept must be said as it should be", async () => {
  const told = async (given: unknown, message: RegExp) =>
    expect(from([1]).collect({ state: given } as RunOptions)).rejects.toThrow(message);
  await told({ disk: "" }, /state.disk must be the path of a folder: got ""/);
  await told({ disk: "x", memoryBytes: 0 }, /state.memoryBytes must be a number above 0: got 0/);
  await told({ folder: "x" }, /folder/);
  await told(
    { disk: "/dev/null/state" },
    /^Cannot make a folder in "\/dev\/null\/state" as state on disk is kept there/,
  );
});

const repository = fileURLToPath(new URL("../../..", import.meta.url));

function node(...given: string[]): Promise<{ stdout: string }> {
  return promisify(execFile)(process.execPath, given, { cwd: repository });
}
