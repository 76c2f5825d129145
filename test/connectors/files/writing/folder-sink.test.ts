import { readdir } from "node:fs/promises";
import { expect, test } from "vitest";
import { csv } from "../../../../connectors/csv/mod.ts";
import type { PartitionBy } from "../../../../connectors/files/mod.ts";
import { jsonLines } from "../../../../connectors/json-lines/mod.ts";
import { localFiles, type Sink } from "../../../../core/io/mod.ts";
import { type Dataset, from, schema } from "../../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../../core/platform/mod.ts";
import { inFolder } from "../text-files.ts";
import { testFolderSinks, testRolling, visibleIn, type WrittenPlace } from "./rolling-cases.ts";

async function placed(): Promise<WrittenPlace> {
  const folder = await temporaryFolder("millrace-folder-sink-");
  return { files: localFiles, folder, remove: () => deleteFolder(folder) };
}

testFolderSinks("on this machine", placed);
testRolling("on this machine", placed);

const context = { subtask: 0, parallelism: 1, runId: "r1", signal: new AbortController().signal };

test("folders are by values, escaped as Hive does, and by the time of a column or of the row; files lack those columns", () =>
  inFolder(async (folder) => {
    const day = Date.UTC(2024, 4, 1, 13, 30);
    const rows = [
      { city: "São/Paulo", at: day, n: 1 },
      { city: null, at: day + 86_400_000, n: 2 },
      { city: "a=b", at: day, n: 3 },
    ];
    const made = schema({ city: "string", at: "timestamp", n: "int64" });
    await from(rows, { schema: made })
      .withEventTime((one) => one.at)
      .sinkTo(csv(`${folder}/out`, { partitionBy: ["city", { by: "day", of: "at" }, { by: "hour" }] }))
      .run();
    const paths = (await visibleIn({ files: localFiles }, `${folder}/out`)).map((path) =>
      path.replace(/\/part-.*/, ""),
    );
    expect(paths).toEqual([
      "city=S\u00e3o%2FPaulo/day=2024-05-01/hour=2024-05-01-13",
      "city=__HIVE_DEFAULT_PARTITION__/day=2024-05-02/hour=2024-05-02-13",
      "city=a%3Db/day=2024-05-01/hour=2024-05-01-13",
    ]);
    const [first] = await visibleIn({ files: localFiles }, `${folder}/out`);
    expect(Object.keys((await from(csv<object>(`${folder}/out/${first}`)).collect())[0]!)).toEqual(["at", "n"]);
  }));

test("folders by time of years before 0 and behind 9999 have a sign and six digits, and are read as what they were", () =>
  inFolder(async (folder) => {
    const times = [Date.UTC(10_000, 4, 1, 13, 30), Date.UTC(10_000, 4, 2), Date.UTC(-1, 4, 1), Date.UTC(2024, 4, 1)];
    const made = schema({ at: "timestamp", n: "int64" });
    for (const by of ["year", "month", "day", "hour", "minute"] as const) {
      const sink = csv(`${folder}/${by}`, { partitionBy: [{ by, of: "at" }] });
      await from(
        times.map((at, n) => ({ at, n })),
        { schema: made },
      )
        .sinkTo(sink)
        .run();
      const folders = (await readdir(`${folder}/${by}`)).filter((name) => !name.startsWith(".")).sort();
      expect(folders).toEqual(farFolders[by]);
      const read = from(csv<{ at: number; n: number }>(`${folder}/${by}`)).collect();
      expect((await read).sort((a, b) => a.n - b.n).map(({ at }) => at)).toEqual(times);
    }
    const days = await from(csv<{ day: number; n: number }>(`${folder}/day`)).collect();
    const midnights = times.map((time) => Math.floor(time / 86_400_000) * 86_400_000);
    expect(days.sort((a, b) => a.n - b.n).map(({ day }) => day)).toEqual(midnights);
    const years = await from(csv<{ year: number }>(`${folder}/year`)).collect();
    expect(years.map(({ year }) => year).sort((a, b) => a - b)).toEqual([-1, 2024, 10_000, 10_000]);
    const dated = from([{ day: times[1]! }, { day: midnights[2]! }], { schema: schema({ day: "date" }) });
    await dated.sinkTo(jsonLines(`${folder}/dates`, { partitionBy: ["day"] })).run();
    expect((await readdir(`${folder}/dates`)).sort()).toEqual(["day=+010000-05-02", "day=-000001-05-01"]);
  }));

test("a column that a folder by time would hide from readers is refused, known before or not, with the name to give it", () =>
  inFolder(async (folder) => {
    const rows = [
      { at: 0, day: "mon" },
      { at: 1e12, day: "tue" },
    ];
    const typed = { schema: schema({ at: "timestamp", day: "string" }) };
    const write = (given: Dataset<(typeof rows)[number]>, by: PartitionBy): Promise<unknown> =>
      given.sinkTo(jsonLines(`${folder}/out`, { partitionBy: [by] })).run();
    const inferred = from(rows).map((row) => ({ ...row }));
    for (const given of [from(rows, typed), inferred]) {
      await expect(write(given, { by: "day", of: "at" })).rejects.toThrow(
        'to folders by day as none of its columns may have their name, "day", by which readers find the folder\'s value: ' +
          'got rows with such a column; give the folders another name: { by: "day", of: "at", name: "at_day" }',
      );
      // What the plan knows is told before there is a folder.
      if (given !== inferred) expect(await localFiles.stat(`${folder}/out`)).toBeUndefined();
    }
    await expect(write(inferred, { by: "hour", name: "day" })).rejects.toThrow('{ by: "hour", name: "event_hour" }');
    await write(inferred, { by: "day", of: "at", name: "at_day" });
    const read = from(jsonLines<{ at: number; day: string; at_day: number }>(`${folder}/out`));
    const day = Date.UTC(2001, 8, 9);
    expect(await read.filter((row) => row.day === "tue").collect()).toEqual([{ at: 1e12, day: "tue", at_day: day }]);
    // The one that the folder is made of may have its name.
    await from([{ day: 0 }])
      .sinkTo(jsonLines(`${folder}/own`, { partitionBy: [{ by: "day", of: "day" }] }))
      .run();
    expect(await from(jsonLines(`${folder}/own`)).collect()).toEqual([{ day: 0 }]);
  }));

const farFolders = {
  year: ["year=-1", "year=10000", "year=2024"],
  month: ["month=+010000-05", "month=-000001-05", "month=2024-05"],
  day: ["day=+010000-05-01", "day=+010000-05-02", "day=-000001-05-01", "day=2024-05-01"],
  hour: ["hour=+010000-05-01-13", "hour=+010000-05-02-00", "hour=-000001-05-01-00", "hour=2024-05-01-00"],
  minute: [
    "minute=+010000-05-01-13-30",
    "minute=+010000-05-02-00-00",
    "minute=-000001-05-01-00-00",
    "minute=2024-05-01-00-00",
  ],
};

test("what cannot be written so is refused", async () => {
  const given =
    (options: object, location = "out") =>
    () =>
      csv(location, options as never);
  expect(given({ partitionBy: ["_a"] })).toThrow('not begin with "." or "_", which readers pass over: got "_a"');
  expect(given({ partitionBy: ["a", "a"] })).toThrow('got "a"');
  expect(given({ partitionBy: [{ by: "week" }] })).toThrow('must be year, month, day, hour or minute: got "week"');
  expect(given({ marker: "DONE" })).toThrow(
    'must begin with "_" or ".", so that no reader takes it for data: got "DONE"',
  );
  for (const marker of ["_", ".", "..", "../_DONE", "_a/b", "_a\\b", "._\0", "_\n", "_\ud800", `_${"é".repeat(106)}`])
    expect(given({ marker }), JSON.stringify(marker)).toThrow(
      "the name of its marker must be one that a file of the folder can have, at most 212 bytes long, as it is longer while it is written: got ",
    );
  for (const marker of ["_joined-00000001.json", "_joining-x.claim", "_JOINED-1", ".a.tmp", ".a.0.upload"])
    expect(given({ marker }), marker).toThrow("of its marker must be none that the folder's own files have: got \"");
  for (const marker of ["_SUCCESS", ".done", "...", "_joined", "_tmp.tmp"]) given({ marker })();
  expect(given({ marker: 1n })).toThrow("so that no reader takes it for data: got 1; use");
  expect(given({ roll: { sizeBytes: 0 } })).toThrow("as the sizeBytes of roll must be above 0: got 0");
  expect(given({ roll: { size: 1 } })).toThrow('Cannot set "size" in roll of csv(out)');
  await inFolder(async (folder) => {
    const file = csv(`${folder}/out.csv`, { roll: {} }) as unknown as Sink<never>;
    await expect(file.open(context)).rejects.toThrow(
      /with roll as that is of folders: got the name of a file; give a folder, ".*out\/"/,
    );
    // The longest name a marker may have is there in the end.
    const marker = `_${"é".repeat(105)}a`;
    await from([{ k: 1 }])
      .sinkTo(csv(`${folder}/longest`, { marker }))
      .run();
    expect(await readdir(`${folder}/longest`)).toContain(marker);
    const nested = from([{ k: { a: 1 } }]).sinkTo(csv(`${folder}/out`, { partitionBy: ["k"] }));
    await expect(nested.run()).rejects.toThrow(
      /by column "k" as its value must be a text, a number, a boolean or a time: got an object/,
    );
    const timeless = from([{ k: 1 }]).sinkTo(csv(`${folder}/out`, { partitionBy: [{ by: "day" }] }));
    await expect(timeless.run()).rejects.toThrow(
      /to folders by event time as its rows must have one: got rows without/,
    );
    const absent = from([{ k: 1 }]).sinkTo(csv(`${folder}/out`, { partitionBy: ["key"] }));
    await expect(absent.run()).rejects.toThrow(/Cannot read column "key" in csv\(.*\) as there is no such column/);
    const odd = from([{ k: "x" }]).sinkTo(csv(`${folder}/out`, { partitionBy: [{ by: "day", of: "k" }] }));
    await expect(odd.run()).rejects.toThrow(/to a folder by day as column "k" must be a time: got "x"/);
    for (const k of [Number.NaN, new Date(Number.NaN)]) {
      const none = from([{ k }]).sinkTo(csv(`${folder}/out`, { partitionBy: [{ by: "day", of: "k" }] }));
      await expect(none.run()).rejects.toThrow(/as column "k" must be a time: got (?:NaN|Invalid Date); make it ms/);
    }
    const far = from([{ k: 9e15 }]).sinkTo(csv(`${folder}/out`, { partitionBy: [{ by: "day", of: "k" }] }));
    await expect(far.run()).rejects.toThrow(
      /Cannot write a row of csv\(.*\) to a folder by day as a time must be within 275,000 years of 1970: got 9000000000000000 ms/,
    );
    const farDate = from([{ k: 9e15 }], { schema: schema({ k: "timestamp" }) });
    await expect(farDate.sinkTo(csv(`${folder}/out`, { partitionBy: ["k"] })).run()).rejects.toThrow(
      /Cannot write a row of csv\(.*\) to a folder by column "k" as a time must be within 275,000 years/,
    );
  });
});
