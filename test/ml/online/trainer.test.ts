import { expect, test } from "vitest";
import { countWindow, from, globalWindow, session, sliding, tumbling } from "../../../core/mod.ts";
import { at, end, processingTime, row, verifyOperator, watermark } from "../../../core/testing/mod.ts";
import { onlineStandardScaler } from "../../../ml/mod.ts";
import { type Batching, batchingOf, type Every } from "../../../ml/online/every.ts";
import type { OnlineLearner } from "../../../ml/online/online-learner.ts";
import { trainer } from "../../../ml/online/trainer.ts";

/** Learns the numbers that it was given, in order, and a 0 where a batch ended. */
const remembering: OnlineLearner<{ readonly seen: Float64Array }> = {
  name: "remember",
  labels: "none",
  adds: () => [{ name: "prediction" }],
  sizeOf: () => 1,
  answerOf: () => () => undefined,
  open: (_, { saved }) => {
    const seen = [...((saved as number[] | undefined) ?? [])];
    return {
      learn: ({ features: { data } }, from, to) => void seen.push(...data.subarray(from, to)),
      endBatch: () => void seen.push(0),
      learned: () => ({ seen: Float64Array.from(seen) }),
      save: () => [...seen],
      answer: () => undefined,
    };
  },
};
const learning = (every: Every, batching: Batching = batchingOf(every)!) =>
  trainer({ learner: remembering, columns: { features: "x" }, batching, initial: undefined });
const model = (version: number, time: number, seen: readonly number[]) =>
  at(time, { version, time, learned: { seen: Float64Array.from(seen) } });

test("a model comes after so many rows, and one of what is left at the end", () =>
  verifyOperator(learning(2), {
    input: [at(5, { x: 1 }), at(3, { x: 2 }), watermark(3), at(9, { x: 3 }), end],
    output: [model(0, 5, [1, 2, 0]), watermark(3), model(1, 9, [1, 2, 0, 3, 0]), end],
    order: "kept",
  }));

test("rows without event time give models of the time −∞", () =>
  verifyOperator(learning(countWindow(1)), {
    input: [row({ x: 1 }), end],
    output: [row({ version: 0, time: Number.NEGATIVE_INFINITY, learned: { seen: Float64Array.of(1, 0) } }), end],
  }));

test("windows are learned when event time has passed them, in the order of time; late rows are counted", () =>
  verifyOperator(learning(tumbling(10)), {
    input: [
      at(12, { x: 4 }),
      at(9, { x: 3 }),
      at(1, { x: 1 }),
      at(1, { x: 2 }),
      watermark(8),
      watermark(9),
      at(9, { x: 100 }),
      at(25, { x: 6 }),
      at(11, { x: 5 }),
      watermark(19),
      end,
    ],
    output: [
      watermark(8),
      model(0, 9, [1, 2, 3, 0]),
      watermark(9),
      model(1, 19, [1, 2, 3, 0, 5, 4, 0]),
      watermark(19),
      model(2, 29, [1, 2, 3, 0, 5, 4, 0, 6, 0]),
      end,
    ],
    order: "kept",
    counts: { numLateRecordsDropped: 1 },
  }));

test("sessions grow and meet until event time has passed the gap behind them", () =>
  verifyOperator(learning(session(10)), {
    input: [
      at(0, { x: 1 }),
      at(20, { x: 3 }),
      watermark(8),
      at(10, { x: 2 }),
      watermark(28),
      at(31, { x: 4 }),
      watermark(29),
      at(2, { x: 100 }),
      end,
    ],
    output: [
      watermark(8),
      watermark(28),
      model(0, 29, [1, 2, 3, 0]),
      watermark(29),
      model(1, 40, [1, 2, 3, 0, 4, 0]),
      end,
    ],
    order: "kept",
    counts: { numLateRecordsDropped: 1 },
  }));

test("windows of the clock end by it, where there are rows", () =>
  verifyOperator(learning(tumbling(10, { time: "processing" })), {
    input: [
      processingTime(3),
      at(1, { x: 1 }),
      processingTime(9),
      processingTime(10),
      processingTime(20),
      at(4, { x: 2 }),
      processingTime(30),
      end,
    ],
    output: [model(0, 1, [1, 0]), model(1, 4, [1, 0, 2, 0]), end],
    order: "kept",
  }));

test("a global window gives one model, at the end", () =>
  verifyOperator(learning(globalWindow()), {
    input: [at(1, { x: 1 }), watermark(1), at(2, { x: 2 }), end],
    output: [watermark(1), model(0, 2, [1, 2, 0]), end],
  }));

test("windows in which a row is not once are refused, as are rows without a time in windows of it", async () => {
  expect(() => onlineStandardScaler({ every: sliding(10, { every: 5 }) })).toThrow("each row is in one of them");
  const models = onlineStandardScaler({ every: tumbling("1s") }).fit(from([{ features: [1] }]));
  await expect(models.versions.collect()).rejects.toThrow("as they have no event time");
});

test("options of fit that there are not are refused", () => {
  const rows = from([{ features: [1] }]);
  expect(() => onlineStandardScaler().fit([] as never)).toThrow("as it takes a dataset");
  expect(() => onlineStandardScaler().fit(rows, { every: 3 } as never)).toThrow("every");
});
