import { expect, test } from "vitest";
import {
  finalContents,
  insert,
  remove,
  updateAfter,
  updateBefore,
  virtualClock,
  watermark,
} from "../../../core/testing/mod.ts";

test("the final contents are what the changes leave, in the order it came", () => {
  const changes = [
    insert({ n: 1 }),
    insert({ n: 2 }),
    watermark(5),
    updateBefore({ n: 1 }),
    updateAfter({ n: 3 }),
    remove({ n: 2 }),
    insert({ n: 3 }),
  ];
  expect(finalContents(changes)).toEqual([{ n: 3 }, { n: 3 }]);
});

test("a changelog that takes back what it never gave is refused", () =>
  expect(() => finalContents([insert("a"), remove("b")])).toThrow(
    'Cannot apply remove("b") as the row must be there: got "a"; the changelog takes back what it never gave',
  ));

test("a virtual clock stands until it is told to go on, and does not go back", () => {
  const clock = virtualClock(10);
  clock.advanceTo(10);
  clock.advanceTo(25);
  expect(clock.nowMs()).toBe(25);
  expect(() => clock.advanceTo(24)).toThrow(
    "Cannot advance a virtual clock as time must not go back: got 24 ms at 25 ms",
  );
});
