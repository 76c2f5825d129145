import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

/** The rules that the catalogue of semantics marks as easily got wrong, by its sections, and the beginnings of the titles that hold them. */
const held: readonly (readonly [section: string, rule: string, title: string])[] = [
  ["1", "a reduce of bounded data gives the final value only", "! a reduce of bounded data emits only"],
  ["1", "min has the field of one row, minBy is a whole row", "! the least value is that of its column"],
  ["1", "sliding count windows fire first after the slide", "! sliding count windows first fire after"],
  ["1", "the name of a step binds its state", "! the name of a step binds its state"],
  ["2", "order of a key while state is on its way", "! rows of a key keep their order while state"],
  ["2", "reading refreshes the time to live of map entries", "! with onReadAndWrite reading refreshes"],
  ["2", "a longer time to live resurrects nothing", "! going from a short to a long TTL"],
  ["2", "values changed in place do not leak into state", "! mutating a returned value in place"],
  ["3", "timers at or before the watermark wait for the next one", "! registering a timer at or before"],
  ["4", "the watermark is the newest time − bound − 1", "! the watermark trails the newest time"],
  ["4", "watermarks of splits are made inside the source", "! the least of the active splits inside"],
  ["4", "behind the source they are lost", "! assigning after the source"],
  ["4", "who wakes with an older watermark moves nothing back", "! becoming active again with an older"],
  ["4", "a row whose window is open is not late", "! a record older than the watermark is not late"],
  ["5", "windows of negative times", "! a window starts at or before its records"],
  ["5", "sessions merge when they touch", "! sessions merge when they touch"],
  ["5", "gaps of 0 are errors", "! a dynamic gap that is not above 0"],
  ["5", "lateness is judged on the merged window", "! lateness is judged by the merged session"],
  ["5", "global windows without a trigger give nothing", "! a global window gives nothing"],
  ["5", "a late row that is allowed fires at once", "! a late record that is allowed fires"],
  ["5", "a trigger takes the place of the default", "! a trigger replaces that of the window"],
  ["5", "an evictor keeps all rows", "! an evictor has all records kept"],
  ["5", "lateness beyond all times", "! a lateness that goes beyond all times"],
  ["5", "late is what all windows are closed for", "! records that only some of their windows"],
  ["5", "state of a window is gone with it", "! a function of a window is called at each"],
  ["7", "negative bounds of an interval join", "! negative bounds pair"],
  ["7", "one-sided bounds of an interval join", "! one-sided bounds pair"],
  ["7", "nothing is joined as of a time by the clock", "! nothing is joined as of a time by the clock"],
  ["8", "a watermark is a fence for answers in any order", "! unordered: results leave in the order"],
  ["10", "a savepoint without drain ends no event time", "! a run that is stopped with a savepoint"],
  ["10", "a later checkpoint commits what earlier ones prepared", "! what sinks prepared for checkpoints"],
  ["10", "event time after a restore", "! a restored run does not fall behind"],
  ["11", "bounded rows by key: one group is kept", "! of bounded rows in the order of their key"],
];

const folder = fileURLToPath(new URL(".", import.meta.url));

function titles(): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".test.ts"))
    .flatMap((path) => [...readFileSync(folder + path, "utf8").matchAll(/\btest\(\s*"(! [^"]*)"/g)])
    .map(([, title]) => title!);
}

test("each rule of streams that is easily got wrong is held by a test with that title", () => {
  const found = titles();
  const missing = held.filter(([, , start]) => !found.some((title) => title.startsWith(start)));
  expect(missing).toEqual([]);
});
