// What holds wherever small files are joined: on this machine, in a bucket, in HDFS.
import { expect, test } from "vitest";
import { avro } from "../../../../connectors/avro/mod.ts";
import { compactFiles, csv } from "../../../../connectors/csv/mod.ts";
import { jsonLines } from "../../../../connectors/json-lines/mod.ts";
import { parquet } from "../../../../connectors/parquet/mod.ts";
import { type FileSystem, type FileWriter, type Publishing, registerFileSystem } from "../../../../core/io/mod.ts";
import { from, into, type Running, schema } from "../../../../core/mod.ts";
import { virtualClock } from "../../../../core/testing/mod.ts";

interface Row {
  readonly n: number;
  readonly text: string;
}

export interface CompactedPlace {
  readonly files: FileSystem & Publishing;
  /** A folder that is not there yet. */
  readonly folder: string;
  /** Of its paths. */
  readonly scheme: string;
}

const columns = schema({ n: "float64", text: "string" });
const formats = {
  csv: (place: string) => csv<Row>(place, { schema: columns }),
  "csv, packed": (place: string) => csv<Row>(place, { schema: columns, compression: "gzip" }),
  jsonl: (place: string) => jsonLines<Row>(place, { schema: columns }),
  parquet: (place: string) => parquet<Row>(place),
  avro: (place: string) => avro<Row>(place),
};

const now = { olderThan: 0, keepFor: "1h" } as const;
const atOnce = { olderThan: 0, keepFor: 0 } as const;

/** Rows that tell which they are, with what a text may hold. */
function rowsOf(first: number, count: number): Row[] {
  return Array.from({ length: count }, (_, at) => ({ n: first + at, text: `"${first + at}",\n é` }));
}

function byNumber<Of extends { readonly n: number }>(rows: readonly Of[]): Of[] {
  return [...rows].sort((a, b) => a.n - b.n);
}

/** Where the store ignores conditions, a call that was killed keeps others out, who are told what to remove. */
async function removeClaims({ files, folder }: CompactedPlace): Promise<void> {
  for await (const { path } of files.list(folder)) {
    if (!path.endsWith(".claim")) continue;
    await expect(compactFiles(csv<Row>(folder, { schema: columns }), atOnce)).rejects.toThrow(
      `another one, which has written ${JSON.stringify(path)}; call it again when that has ended; where it was killed remove that file`,
    );
    await files.delete(path);
  }
}

async function dataFiles({ files, folder }: CompactedPlace): Promise<string[]> {
  const paths = await Array.fromAsync(files.list(folder), ({ path }) => path);
  return paths.filter((path) => /\/part-[^/]*$/.test(path));
}

/**
 * @param where For titles: `in a bucket`.
 * @param stride Which steps of a call it is killed at: each, or every so many of them where each costs requests.
 */
export function testCompaction(where: string, placed: () => Promise<CompactedPlace>, stride = 1): void {
  for (const [name, format] of Object.entries(formats)) {
    test(`small files of ${name} ${where} become one; readers meet each row once before, while both are there, and after`, async () => {
      const place = await placed();
      const table = format(place.folder);
      for (let run = 0; run < 4; run++)
        await from(rowsOf(run * 10, 10))
          .sinkTo(table)
          .run();
      const read = async () => byNumber(await from(table).collect());
      expect(await compactFiles(table, now)).toEqual({ joined: 4, into: 1, removed: 0 });
      expect([(await dataFiles(place)).length, await read()]).toEqual([5, rowsOf(0, 40)]);
      expect(await compactFiles(table, now)).toEqual({ joined: 0, into: 0, removed: 0 });
      await from(rowsOf(40, 5)).sinkTo(table).run();
      const later = { olderThan: 0, keepFor: "1h", clock: virtualClock(Date.now() + 7_200_000) } as const;
      // The first four go; what they became is small and old enough, as is the new one.
      expect(await compactFiles(table, later)).toEqual({ joined: 2, into: 1, removed: 4 });
      expect([(await dataFiles(place)).length, await read()]).toEqual([3, rowsOf(0, 45)]);
      expect(await compactFiles(table, atOnce)).toEqual({ joined: 0, into: 0, removed: 2 });
      expect([(await dataFiles(place)).length, await read()]).toEqual([1, rowsOf(0, 45)]);
    });
  }

  test(`partition folders ${where} are joined each by itself, up to the size that is wanted`, async () => {
    const place = await placed();
    const table = csv<Row & { half: string }>(place.folder, { partitionBy: ["half"] });
    for (let run = 0; run < 6; run++) {
      const rows = rowsOf(run * 10, 10).map((row) => ({ ...row, half: row.n % 2 === 0 ? "even" : "odd" }));
      await from(rows).sinkTo(table).run();
    }
    const before = byNumber(await from(table).collect());
    const small = (await dataFiles(place)).length;
    // Each has 90 to 110 bytes: three are joined.
    expect(await compactFiles(table, { ...atOnce, targetBytes: 330 })).toEqual({ joined: 12, into: 4, removed: 12 });
    expect([small, (await dataFiles(place)).length]).toEqual([12, 4]);
    expect(byNumber(await from(table).collect())).toEqual(before);
    const even = await from(csv<Row>(`${place.folder}/half=even`, { schema: columns })).collect();
    expect(even.length).toBe(30);
  });

  test(`a call that is killed at any of its steps ${where} loses and doubles nothing, and the next one goes on`, async () => {
    const place = await placed();
    let isOver = false;
    for (let step = 1; !isOver; step += stride) {
      const own = { ...place, folder: `${place.folder}/${step}` };
      const table = csv<Row>(own.folder, { schema: columns });
      for (let run = 0; run < 3; run++)
        await from(rowsOf(run * 2, 2))
          .sinkTo(table)
          .run();
      const killing = killedAt(place.files, step);
      registerFileSystem(place.scheme, async () => killing.files);
      const ended = await compactFiles(table, atOnce).then(
        () => true,
        () => false,
      );
      registerFileSystem(place.scheme, async () => place.files);
      await killing.close();
      isOver = killing.steps() < step;
      expect(ended, `step ${step}`).toBe(isOver);
      expect(byNumber(await from(table).collect()), `killed at step ${step}`).toEqual(rowsOf(0, 6));
      await removeClaims(own);
      await compactFiles(table, atOnce);
      expect(byNumber(await from(table).collect()), `behind step ${step}`).toEqual(rowsOf(0, 6));
      await compactFiles(table, atOnce);
      expect((await dataFiles(own)).length, `behind step ${step}`).toBe(1);
      expect(byNumber(await from(table).collect()), `behind step ${step}`).toEqual(rowsOf(0, 6));
    }
  });

  test(`of several calls at once ${where} all but one fail or find nothing to do, and each row is there once`, async () => {
    const place = await placed();
    const table = csv<Row>(place.folder, { schema: columns });
    for (let run = 0; run < 6; run++)
      await from(rowsOf(run * 2, 2))
        .sinkTo(table)
        .run();
    for (let round = 0; round < 10 / stride; round++) {
      const calls = await Promise.allSettled(Array.from({ length: 5 }, () => compactFiles(table, now)));
      for (const call of calls)
        if (call.status === "rejected")
          expect(String(call.reason)).toMatch(/one call at a time must do that in a folder: got another one/);
      expect(byNumber(await from(table).collect())).toEqual(rowsOf(0, 12 + round));
      await from(rowsOf(12 + round, 1))
        .sinkTo(table)
        .run();
    }
    await compactFiles(table, atOnce);
    await compactFiles(table, atOnce);
    expect((await dataFiles(place)).length).toBe(1);
    expect(byNumber(await from(table).collect())).toEqual(rowsOf(0, 12 + Math.ceil(10 / stride)));
  });

  test(`a watched folder ${where} whose files are joined gives each row once, also behind restarts`, async () => {
    const { folder } = await placed();
    const table = csv<Row>(`${folder}/in`, { schema: columns });
    const write = (first: number) =>
      from(rowsOf(first, 2))
        .sinkTo(csv<Row>(`${folder}/in`))
        .run();
    let rows: Row[] = [];
    let savepoint: string | undefined;
    /** Reads on until there are so many rows, and longer. */
    let lives = 0;
    const readTo = async (count: number, during: () => Promise<unknown> = async () => undefined): Promise<void> => {
      const given: Row[] = [];
      const source = csv<Row>(`${folder}/in`, { schema: columns, watch: "20ms" });
      const before = savepoint === undefined ? {} : { from: savepoint };
      const checkpoint = { dir: `${folder}/checkpoints/${lives++}`, interval: "50ms", ...before };
      const run: Running = from(source)
        .sinkTo(into(given))
        .start({ checkpoint, restart: { strategy: "none" } });
      const until = async (wanted: number): Promise<void> => {
        while (rows.length + given.length < wanted) await new Promise((done) => setTimeout(done, 20));
      };
      run.finished.catch(() => undefined);
      await Promise.race([until(count - 2), run.finished]);
      await during();
      await Promise.race([until(count), run.finished]);
      await new Promise((done) => setTimeout(done, 150));
      savepoint = await run.stopWithSavepoint(`${folder}/savepoints`);
      await run.finished;
      rows = [...rows, ...given];
    };
    for (const first of [0, 2]) await write(first);
    // Joined while it runs, before the last two rows are there.
    await readTo(6, async () => {
      await compactFiles(table, now);
      await write(4);
    });
    expect(byNumber(rows)).toEqual(rowsOf(0, 6));
    // One that it has not read is joined to what it has read, while it does not run: it goes on with that one.
    await write(6);
    await compactFiles(table, { ...now, clock: virtualClock(Date.now() + 7_200_000) });
    await readTo(8);
    expect(byNumber(rows)).toEqual(rowsOf(0, 8));
    // All that it has read is joined, and gone, while it does not run.
    await compactFiles(table, atOnce);
    await write(8);
    await readTo(10);
    expect(byNumber(rows)).toEqual(rowsOf(0, 10));
    // What it has not read is gone into what it has read: that is told, not left out.
    await write(10);
    await compactFiles(table, atOnce);
    await expect(readTo(12)).rejects.toThrow(/the rows of ".*part-joined-.*" were read in part: got no ".*part-0-.*"/);
  });

  test(`beside a run that writes ${where}, every look at the folder has all rows that were committed, each once`, async () => {
    const { folder } = await placed();
    const output = `${folder}/out`;
    let isStopped = false;
    let given = 0;
    const source = {
      async *[Symbol.asyncIterator]() {
        for (; !isStopped; given++) {
          yield { n: given };
          if (given % 50 === 0) await new Promise((done) => setTimeout(done, 5));
        }
      },
    };
    const table = csv<{ n: number }>(output, { schema: schema({ n: "float64" }) });
    await from([{ n: -1 }])
      .sinkTo(table)
      .run();
    const writing = from(source)
      .sinkTo(table)
      .run({ checkpoint: { dir: `${folder}/checkpoints`, interval: "40ms" } });
    let joined = 0;
    let looks = 0;
    try {
      for (let shown = 0; joined < 40 / stride || looks < 12 / stride; looks++) {
        joined += (await compactFiles(table, now)).joined;
        const rows = byNumber(await from(table).collect());
        // All from the first on, as one writer commits them in order; none twice.
        expect(rows.every(({ n }, at) => n === at - 1)).toBe(true);
        expect(rows.length).toBeGreaterThanOrEqual(shown);
        shown = rows.length;
      }
    } finally {
      isStopped = true;
      await writing;
    }
    await compactFiles(table, atOnce);
    await compactFiles(table, atOnce);
    expect(byNumber(await from(table).collect()).map(({ n }) => n)).toEqual(
      Array.from({ length: given + 1 }, (_, at) => at - 1),
    );
  });

  test(`a commit ${where} that is done again though its file was joined meanwhile is no error, and gives no row again`, async () => {
    const { folder } = await placed();
    const table = csv<Row>(folder, { schema: columns });
    await from(rowsOf(0, 2)).sinkTo(table).run();
    const context = { subtask: 0, parallelism: 1, runId: "r1", signal: new AbortController().signal };
    const transactions: unknown[] = [];
    const recorded = {
      ...table,
      commit: (given: readonly never[]) => {
        transactions.push(...given);
        return table.commit(given);
      },
    };
    await from(rowsOf(2, 2))
      .sinkTo(recorded as typeof table)
      .run();
    expect(transactions.length).toBe(1);
    await compactFiles(table, atOnce);
    const writer = await table.open(context as never);
    await table.commit(JSON.parse(JSON.stringify(transactions)));
    await writer.close();
    expect(byNumber(await from(table).collect())).toEqual(rowsOf(0, 4));
  });
}

/** The same files until their n-th change: that one is not made, or made without an answer, and nothing works from there on. */
function killedAt(
  files: FileSystem & Publishing,
  step: number,
): { readonly files: FileSystem & Publishing; steps(): number; close(): Promise<void> } {
  let steps = 0;
  // What a killed process leaves open its system closes.
  const left = new Set<FileWriter>();
  const alive = (): void => {
    if (steps >= step) throw new Error("killed");
  };
  const change = async <Value>(make: () => Promise<Value>): Promise<Value> => {
    alive();
    steps++;
    if (steps < step) return make();
    // Every other one was done all the same.
    if (step % 2 === 0) await make();
    throw new Error("killed");
  };
  const counted = (writer: FileWriter): FileWriter => {
    left.add(writer);
    return {
      write: (bytes) => change(() => writer.write(bytes)),
      finish: () =>
        change(() => {
          left.delete(writer);
          return writer.finish();
        }),
      abort: () => change(() => writer.abort()),
    };
  };
  return {
    files: {
      ...files,
      write: (path, options) => change(async () => counted(await files.write(path, options))),
      delete: (path) => change(() => files.delete(path)),
      publish: (temporary, path, options) => change(() => files.publish(temporary, path, options)),
    },
    steps: () => steps,
    close: async () => {
      for (const writer of left) await writer.abort().catch(() => undefined);
    },
  };
}
