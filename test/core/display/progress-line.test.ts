import { expect, test } from "vitest";
import { progressLine } from "../../../core/display/progress-line.ts";
import { textWidth } from "../../../core/display/text-width.ts";

test("rows of a known total show a bar, the rate and the time left", () => {
  expect(progressLine({ rows: 500, totalRows: 2000, elapsedMs: 1000, width: 80 })).toBe(
    "███████▌░░░░░░░░░░░░░░░░░░░░░░  25 %  500 rows · 500 rows/s · 3 s left",
  );
});

test("bytes tell the share where the rows to come are not known", () => {
  const progress = { rows: 1.2e6, bytes: 3.4e7, totalBytes: 1e8, elapsedMs: 90_000, width: 80 };
  expect(progressLine(progress)).toBe(
    "███████▍░░░░░░░░░░░░░░  34 %  1.2M rows · 34 MB · 13.3k rows/s · 2 min 55 s left",
  );
});

test("without a total there is no bar, and before the first moment no rate", () => {
  expect(progressLine({ rows: 0, elapsedMs: 0, width: 80 })).toBe("0 rows");
  expect(progressLine({ rows: 1, elapsedMs: 2000, width: 80 })).toBe("1 row · 0.5 rows/s");
});

test("what is done has a full bar and nothing left, also past its total", () => {
  const done = `${"█".repeat(30)} 100 %  3M rows · 1.5M rows/s`;
  expect(progressLine({ rows: 3e6, totalRows: 3e6, elapsedMs: 2000, width: 80 })).toBe(done);
  expect(progressLine({ rows: 3e6, totalRows: 2e6, elapsedMs: 2000, width: 80 })).toBe(done);
});

test("long times are told in minutes, hours and days", () => {
  const left = (seconds: number): string | undefined =>
    progressLine({ rows: 1, totalRows: 2, elapsedMs: seconds * 1000, width: 80 })
      .split(" · ")
      .at(-1);
  expect([59, 61, 3_600, 12_000, 100_000].map(left)).toEqual([
    "59 s left",
    "1 min 1 s left",
    "1 h 0 min left",
    "3 h 20 min left",
    "1 d 4 h left",
  ]);
});

test("no line is wider than its width, whatever that is", () => {
  for (let width = 1; width <= 100; width++) {
    const line = progressLine({ rows: 1_234_567, bytes: 9.9e9, totalRows: 9_876_543, elapsedMs: 123_456, width });
    expect(textWidth(line)).toBeLessThanOrEqual(width);
  }
});

test("a total of zero is no total", () => {
  expect(progressLine({ rows: 0, totalRows: 0, totalBytes: 0, bytes: 0, elapsedMs: 1000, width: 80 })).toBe(
    "0 rows · 0 rows/s",
  );
});
