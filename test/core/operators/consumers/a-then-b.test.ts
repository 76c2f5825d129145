import { test } from "vitest";
import { at, crash, end, verifyOperator, watermark } from "../../../../core/testing/mod.ts";
import { aThenB, type Event } from "./a-then-b.ts";

const exchange = [(event: Event) => event.user];
const a = (timeMs: number, user: string, id: number) => at(timeMs, { user, type: "a", id });
const b = (timeMs: number, user: string, id: number) => at(timeMs, { user, type: "b", id });
const match = (timeMs: number, user: string, first: number, second: number) =>
  at(timeMs, { user, a: first, b: second });

test("a then b of one user within the bound is a match, at the time of b, whatever the order of arrival", () =>
  verifyOperator(aThenB(10_000), {
    input: [
      b(5_000, "u", 2),
      a(1_000, "u", 1),
      b(6_000, "v", 3),
      watermark(4_000),
      a(4_500, "u", 4),
      watermark(9_000),
      end,
    ],
    output: [watermark(4_000), match(5_000, "u", 1, 2), match(5_000, "u", 4, 2), watermark(9_000), end],
    sides: { timeout: [a(11_000, "u", 1), a(14_500, "u", 4)] },
    exchange,
  }));

test("at the bound itself it is too late for b: the a times out", () =>
  verifyOperator(aThenB(10), {
    input: [a(0, "u", 1), b(9, "u", 2), b(10, "u", 3), a(20, "v", 4), watermark(29), watermark(30), b(31, "v", 5), end],
    output: [match(9, "u", 1, 2), watermark(29), watermark(30), end],
    sides: { timeout: [a(10, "u", 1), a(30, "v", 4)] },
    exchange,
  }));

test("partial matches and their timeouts survive a crash", () =>
  verifyOperator(aThenB(10), {
    input: [a(1, "u", 1), watermark(5), crash, b(7, "u", 2), crash, watermark(8), crash, watermark(100)],
    output: [watermark(5), match(7, "u", 1, 2), watermark(8), watermark(100)],
    sides: { timeout: [a(11, "u", 1)] },
    exchange,
  }));

test("an event at or behind the watermark is late", () =>
  verifyOperator(aThenB(10), {
    input: [watermark(5), a(5, "u", 1), a(6, "u", 2), b(7, "u", 3), watermark(7)],
    output: [watermark(5), match(7, "u", 2, 3), watermark(7)],
    sides: { late: [a(5, "u", 1)] },
    exchange,
  }));
