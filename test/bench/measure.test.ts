import { expect, test } from "vitest";
import type { BenchCase } from "./case.ts";
import { measure, spreadOf } from "./measure.ts";
import { alignedLines, cellsOf, recordOf, tableHeader } from "./report.ts";

test("a spread is the median, the least and the greatest", () => {
  expect(spreadOf([5, 1, 3])).toEqual({ median: 3, low: 1, high: 5 });
  expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, low: 1, high: 4 });
});

test("both sides run in turn, after the setup and a warm-up of each", async () => {
  const calls: string[] = [];
  const spend = (name: string) => () => {
    calls.push(name);
    for (const end = performance.now() + 31; performance.now() < end; );
  };
  const one: BenchCase = {
    name: "spend",
    rows: 10,
    run: spend("ours"),
    rival: { name: "other", run: spend("rival") },
    setup: () => calls.push("setup") as unknown as undefined,
  };
  const measured = await measure(one, 2);
  expect(calls.join(" ")).toBe("setup ours ours rival rival ours rival ours rival");
  expect(measured.ours.wall.median).toBeGreaterThan(3e6);
  expect(measured.rival).toBeDefined();
});

test("a run that gives what its measured part took is measured by that", async () => {
  const one: BenchCase = { name: "part", rows: 10, run: () => ({ cpuNs: 50, wallNs: 80 }) };
  const { ours } = await measure(one, 1);
  expect([ours.cpu.median, ours.wall.median]).toEqual([5, 8]);
});

test("what is taken off is told in the note", async () => {
  const part = (cpuNs: number) => () => ({ cpuNs, wallNs: cpuNs });
  const one: BenchCase = { name: "part", rows: 10, run: part(50), subtract: part(20), note: "alone" };
  const measured = await measure(one, 1);
  expect(measured.ours.cpu.median).toBe(3);
  expect(recordOf("basic", one, measured).note).toBe("alone; 2.00 ns taken off");
});

const figure = { cpu: { median: 2, low: 1, high: 3 }, wall: { median: 2, low: 1, high: 3 } };
const rival = { cpu: { median: 8, low: 7, high: 9 }, wall: { median: 8, low: 7, high: 9 } };

test("a record has the fields that the JSON promises, and no rival where there is none", () => {
  const one: BenchCase = { name: "sum", rows: 10, run: () => {} };
  expect(recordOf("basic", one, { ours: figure, rssBytes: 5 })).toEqual({
    suite: "basic",
    case: "sum",
    ns: 2,
    low: 1,
    high: 3,
    rows: 10,
    rival: null,
    rivalNs: null,
    rssBytes: 5,
    note: "",
  });
});

test("the table shows ours as a ratio to the rival", () => {
  const one: BenchCase = { name: "sum", rows: 10, run: () => {}, rival: { name: "loop", run: () => {} } };
  const cells = cellsOf(one, { ours: figure, rival, rssBytes: 5e6 });
  expect(cells[tableHeader.indexOf("ratio")]).toBe("0.25");
  expect(
    alignedLines([
      ["a", "10"],
      ["bcd", "9"],
    ]),
  ).toEqual(["a    10", "bcd   9"]);
});
