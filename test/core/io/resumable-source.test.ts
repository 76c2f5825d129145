import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { jsonLines } from "../../../connectors/json-lines/mod.ts";
import { from, into, type Positioned, resumable, schema } from "../../../core/mod.ts";
import { deleteFolder, seededRandom, temporaryFolder } from "../../../core/platform/mod.ts";
import { sourceContract } from "../../../core/testing/mod.ts";

const rows = Array.from({ length: 11 }, (_, id) => ({ id, name: `row ${id}` }));

type Item = Positioned<(typeof rows)[number], unknown>;

const generators: Readonly<Record<string, (position: unknown) => AsyncIterable<Item> | Iterable<Item>>> = {
  "a position with each row": async function* (position) {
    for (let at = Number(position ?? 0); at < rows.length; at++) yield { row: rows[at]!, position: at + 1 };
  },
  "a position behind each page of four": async function* (position) {
    for (let page = Number(position ?? 0); page * 4 < rows.length; page++) {
      for (const row of rows.slice(page * 4, page * 4 + 4)) yield { row };
      yield { position: page + 1 };
    }
  },
  "no position at all": async function* () {
    for (const row of rows) yield { row };
  },
  "one object that is changed": function* (position) {
    const place = { ...(position as { at: number } | undefined) };
    for (let at = place.at ?? 0; at < rows.length; at++) {
      place.at = at + 1;
      yield { row: rows[at]!, position: place };
    }
  },
};

for (const [what, read] of Object.entries(generators))
  for (const boundedness of ["bounded", "unbounded"] as const)
    for (const { name, run } of sourceContract(async () => ({
      source: resumable("rows", read, { boundedness }),
      rows,
      remove: async () => undefined,
    })))
      test(`${what}, ${boundedness}: ${name}`, run);

test("rows are checked against a schema, as those of any source", async () => {
  const source = resumable("numbers", async function* () {
    for (const id of [1, "two", 3]) yield { row: { id } };
  });
  const checked = from(source, { schema: schema({ id: "int32" }), onError: "skip" });
  expect(await checked.collect()).toEqual([{ id: 1 }, { id: 3 }]);
  await expect(from(source, { schema: schema({ id: "int32" }) }).collect()).rejects.toThrow(
    /Cannot read column "id" at row 1 of resumable\(numbers\)/,
  );
});

test.each<[string, () => AsyncGenerator<unknown> | Generator<unknown> | undefined, RegExp]>([
  [
    "throws",
    async function* () {
      yield { row: 1 };
      throw new RangeError("no more today");
    },
    /Cannot read resumable\(it\) at row 1 as it threw RangeError: no more today; mend what gives its rows/,
  ],
  [
    "yields a bare row",
    function* () {
      yield { id: 4 };
    },
    /at item 0 as what it yields must be \{ row, position \}: got \{"id":4\}; use for instance yield \{ row: \{"id":4\} \}/,
  ],
  [
    "yields a number",
    function* () {
      yield 4;
    },
    /must be \{ row, position \}: got 4;/,
  ],
  [
    "has a position that checkpoints cannot keep",
    function* () {
      yield { row: 1, position: { seen: [new Date(0)] } };
    },
    /at item 0 as its position must be plain data, .*: got a Date in it; use for instance its text or its number/,
  ],
  [
    "has a bigint as its position",
    function* () {
      yield { row: 1, position: 7n };
    },
    /got 7n in it;/,
  ],
  [
    "has a position that holds itself",
    function* () {
      const position: Record<string, unknown> = {};
      position.of = position;
      yield { row: 1, position };
    },
    /got more than 64 levels in it;/,
  ],
  ["gives nothing", () => undefined, /its function must give what can be iterated: got undefined;/],
])("a generator that %s is told with its name and what to do", async (_what, read, message) => {
  await expect(from(resumable("it", read as never)).collect()).rejects.toThrow(message);
});

test("a position that checkpoints cannot keep ends the run at once: no new life would be without it", async () => {
  const folder = await temporaryFolder("resumable-hopeless-");
  let lives = 0;
  const source = resumable("it", async function* () {
    lives++;
    yield { row: 1, position: 7n as never };
  });
  const run = from(source)
    .sinkTo(into<number>([]))
    .run({
      checkpoint: { dir: folder, interval: "1h" },
      restart: { strategy: "fixed delay", delay: "1ms", attempts: 3 },
    });
  await expect(run).rejects.toThrow("got 7n in it");
  expect(lives).toBe(1);
  await deleteFolder(folder);
});

test("a generator that ends before the row that a checkpoint has seen is told, not taken for the end", async () => {
  const source = resumable("shrunk", async function* () {
    yield { row: 1 };
  });
  const [split] = await source.splits({ columns: undefined, conditions: [] });
  const signal = new AbortController().signal;
  const context = {
    request: { columns: undefined, conditions: [] },
    batchRows: 4,
    signal,
    onBadRecord: () => undefined,
  };
  const reader = await source.open(split!, { rows: 3 }, context);
  await reader.read();
  await expect(reader.read()).rejects.toThrow(
    /Cannot go on reading resumable\(shrunk\) as the same rows must stand behind a position each time: got an end 2 rows before .* behind the beginning; yield a position with each row/,
  );
  await reader.close();
});

test("whoever wants no more ends the generator: its signal is aborted, and what it holds is given back", async () => {
  const seen: string[] = [];
  const source = resumable(
    "ticks",
    async function* (_position: number | undefined, signal) {
      try {
        for (let n = 0; ; n++) {
          yield { row: n, position: n + 1 };
          if (n === 2)
            await new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("over"))));
        }
      } finally {
        seen.push(`closed, ${signal.aborted}`);
      }
    },
    { boundedness: "unbounded" },
  );
  expect(await from(source).limit(3).collect()).toEqual([0, 1, 2]);
  expect(seen).toEqual(["closed, true"]);
});

test("a run whose generator hears no signal and never ends is stopped all the same, within 5 s", async () => {
  const source = resumable(
    "deaf",
    async function* () {
      yield { row: 1 };
      await new Promise(() => undefined);
    },
    { boundedness: "unbounded" },
  );
  const stop = new AbortController();
  const begun = performance.now();
  const run = from(source).forEach(() => stop.abort(new Error("enough")), { signal: stop.signal });
  await expect(run).rejects.toThrow("enough");
  expect(performance.now() - begun).toBeLessThan(5000);
});

test("a slow step holds the generator back", async () => {
  let [made, most, taken] = [0, 0, 0];
  const source = resumable("fast", async function* () {
    while (made < 3000) yield { row: made++ };
  });
  await from(source).forEach(
    async () => {
      most = Math.max(most, made - taken++);
      if (taken % 100 === 0) await new Promise((done) => setTimeout(done, 1));
    },
    { batchRows: 100 },
  );
  expect(taken).toBe(3000);
  expect(most).toBeLessThan(500);
});

test.each([
  [() => resumable("", function* () {}), /its name must be a text of one line: got ""/],
  [() => resumable("a", 5 as never), /must be a generator function of a position: got 5/],
  [() => resumable("a", function* () {}, { boundedness: "endless" as never }), /boundedness/],
])("what cannot be meant is refused: %#", (make, message) => {
  expect(make).toThrow(message);
});

const root = fileURLToPath(new URL("../../..", import.meta.url));

test("a process that is killed between checkpoints loses and doubles nothing when it is begun again", async () => {
  const folder = await temporaryFolder("millrace-resumable-");
  const random = seededRandom(12);
  let kills = 0;
  try {
    for (let isDone = false; !isDone; ) {
      const words = ["run", join(root, "test/core/io/resumable-job.ts"), "--checkpoint", `20ms:${folder}/checkpoints`];
      const child = spawn(process.execPath, ["--conditions=millrace:source", join(root, "cli/main.ts"), ...words], {
        env: { ...process.env, OUTPUT: `${folder}/out/` },
        stdio: ["ignore", "ignore", "pipe"],
      });
      let printed = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => (printed += text));
      const ended = once(child, "close");
      const { size } = await published(`${folder}/out/`);
      while (kills < 3 && child.exitCode === null && (await published(`${folder}/out/`)).size === size)
        await new Promise((done) => setTimeout(done, 5));
      const timer = kills < 3 ? setTimeout(() => child.kill("SIGKILL"), 100 * random.next()) : undefined;
      const [code] = (await ended) as [number | null];
      clearTimeout(timer);
      if (code === null) kills++;
      else expect([code, printed]).toEqual([0, printed]);
      isDone = code === 0;
    }
    expect(kills).toBe(3);
    const found: { n: number }[] = [];
    await from(jsonLines<{ n: number }>(`${folder}/out/`))
      .sinkTo(into(found))
      .run();
    expect(found.map(({ n }) => n).sort((a, b) => a - b)).toEqual(Array.from({ length: 2100 }, (_, n) => n));
  } finally {
    await deleteFolder(folder);
  }
}, 120_000);

async function published(folder: string): Promise<ReadonlySet<string>> {
  const names = await readdir(folder).catch(() => []);
  return new Set(names.filter((name) => name.startsWith("part-")));
}
