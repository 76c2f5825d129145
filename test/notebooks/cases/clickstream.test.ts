import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parquet } from "../../../connectors/parquet/mod.ts";
import { type Dataset, from, replay } from "../../../core/mod.ts";
import { type Click, type Hour, hours, type Visit, visits } from "../../../notebooks/cases/clickstream/job.ts";
import { clicks, visits as made } from "../../../notebooks/cases/data/clicks.ts";
import { checkPicture, runCase, sorted } from "./case.ts";

const clicked = clicks();
const timed = (rows: Dataset<Click>): Dataset<Click> => rows.withEventTime((click) => click.at, { outOfOrder: "2m" });
const found = await visits(timed(from(clicked))).collect();
const told = await hours(visits(timed(from(clicked)))).collect();

test("clicks that reach the server in any order make the visits that people made, with the page that each was left from", () => {
  const seen = found.map(({ user, start, clicks, left }) => ({ user, startMs: start.getTime(), clicks, left }));
  const expected = made().map(({ user, startMs, pages }) => ({
    user,
    startMs,
    clicks: pages.length,
    left: pages.at(-1),
  }));
  expect(sorted(seen)).toEqual(sorted(expected));
  expect(clicked.some(({ at }, nth) => nth > 0 && at < clicked[nth - 1]!.at)).toBe(true);
});

test("who comes to the checkout by a link, and never saw a product, is not in the funnel", () => {
  const byLink = found.filter(({ user, left }) => Number(user.split(" ")[1]) % 97 === 0 && left === "paid");
  expect(byLink.length).toBeGreaterThan(20);
  expect(byLink.every(({ depth }) => depth === 1)).toBe(true);
});

test("the hours count each visit once, and never more on a page than on the one before", () => {
  const ways = made().filter(({ user }) => Number(user.split(" ")[1]) % 97 !== 0);
  const reached = (page: Click["page"]): number => ways.filter(({ pages }) => pages.includes(page)).length;
  const total = (name: Exclude<keyof Hour, "hour">): number => told.reduce((sum, hour) => sum + hour[name], 0);
  expect(total("visits")).toBe(made().length);
  for (const page of ["product", "cart", "checkout", "paid"] as const)
    expect([page, total(page)]).toEqual([page, reached(page)]);
  for (const { visits, product, cart, checkout, paid } of told) {
    const steps = [visits, product, cart, checkout, paid];
    expect(steps).toEqual(steps.toSorted((a, b) => b - a));
  }
});

test("a stream, whose clicks come one by one, gives the visits and hours that stored clicks do", async () => {
  const stream = visits(timed(from(replay(clicked, { time: "at", speedUp: Number.POSITIVE_INFINITY }))));
  const ended: Visit[] = [];
  await stream.forEach((visit) => void ended.push(visit));
  expect(sorted(ended)).toEqual(sorted(found));
  const streamed: Hour[] = [];
  await hours(stream).forEach((hour) => void streamed.push(hour));
  expect(sorted(streamed)).toEqual(sorted(told));
});

test("the command prints an hour a line, and writes the visits", async () => {
  const out = mkdtempSync(join(tmpdir(), "millrace-cases-"));
  onTestFinished(() => rmSync(out, { recursive: true }));
  const printed = await runCase("clickstream", "--param", `out=${out}`);
  expect(sorted(printed)).toEqual(sorted(told.map((hour) => JSON.parse(JSON.stringify(hour)))));
  expect(await from(parquet<Visit>(`${out}/visits.parquet`)).collect()).toHaveLength(found.length);
});

test("its picture is what is drawn now", () => checkPicture("clickstream"));
