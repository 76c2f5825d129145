import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { csv } from "../../../connectors/csv/mod.ts";
import { jsonLines } from "../../../connectors/json-lines/mod.ts";
import { from, schema } from "../../../core/mod.ts";
import { inFolder, put } from "../files/text-files.ts";

interface Flight {
  readonly origin: string;
  readonly delay: number;
}

const content = "origin,delay,carrier\nKEF,5,FI\nRKV,,FI\nKEF,61,BA\nAEY,17,FI\n";

test("a dataset of a CSV file is filtered, mapped and written as CSV", () =>
  inFolder(async (folder) => {
    const flights = csv<Flight>(await put(`${folder}/flights.csv`, content));
    const late = from(flights)
      .filter((flight) => flight.delay > 15)
      .map((flight) => ({ from: flight.origin, minutes: flight.delay }));
    await late.sinkTo(csv(`${folder}/late.csv`)).run();
    expect(await readFile(`${folder}/late.csv`, "utf8")).toBe("from,minutes\nKEF,61\nAEY,17\n");
    expect(await late.collect()).toEqual([
      { from: "KEF", minutes: 61 },
      { from: "AEY", minutes: 17 },
    ]);
  }));

test("a dataset of JSON lines with bad lines skips them where it is said", () =>
  inFolder(async (folder) => {
    const path = await put(
      `${folder}/flights.jsonl`,
      '{"origin":"KEF","delay":5}\n{"origin":\n{"origin":"AEY","delay":17}\n',
    );
    await expect(from(jsonLines<Flight>(path)).collect()).rejects.toThrow(
      `Cannot read line 2 of "${path}" as each line must be a JSON object: got "{\\"origin\\":"; ` +
        'mend the line, or say from(…, { onError: "skip" })',
    );
    const rows = await from(jsonLines<Flight>(path), { onError: "skip" }).collect();
    expect(rows).toEqual([
      { origin: "KEF", delay: 5 },
      { origin: "AEY", delay: 17 },
    ]);
  }));

test("several subtasks read a folder and write part files, and all is there once", () =>
  inFolder(async (folder) => {
    for (let file = 0; file < 5; file++) {
      const lines = Array.from({ length: 100 }, (_, at) => `${file * 100 + at},x${at}\n`);
      await put(`${folder}/part-${file}.csv`, `id,name\n${lines.join("")}`);
    }
    await from(csv<{ id: number }>(folder))
      .sinkTo(csv(`${folder}/out/`))
      .run({ parallelism: 3 });
    const rows = await from(csv<{ id: number }>(`${folder}/out/`)).collect();
    expect(rows.map(({ id }) => id).sort((a, b) => a - b)).toEqual(Array.from({ length: 500 }, (_, id) => id));
  }));

test("a first line that holds no name of the schema may be a row, which is said; one that holds some is a header", () =>
  inFolder(async (folder) => {
    const path = await put(`${folder}/towns.csv`, "Kent,4\nBend,5\n");
    const read = (fields: Record<string, "string" | "int32">, header: object = {}) =>
      from(csv(path, { schema: schema(fields), ...header })).collect();
    await expect(read({ city: "string", people: "int32" })).rejects.toThrow(
      /Cannot read column "city" .*; where the first line is a row and no header, say csv\(…, \{ header: "none" \}\)$/,
    );
    await expect(read({ Kent: "string", people: "int32" })).rejects.not.toThrow(/header/);
    expect(await read({ city: "string", people: "int32" }, { header: "none" })).toEqual([
      { city: "Kent", people: 4 },
      { city: "Bend", people: 5 },
    ]);
  }));

test("a path that goes on behind a file says which part of it is a file", () =>
  inFolder(async (folder) => {
    const file = await put(`${folder}/towns.csv`, "city\nKent\n");
    for (const path of [`${file}/`, `${file}/x.csv`, `${file}/*.csv`]) {
      const read = from(csv(path)).collect();
      await expect(read).rejects.toThrow(`must be a folder: got ${JSON.stringify(file)}, which is a file; leave out`);
    }
    await expect(
      from([{ a: 1 }])
        .sinkTo(csv(`${file}/x.csv`))
        .run(),
    ).rejects.toThrow(`must be a folder: got ${JSON.stringify(file)}, which is a file; check the path`);
  }));
