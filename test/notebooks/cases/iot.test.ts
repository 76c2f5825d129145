import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parquet } from "../../../connectors/parquet/mod.ts";
import { type Dataset, from, replay } from "../../../core/mod.ts";
import { readings, shiftMs, troubles } from "../../../notebooks/cases/data/readings.ts";
import { type Alarm, hot, type Reading, silent, type Work, work } from "../../../notebooks/cases/iot/job.ts";
import { checkPicture, runCase, sorted } from "./case.ts";

const read = readings();
const timed = (rows: Dataset<Reading>): Dataset<Reading> =>
  rows.withEventTime((reading) => reading.at, { outOfOrder: "10s" });
const alarms = await hot(timed(from(read)))
  .union(silent(timed(from(read))))
  .collect();

const minuteOf = ({ at }: Alarm): number => Math.round((at.getTime() - shiftMs) / 60_000);
const told = (alarm: Alarm["alarm"]): unknown[] =>
  sorted(alarms.filter((one) => one.alarm === alarm).map((one) => [one.machine, one.is, minuteOf(one)]));

test("each machine that runs hot is told after three minutes, and when it is over; one bad reading of 400 °C is not", () => {
  const expected = troubles.hot.flatMap(({ machine, from, until }) => [
    [machine, "raised", from + 3],
    [machine, "cleared", until + 3],
  ]);
  expect(told("hot")).toEqual(sorted(expected));
  expect(read.filter(({ celsius }) => celsius === 400)).toHaveLength(troubles.spikes.length);
});

test("each machine that falls silent is told after five minutes, and when it is heard again; one that is switched off is not", () => {
  const expected = troubles.silent.flatMap(({ machine, from, until }) => [
    [machine, "raised", from + 5],
    [machine, "cleared", until],
  ]);
  expect(told("silent")).toEqual(sorted(expected));
});

test("a stream, whose readings come one by one, gives the alarms and the work that stored readings do", async () => {
  const stream = (): Dataset<Reading> => timed(from(replay(read, { time: "at", speedUp: Number.POSITIVE_INFINITY })));
  const streamed: Alarm[] = [];
  await hot(stream())
    .union(silent(stream()))
    .forEach((alarm) => void streamed.push(alarm));
  expect(sorted(streamed)).toEqual(sorted(alarms));
  const worked: Work[] = [];
  await work(stream()).forEach((one) => void worked.push(one));
  expect(sorted(worked)).toEqual(sorted(await work(timed(from(read))).collect()));
});

test("an alarm is raised before it is cleared, however many readings come at a time", async () => {
  for (const parallelism of [1, 3]) {
    const found: Alarm[] = [];
    await silent(timed(from(read))).forEach((alarm) => void found.push(alarm), { parallelism });
    for (const { machine } of troubles.silent) {
      expect(found.filter((alarm) => alarm.machine === machine).map(({ is }) => is)).toEqual(["raised", "cleared"]);
    }
  }
});

test("the command prints an alarm a line, and writes when machines worked", async () => {
  const out = mkdtempSync(join(tmpdir(), "millrace-cases-"));
  onTestFinished(() => rmSync(out, { recursive: true }));
  expect(sorted(await runCase("iot", "--param", `out=${out}`))).toEqual(
    sorted(alarms.map((alarm) => JSON.parse(JSON.stringify(alarm)))),
  );
  const rows = await from(parquet<Work>(`${out}/work.parquet`)).collect();
  const kWh = read.reduce((sum, { watts }) => sum + (watts > 100 ? watts * 10 : 0), 0) / 3_600_000;
  expect(rows.reduce((sum, row) => sum + row.kWh, 0)).toBeCloseTo(kWh, 9);
  expect(rows.every((row) => Number(row.windowEnd) - Number(row.windowStart) <= 43 * 60_000)).toBe(true);
});

test("its picture is what is drawn now", () => checkPicture("iot"));
