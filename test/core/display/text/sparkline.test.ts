import { expect, test } from "vitest";
import { sparkline } from "../../../../core/display/text/sparkline.ts";

test("the least value is the lowest bar, the greatest the highest", () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7])).toBe("▁▂▃▄▅▆▇█");
  expect(sparkline([-3, 4n, null, Number.POSITIVE_INFINITY, -3])).toBe("▁█  ▁");
});

test("equal values are neither low nor high", () => {
  expect(sparkline([5, 5, 5])).toBe("▄▄▄");
});

test("more values than characters are averaged with their neighbours; what is missing does not count", () => {
  expect(sparkline([0, 2, 7, 9, 3, null, null, null], { width: 4 })).toBe("▁█▃ ");
});

test("there is no bar for no value", () => {
  expect(sparkline([])).toBe("");
});
