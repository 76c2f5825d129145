import { expect, test } from "vitest";
import { from, replay } from "../../../core/mod.ts";
import { dayMs, deployedAt, logLines, incidents as planted } from "../../../notebooks/cases/data/log-lines.ts";
import { type Incident, incidents, minutes } from "../../../notebooks/cases/logs/job.ts";
import { checkPicture, runCase, sorted } from "./case.ts";

const lines = logLines();
const scored = await minutes(from(lines)).collect();
const told = await incidents(minutes(from(lines))).collect();

const minuteOf = (time: Date): number => (time.getTime() - dayMs) / 60_000;

test("each incident is told from its first minute on, with the line that tells of it, and nothing else is", () => {
  expect(told.map(({ from }) => minuteOf(from))).toEqual(planted.map(({ from }) => from));
  for (const [nth, { until, says }] of planted.entries()) {
    expect(told[nth]!.says).toContain(says);
    expect(minuteOf(told[nth]!.until)).toBeLessThanOrEqual(until);
    expect(minuteOf(told[nth]!.until)).toBeGreaterThan(until - 5);
  }
});

test("a line that was never seen before, and comes once, is the most surprising of its minute and no incident", () => {
  const deployed = scored.find(({ windowStart }) => minuteOf(new Date(windowStart)) === deployedAt)!;
  expect(deployed).toMatchObject({ most: "web: version * starts", surprise: 1 });
  expect(deployed.score).toBeLessThan(0.6);
});

test("all lines but those of stack traces are counted, in each of the day's minutes", () => {
  const traces = lines.filter((line) => line.startsWith(" ")).length;
  expect(traces).toBe(9 * 12);
  expect(scored).toHaveLength(1440);
  expect(scored.reduce((sum, minute) => sum + minute.lines, 0)).toBe(lines.length - traces);
});

test("a stream, whose lines come one by one, gives the incidents that a stored file does", async () => {
  const timed = lines
    .filter((line) => !line.startsWith(" "))
    .map((text) => ({ text, at: Date.parse(text.slice(0, 24)) }));
  const stream = from(replay(timed, { time: "at", speedUp: Number.POSITIVE_INFINITY })).map(({ text }) => text);
  const streamed: Incident[] = [];
  await incidents(minutes(stream)).forEach((incident) => void streamed.push(incident));
  expect(streamed).toEqual(told);
});

test("without what goes wrong there is no incident", async () => {
  const quiet = lines.filter((line) => !/root|OutOfMemory| {4}at heap|slow/.test(line));
  expect(await incidents(minutes(from(quiet))).collect()).toEqual([]);
});

test("the command prints an incident a line", async () => {
  expect(sorted(await runCase("logs"))).toEqual(sorted(told.map((incident) => JSON.parse(JSON.stringify(incident)))));
});

test("its picture is what is drawn now", () => checkPicture("logs"));
