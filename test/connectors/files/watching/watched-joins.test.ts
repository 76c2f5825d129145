// Watched folders whose small files are joined meanwhile: by several readers, and by patterns.
import { readdir, rm } from "node:fs/promises";
import { expect, test } from "vitest";
import { compactFiles, csv } from "../../../../connectors/csv/mod.ts";
import type { ReadContext, Split, SplitPosition, StoredPosition } from "../../../../core/io/mod.ts";
import { from, into, type Running, schema } from "../../../../core/mod.ts";
import { seededRandom } from "../../../../core/platform/mod.ts";
import { inFolder, put, rowsOf } from "../text-files.ts";

interface Row {
  readonly n: number;
}

const numbers = schema({ n: "float64" });
const request = { columns: undefined, conditions: [] };

/** Readers of a folder, each a process of its own: what is left of one between two looks is its position, as text. */
async function readersOf(folder: string, readers: number) {
  let idle: () => void = () => undefined;
  const sleep = (): Promise<void> => {
    idle();
    return new Promise(() => undefined);
  };
  const clock = { nowMs: () => Date.now(), sleep };
  const source = csv<Row>(folder, { schema: numbers, watch: { readers, clock } });
  const splits: readonly Split[] = JSON.parse(JSON.stringify(await source.splits(request)));
  const positions: (string | undefined)[] = splits.map(() => undefined);
  const context: ReadContext = {
    request,
    batchRows: 1,
    signal: new AbortController().signal,
    onBadRecord: ({ message }) => {
      throw new Error(message);
    },
  };
  return {
    /** Reads what is there, or so many batches of it; gives the rows. */
    look: async (at: number, batches = Number.POSITIVE_INFINITY): Promise<number[]> => {
      const before = positions[at];
      const position = before === undefined ? undefined : (JSON.parse(before) as SplitPosition);
      const reader = await source.open(splits[at]!, position, context);
      const rows: number[] = [];
      const nothingMore = new Promise<undefined>((resolve) => {
        idle = () => resolve(undefined);
      });
      try {
        for (let count = 0; count < batches; count++) {
          const batch = await Promise.race([reader.read(), nothingMore]);
          if (batch === undefined) break;
          if (batch.columns.length > 0) rows.push(...rowsOf(batch).map(({ n }) => n as number));
        }
        positions[at] = JSON.stringify(reader.position());
      } finally {
        await reader.close();
      }
      return rows;
    },
    seen: (at: number): readonly (readonly [string])[] => JSON.parse(positions[at]!).seen,
  };
}

/** Writers, calls of compactFiles, readers that look, stop within a file and go on, in any order. */
async function walk(folder: string, readers: number, seed: number): Promise<void> {
  const random = seededRandom(seed);
  const upTo = (count: number): number => Math.floor(random.next() * count);
  let written = 0;
  const write = () => put(`${folder}/${written}.csv`, `n\n${written++}\n${written++}\n`);
  const compact = (laterMs = 0) =>
    compactFiles(csv<Row>(folder, { schema: numbers }), {
      olderThan: 0,
      keepFor: "1h",
      targetBytes: [20, 60, 1000][upTo(3)]!,
      clock: { nowMs: () => Date.now() + laterMs },
    });
  for (let before = upTo(6); before > 0; before--) await (upTo(3) === 0 ? compact() : write());
  const reading = await readersOf(folder, readers);
  const rows: number[] = [];
  const look = async (batches?: number, at = upTo(readers)): Promise<void> => {
    rows.push(...(await reading.look(at, batches)));
  };
  const allLook = async (): Promise<void> => {
    for (let at = 0; at < readers; at++) await look(undefined, at);
  };
  for (let step = 0; step < 20; step++) {
    const what = upTo(10);
    if (what < 4) await write();
    else if (what < 6) await compact();
    else if (what < 8) await look();
    else if (what < 9) await look(upTo(4));
    else {
      // Small files are kept for as long as a reader is behind.
      await allLook();
      await compact(7_200_000);
    }
  }
  await allLook();
  expect(rows.sort((a, b) => a - b)).toEqual(Array.from({ length: written }, (_, n) => n));
}

for (const readers of [1, 2, 3]) {
  test(`${readers} readers of a folder whose files are joined again and again give each row once`, async () => {
    for (let seed = 1; seed <= 15; seed++) {
      await inFolder((folder) => walk(folder, readers, seed * 7919 + readers)).catch((error: unknown) => {
        throw new Error(`seed ${seed}`, { cause: error });
      });
    }
  });
}

test("what was joined before several readers begin one of them reads, however late it looks", () =>
  inFolder(async (folder) => {
    for (let n = 0; n < 4; n++) await put(`${folder}/${n}.csv`, `n\n${n}\n`);
    const table = csv<Row>(folder, { schema: numbers });
    await compactFiles(table, { olderThan: 0 });
    const reading = await readersOf(folder, 2);
    const rows = await reading.look(0);
    // The small files go between the first look of one reader and that of the other.
    await compactFiles(table, { olderThan: 0, keepFor: 0 });
    rows.push(...(await reading.look(1)), ...(await reading.look(0)), ...(await reading.look(1)));
    expect(rows.sort()).toEqual([0, 1, 2, 3]);
  }));

test("a reader that stops before it has read all that was joined before it began reads the rest as a whole, too", () =>
  inFolder(async (folder) => {
    for (let n = 0; n < 12; n++) await put(`${folder}/${n}.csv`, `n\n${n}\n`);
    await compactFiles(csv<Row>(folder, { schema: numbers }), { olderThan: 0, targetBytes: 9 });
    const reading = await readersOf(folder, 2);
    const rows: number[] = [];
    for (let look = 0; look < 60; look++) rows.push(...(await reading.look(look % 2, 2)));
    expect(rows.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  }));

test("readers that go on from a checkpoint take nothing for whole that was joined since it", () =>
  inFolder(async (folder) => {
    for (const n of [1, 2]) await put(`${folder}/${n}.csv`, `n\n${n}\n`);
    await compactFiles(csv<Row>(folder, { schema: numbers }), { olderThan: 0 });
    const source = csv<Row>(folder, { schema: numbers, watch: { readers: 2 } });
    const joined = async (stored?: ReadonlyMap<string, StoredPosition>) =>
      (await source.splits(request, stored)).map((split) => (split as unknown as { joined: unknown[] }).joined.length);
    expect(await joined()).toEqual([1, 1]);
    expect(await joined(new Map([["reader 1 of 2", "begin"]]))).toEqual([1, 1]);
    const begun = { position: { seen: [] } as unknown as SplitPosition };
    expect(
      await joined(
        new Map<string, StoredPosition>([
          ["reader 1 of 2", "begin"],
          ["reader 2 of 2", begun],
        ]),
      ),
    ).toEqual([0, 0]);
  }));

test("one of several readers whose small files were removed before it has read them is told, and nothing is left out", () =>
  inFolder(async (folder) => {
    const reading = await readersOf(folder, 2);
    for (let n = 0; n < 8; n++) await put(`${folder}/${n}.csv`, `n\n${n}\n`);
    await reading.look(0);
    await compactFiles(csv<Row>(folder, { schema: numbers }), { olderThan: 0, keepFor: 0 });
    expect(await reading.look(0)).toEqual([]);
    await expect(reading.look(1)).rejects.toThrow(
      /^Cannot go on watching as several readers read the rows of ".*part-joined-.*" from what it was made of: got no ".*\d\.csv" any more, .*; give compactFiles a keepFor/,
    );
  }));

test("files that were read stay known while those that they were joined with are half removed", () =>
  inFolder(async (folder) => {
    const reading = await readersOf(folder, 1);
    await put(`${folder}/a.csv`, "n\n1\n");
    expect(await reading.look(0)).toEqual([1]);
    await put(`${folder}/b.csv`, "n\n2\n");
    await put(`${folder}/c.csv`, "n\n3\n");
    await compactFiles(csv<Row>(folder, { schema: numbers }), { olderThan: 0 });
    await rm(`${folder}/a.csv`);
    // Stops within what is left: what it has read of is gone, and must not be forgotten.
    expect(await reading.look(0, 2)).toEqual([2]);
    expect(reading.seen(0).map(([path]) => path)).toEqual([`${folder}/a.csv`, `${folder}/b.csv`]);
    expect(await reading.look(0)).toEqual([3]);
    await compactFiles(csv<Row>(folder, { schema: numbers }), { olderThan: 0, keepFor: 0 });
    expect(await reading.look(0)).toEqual([]);
    expect(reading.seen(0).length).toBe(1);
  }));

test("what was read before it was joined twice stays known while the second join is half removed", () =>
  inFolder(async (folder) => {
    const table = csv<Row>(folder, { schema: numbers });
    const reading = await readersOf(folder, 1);
    for (const n of [1, 2]) await put(`${folder}/${n}.csv`, `n\n${n}\n`);
    expect((await reading.look(0)).sort()).toEqual([1, 2]);
    await compactFiles(table, { olderThan: 0, keepFor: 0 });
    for (const n of [3, 4]) await put(`${folder}/${n}.csv`, `n\n${n}\n`);
    await compactFiles(table, { olderThan: 0 });
    const [first] = (await readdir(folder)).filter((name) => name.startsWith("part-joined-00000001-"));
    await rm(`${folder}/${first}`);
    expect([...(await reading.look(0, 2)), ...(await reading.look(0))]).toEqual([3, 4]);
  }));

test("a pattern that means small files and not what they were joined to is refused, before and after they are gone", () =>
  inFolder(async (folder) => {
    for (const name of ["2024-a", "2024-b"]) await put(`${folder}/${name}.csv`, "n\n1\n");
    const table = csv<Row>(folder, { schema: numbers });
    const told = new RegExp(
      '^Cannot read ".*/2024-[ab]\\.csv" by a pattern as its rows were joined with those of others: got a pattern that does not mean ' +
        '".*/part-joined-00000001-.*\\.csv", which has them now; read the folder, or a pattern of its files as "\\*"',
    );
    const pattern = `${folder}/2024-*.csv`;
    const watched = () => from(csv<Row>(pattern, { schema: numbers, watch: "5ms" }));
    await compactFiles(table, { olderThan: 0 });
    for (const parts of ["there", "gone"]) {
      await expect(from(csv<Row>(pattern)).collect(), parts).rejects.toThrow(told);
      await expect(watched().discard().run(), parts).rejects.toThrow(told);
      await expect(
        from(csv<Row>(pattern, { watch: "5ms" }))
          .discard()
          .run(),
        parts,
      ).rejects.toThrow(told);
      await compactFiles(table, { olderThan: 0, keepFor: 0 });
      await put(`${folder}/2024-later.csv`, "n\n1\n");
    }
    // Also where they were joined once more.
    await compactFiles(table, { olderThan: 0, keepFor: 0 });
    expect((await readdir(folder)).filter((name) => !name.startsWith("_")).length).toBe(1);
    await expect(from(csv<Row>(pattern)).collect()).rejects.toThrow(/^Cannot read ".*2024-.*\.csv" by a pattern/);
  }));

test("a run that watches a pattern fails once its files are joined, and goes on by a pattern that means all", () =>
  inFolder(async (folder) => {
    const input = `${folder}/in`;
    const write = (n: number) => from([{ n }]).sinkTo(csv<Row>(input)).run();
    const begin = (pattern: string, rows: Row[], before: string[] = []) => {
      const upgrade = {
        steps: Object.fromEntries(before.map((was) => [`csv(${input}/${was})`, `csv(${input}/${pattern})`])),
      };
      return from(csv<Row>(`${input}/${pattern}`, { schema: numbers, watch: "5ms" }))
        .sinkTo(into(rows))
        .start({
          checkpoint: { dir: `${folder}/checkpoints`, interval: "10ms", upgrade },
          restart: { strategy: "none" },
        });
    };
    const until = async (rows: readonly Row[], count: number, run: Running): Promise<void> => {
      const waiting = async (): Promise<void> => {
        while (rows.length < count) await new Promise((done) => setTimeout(done, 5));
      };
      await Promise.race([waiting(), run.finished]);
    };
    const [first, later]: [Row[], Row[]] = [[], []];
    await write(1);
    await write(2);
    const run = begin("part-0-*.csv", first);
    await until(first, 2, run);
    await compactFiles(csv<Row>(input, { schema: numbers }), { olderThan: 0 });
    await write(3);
    await expect(run.finished).rejects.toThrow(/joined with those of others/);
    const next = begin("part-*.csv", later, ["part-0-*.csv"]);
    await until(later, 1, next);
    await new Promise((done) => setTimeout(done, 50));
    await next.stop();
    expect([first, later]).toEqual([[{ n: 1 }, { n: 2 }], [{ n: 3 }]]);
  }));
