import { expect, test } from "vitest";
import { wallClock } from "../../../core/time/wall-clock.ts";

const time = Date.parse;

test("a wall shows the time of its zone", () => {
  const { wallOf, timeOf } = wallClock("Asia/Kolkata");
  expect(wallOf(time("2026-05-01T00:00Z"))).toBe(time("2026-05-01T05:30Z"));
  expect(timeOf(time("2026-05-01T05:30Z"))).toBe(time("2026-05-01T00:00Z"));
  expect(wallClock("UTC").wallOf(-1)).toBe(-1);
});

test("where a clock is set forward, what it leaves out comes at that moment", () => {
  const { wallOf, timeOf } = wallClock("Europe/Berlin");
  expect(wallOf(time("2026-03-29T00:59:59Z"))).toBe(time("2026-03-29T01:59:59Z"));
  expect(wallOf(time("2026-03-29T01:00Z"))).toBe(time("2026-03-29T03:00Z"));
  for (const left of ["02:00", "02:30", "03:00"]) {
    expect(timeOf(time(`2026-03-29T${left}Z`))).toBe(time("2026-03-29T01:00Z"));
  }
});

test("where a clock is set back, it stands still until it has caught up", () => {
  const { wallOf, timeOf } = wallClock("Europe/Berlin");
  expect(timeOf(time("2026-10-25T02:30Z"))).toBe(time("2026-10-25T00:30Z"));
  expect(wallOf(time("2026-10-25T01:00Z"))).toBe(time("2026-10-25T03:00Z") - 1);
  expect(wallOf(time("2026-10-25T01:59Z"))).toBe(time("2026-10-25T03:00Z") - 1);
  expect(wallOf(time("2026-10-25T02:00Z"))).toBe(time("2026-10-25T03:00Z"));
  expect(timeOf(time("2026-10-25T03:00Z"))).toBe(time("2026-10-25T02:00Z"));
});

test("midnight comes once, also where it is set back over midnight, and where a day is left out", () => {
  const havana = wallClock("America/Havana");
  expect(havana.timeOf(time("2012-11-04T00:00Z"))).toBe(time("2012-11-04T04:00Z"));
  expect(havana.timeOf(time("2012-11-05T00:00Z"))).toBe(time("2012-11-05T05:00Z"));
  const apia = wallClock("Pacific/Apia");
  expect(apia.timeOf(time("2011-12-30T00:00Z"))).toBe(apia.timeOf(time("2011-12-31T00:00Z")));
});

test("walls never go back, and a time is never before the first of its wall time", () => {
  for (const zone of ["Europe/Berlin", "America/Havana", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia"]) {
    const { wallOf, timeOf } = wallClock(zone);
    let before = Number.NEGATIVE_INFINITY;
    for (let at = time("2011-06-01T00:00Z"); at < time("2012-12-31T00:00Z"); at += 1_800_000) {
      const wall = wallOf(at);
      expect(wall).toBeGreaterThanOrEqual(before);
      expect(timeOf(wall)).toBeLessThanOrEqual(at);
      before = wall;
    }
  }
});

test("times before our era, and beyond any calendar, have a wall time too", () => {
  const { wallOf } = wallClock("Europe/Berlin");
  expect(wallOf(-7e13)).toBe(-7e13 + 3_208_000);
  expect(Number.isFinite(wallOf(8.6e15))).toBe(true);
});

test("a zone that nobody knows is refused", () => {
  expect(() => wallClock("Europe/Atlantis")).toThrow(
    /Cannot tell the time of the zone "Europe\/Atlantis" as it must be a name that this runtime knows.*"Europe\/Berlin"/,
  );
});
