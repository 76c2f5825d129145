import { expect, test } from "vitest";
import { cumulate, sliding, tumbling } from "../../../core/time/window.ts";

const zone = "Europe/Berlin";

test("windows of a zone are whole days, or whole hours that divide a day", () => {
  for (const size of ["1d", "7d", "1h", "6h", "12h"]) expect(tumbling(size, { zone }).zone).toBe(zone);
  expect(() => tumbling("5h", { zone })).toThrow(
    /Cannot let tumbling windows follow the clock of Europe\/Berlin as they must be whole days, or whole hours that divide a day: got 5 h; use for instance "1d"/,
  );
  expect(() => tumbling("36h", { zone })).toThrow(/whole days.*got 36 h/);
  expect(() => tumbling("10m", { zone })).toThrow(
    /got 10 m; leave the zone out, as clocks of all zones are whole quarters/,
  );
});

test("cumulate windows may grow by hours of a zone; sliding ones begin whole days apart", () => {
  expect(cumulate("1h", { upTo: "1d", zone }).zone).toBe(zone);
  expect(sliding("7d", { every: "1d", zone }).zone).toBe(zone);
  expect(sliding("36h", { every: "1d", zone }).zone).toBe(zone);
  expect(() => sliding("1d", { every: "1h", zone })).toThrow(
    /Cannot let sliding windows follow the clock of Europe\/Berlin as they must begin whole days apart.*got 1 h; use every: "1d", cumulate, or no zone/,
  );
  expect(() => sliding("2d", { every: "1d", zone: "Mars/Olympus" })).toThrow(/zone "Mars\/Olympus"/);
});

test("windows without a zone are as they were", () => {
  expect(tumbling("1d")).toEqual({ kind: "tumbling", sizeMs: 86_400_000, slideMs: 86_400_000, offsetMs: 0 });
});
