import { appendFileSync } from "node:fs";
import { rm, utimes, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { arrow } from "../../../connectors/arrow/mod.ts";
import { avro } from "../../../connectors/avro/mod.ts";
import { csv } from "../../../connectors/csv/mod.ts";
import { jsonLines } from "../../../connectors/json-lines/mod.ts";
import { parquet } from "../../../connectors/parquet/mod.ts";
import { from, into, job, mapAsync, type RunOptions, schema } from "../../../core/mod.ts";
import { memoryFiles } from "../../../core/testing/memory-files.ts";
import { inFolder } from "./text-files.ts";

const trips = (count: number) => Array.from({ length: count }, (_, at) => ({ km: at, city: `town ${at}` }));
const types = schema({ km: "float64", city: "string" });

test.each([
  ["csv", csv],
  ["jsonl", jsonLines],
  ["parquet", parquet],
  ["arrow", arrow],
  ["avro", avro],
] as const)("a dataset of %s files that is run again reads what is there by then", (extension, format) =>
  inFolder(async (folder) => {
    const write = async (name: string, count: number): Promise<void> => {
      await rm(`${folder}/${name}.${extension}`, { force: true });
      await from(trips(count), { schema: types })
        .sinkTo(format(`${folder}/${name}.${extension}`) as never)
        .run();
    };
    await write("a", 2);
    const dataset = from(format(folder) as never);
    const again = async (): Promise<number> => (await dataset.collect()).length;
    expect(await again()).toBe(2);
    expect(await again()).toBe(2);
    await write("b", 3);
    expect(await again()).toBe(5);
    await write("a", 7);
    expect(await again()).toBe(10);
    await rm(`${folder}/b.${extension}`);
    expect(await again()).toBe(7);
    await rm(`${folder}/a.${extension}`);
    await expect(again()).rejects.toThrow(/^Cannot /);
  }),
);

test("a file that was written anew at the same size is another", () =>
  inFolder(async (folder) => {
    const path = `${folder}/rows.csv`;
    await writeFile(path, "id\n1\n");
    await utimes(path, 1, 1);
    const dataset = from(csv(path));
    expect(await dataset.collect()).toEqual([{ id: 1 }]);
    await writeFile(path, "no\n1\n");
    expect(await dataset.collect()).toEqual([{ no: 1 }]);
  }));

test("a run that begins again after a failure has the files that it began with, though they have grown", () =>
  inFolder(async (folder) => {
    const path = `${folder}/rows.jsonl`;
    await writeFile(path, '{"km":1}\n{"km":2}\n');
    let failures = 0;
    const dataset = from(jsonLines<{ km: number }>(path)).map((row) => {
      if (failures++ > 0) return row.km;
      appendFileSync(path, '{"km":3}\n');
      throw new Error("no such trip");
    });
    const rows: number[] = [];
    const restart = { strategy: "fixed delay", delay: 1, attempts: 1 } as const;
    const checkpoint = { dir: "checkpoints", files: memoryFiles(), interval: "1h" } as const;
    await dataset.sinkTo(into(rows)).run({ restart, checkpoint, onWarning: () => undefined });
    expect(rows).toEqual([1, 2]);
    expect(await dataset.collect()).toEqual([1, 2, 3]);
  }));

test("a run reads the files it began with, of their types, though another run of the dataset finds others meanwhile", () =>
  inFolder(async (folder) => {
    const rowsOfEach = 30_000;
    const text = `id\n${"7\n".repeat(rowsOfEach)}`;
    for (const name of ["b", "c", "d"]) await writeFile(`${folder}/${name}.csv`, text);
    const dataset = from(csv<{ id: number | string }>(folder));
    const seen: Record<string, number> = {};
    let others = 0;
    for await (const { id } of dataset) {
      if (others === 0) {
        await writeFile(`${folder}/a.csv`, "id\nword\n");
        others = (await dataset.collect()).length;
      }
      seen[typeof id] = (seen[typeof id] ?? 0) + 1;
    }
    expect(seen).toEqual({ number: 3 * rowsOfEach });
    expect(others).toBe(3 * rowsOfEach + 1);
  }));

/** A job over a folder of numbers to which a file with a text comes behind the first checkpoint, whereupon it fails once. */
async function interruptedJob(folder: string) {
  for (const name of ["b", "c"]) await writeFile(`${folder}/${name}.csv`, `id\n${"7\n".repeat(3000)}`);
  const files = memoryFiles();
  const seen = new Set<string>();
  let isInterrupted = false;
  const kinds = job("kinds", () =>
    from(csv<{ id: number | string }>(folder))
      .map(({ id }) => {
        seen.add(typeof id);
        return { id };
      })
      .apply(
        mapAsync(async () => {
          if (isInterrupted) return 1;
          while (!Object.keys(files.contents()).some((name) => /manifest/.test(name))) await sleep(1);
          isInterrupted = true;
          await writeFile(`${folder}/a.csv`, "id\nword\n");
          throw new Error("interrupted");
        }),
      )
      .discard(),
  );
  const checkpoint = { dir: "checkpoints", files, interval: 5 } as const;
  const run = (restart?: RunOptions["restart"]) =>
    kinds.run({ checkpoint, batchRows: 100, onWarning: () => undefined, ...(restart && { restart }) });
  return { run, seen };
}

test("a job that begins again by itself has the types that it began with", () =>
  inFolder(async (folder) => {
    const { run, seen } = await interruptedJob(folder);
    await run({ strategy: "fixed delay", delay: 1, attempts: 1 });
    expect(seen).toEqual(new Set(["number"]));
  }));

test("! a job that is begun again is refused where files that came meanwhile change the types it has read by", () =>
  inFolder(async (folder) => {
    const { run, seen } = await interruptedJob(folder);
    await expect(run({ strategy: "none" })).rejects.toThrow("interrupted");
    await expect(run({ strategy: "fixed delay", delay: 1 })).rejects.toThrow(
      /columns must have the types that they were read by so far: got string of "id", which was int64, .* give the source a schema/,
    );
    expect(seen).toEqual(new Set(["number"]));
    await rm(`${folder}/a.csv`);
    await run();
    expect(seen).toEqual(new Set(["number"]));
  }));
