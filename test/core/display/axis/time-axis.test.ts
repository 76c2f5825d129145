import { expect, test } from "vitest";
import { timeAxis } from "../../../../core/display/axis/time-axis.ts";

function ticks(from: string | number, to: string | number, count = 6): string {
  const ms = (time: string | number): number => (typeof time === "number" ? time : Date.parse(time));
  return timeAxis([ms(from), ms(to)], { count, format: undefined })
    .ticks.map(({ label, context }) => (context === undefined ? label : `${label}(${context})`))
    .join(" ");
}

test("ticks are at whole units, from milliseconds to years", () => {
  expect(ticks("2001-01-01T00:00:00Z", "2001-01-01T00:00:00.100Z", 2)).toBe(
    "00:00:00.000(1 Jan 2001) 00:00:00.050 00:00:00.100",
  );
  expect(ticks("2001-01-01T00:00:00Z", "2001-01-01T00:00:30Z", 2)).toBe(
    "00:00:00(1 Jan 2001) 00:00:10 00:00:20 00:00:30",
  );
  expect(ticks("2001-01-01", "2001-01-01T02:00:00Z", 4)).toBe("00:00(1 Jan 2001) 00:30 01:00 01:30 02:00");
  expect(ticks("2001-01-01", "2001-03-31", 3)).toBe("Jan(2001) Feb Mar");
  expect(ticks("1900-01-01", "2001-03-31")).toBe("1900 1920 1940 1960 1980 2000");
});

test("a day, month or year is named where it begins", () => {
  expect(ticks("2001-01-01T12:00Z", "2001-01-03T00:00Z", 4)).toBe(
    "12:00(1 Jan 2001) 18:00 00:00(2 Jan 2001) 06:00 12:00 18:00 00:00(3 Jan 2001)",
  );
  expect(ticks("1999-01-01", "2000-12-31", 5)).toBe("Jan(1999) Jul Jan(2000) Jul");
});

test("weeks begin on Mondays", () => {
  expect(ticks("2001-12-20", "2002-01-10", 3)).toBe("24(Dec 2001) 31 7(Jan 2002)");
});

test("the years before 100 are theirs, not those of the twentieth century", () => {
  expect(ticks(Date.UTC(-2, 0, 1), new Date(0).setUTCFullYear(9, 0, 1), 2)).toBe("0 5");
});

test("one moment has a second to either side", () => {
  expect(ticks("2001-01-01", "2001-01-01", 2)).toBe("23:59:59(31 Dec 2000) 00:00:00(1 Jan 2001) 00:00:01");
});

test("all the time there is has ticks, and what no date holds is numbers", () => {
  expect(ticks(-8.64e15, 8.64e15, 4).split(" ").length).toBeGreaterThan(2);
  expect(ticks(-8.64e16, 8.64e15, 3)).toContain("e16");
});
