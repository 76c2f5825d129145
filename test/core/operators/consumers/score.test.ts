import { test } from "vitest";
import { at, crash, end, on, verifyOperator, watermark } from "../../../../core/testing/mod.ts";
import { score } from "./score.ts";

const exchange = ["rebalance", "broadcast"] as const;
const x = (timeMs: number, value: number) => on(0, at(timeMs, value));
const model = (timeMs: number, version: number, weight: number) => on(1, at(timeMs, { version, weight }));
const scored = (timeMs: number, value: number, by: number | null, version: number | null) =>
  at(timeMs, { x: value, score: by, version });

test("each row is scored by the newest model at its time, whichever arrives first", () =>
  verifyOperator(score(), {
    input: [x(5, 1), x(15, 2), model(0, 1, 10), x(25, 3), model(20, 2, 100), watermark(30), x(31, 4), end],
    output: [
      scored(5, 1, 10, 1),
      scored(15, 2, 20, 1),
      scored(25, 3, 300, 2),
      watermark(30),
      scored(31, 4, 400, 2),
      end,
    ],
    exchange,
  }));

test("rows wait until both inputs have come as far as they", () =>
  verifyOperator(score(), {
    input: [x(5, 1), on(0, watermark(50)), model(4, 1, 2), on(1, watermark(4)), on(1, watermark(6)), end],
    output: [watermark(4), scored(5, 1, 2, 1), watermark(6), end],
    exchange,
  }));

test("a row before the first model has no score", () =>
  verifyOperator(score(), {
    input: [x(5, 1), model(6, 1, 2), watermark(10)],
    output: [scored(5, 1, null, null), watermark(10)],
    exchange,
  }));

test("the model and the rows that wait survive crashes and rescaling, none twice", () =>
  verifyOperator(score(), {
    input: [
      model(0, 1, 10),
      x(11, 1),
      x(12, 2),
      watermark(10),
      crash,
      x(13, 3),
      crash,
      watermark(11),
      crash,
      watermark(20),
    ],
    output: [
      watermark(10),
      scored(11, 1, 10, 1),
      watermark(11),
      scored(12, 2, 20, 1),
      scored(13, 3, 30, 1),
      watermark(20),
    ],
    exchange,
  }));

test("when the models have ended, the last one stays", () =>
  verifyOperator(score(), {
    input: [model(0, 1, 10), on(1, end), x(5, 1), on(0, watermark(5)), on(0, end)],
    output: [scored(5, 1, 10, 1), watermark(5), end],
    exchange,
  }));
