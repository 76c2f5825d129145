import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { at, end, on, row, verifyOperator, watermark } from "../../../core/testing/mod.ts";
import { onlineKMeans } from "../../../ml/mod.ts";
import { server } from "../../../ml/online/server.ts";

const { model } = onlineKMeans({ k: 1 });

/** A server whose models shift numbers by what they have learned. */
const shifting = (maxModelDelayMs?: number, initial?: { readonly by: number }) =>
  server<{ readonly by: number }>({
    name: "shift",
    mapping: ({ by }) => ({
      reads: ["x"],
      adds: ["y"],
      open: () => (batch) => [
        {
          type: { kind: "float64" },
          layout: "float64",
          values: batch.numbers("x").map((x) => x + by),
          validity: undefined,
        },
      ],
    }),
    reads: ["x"],
    adds: ["y"],
    version: "version",
    maxModelDelayMs,
    initial,
  });
const version = (number: number, time: number) =>
  at(time, { version: number, time, learned: { by: 100 * (number + 1) } });
const exchange = ["rebalance", "broadcast"] as const;

test("rows wait for the first model, and then are answered by the newest at once, with its version", () =>
  verifyOperator(shifting(), {
    input: [
      on(0, at(1, { x: 1 })),
      watermark(5),
      on(0, at(7, { x: 2 })),
      on(1, version(0, 6)),
      on(0, at(8, { x: 3 })),
      on(1, version(1, 7)),
      on(0, at(9, { x: 4 })),
      watermark(10),
      end,
    ],
    output: [
      watermark(0),
      at(1, { x: 1, y: 101, version: 0 }),
      at(7, { x: 2, y: 102, version: 0 }),
      watermark(5),
      at(8, { x: 3, y: 103, version: 0 }),
      at(9, { x: 4, y: 204, version: 1 }),
      watermark(10),
      end,
    ],
    exchange,
  }));

test("a row waits until a model is not older than it by more than the delay, and event time waits for the row", () =>
  verifyOperator(shifting(1000), {
    input: [
      on(1, version(0, 500)),
      on(0, at(1500, { x: 1 })),
      on(0, at(1501, { x: 2 })),
      watermark(2000),
      on(0, at(3600, { x: 3 })),
      watermark(3700),
      on(1, version(1, 2500)),
      on(1, version(2, 4000)),
      watermark(4000),
      end,
    ],
    output: [
      at(1500, { x: 1, y: 101, version: 0 }),
      watermark(1500),
      at(1501, { x: 2, y: 202, version: 1 }),
      watermark(3599),
      at(3600, { x: 3, y: 303, version: 2 }),
      watermark(3700),
      watermark(4000),
      end,
    ],
    exchange,
  }));

test("behind the last model all rows are served by it", () =>
  verifyOperator(shifting(10), {
    input: [on(1, version(0, 5)), on(0, at(100, { x: 1 })), on(1, end), on(0, at(200, { x: 2 })), end],
    output: [at(100, { x: 1, y: 101, version: 0 }), at(200, { x: 2, y: 102, version: 0 }), end],
    exchange,
  }));

test("an initial model is version 0, for rows that any model will do for", () =>
  verifyOperator(shifting(undefined, { by: 1 }), {
    input: [on(0, row({ x: 1 })), on(1, version(1, 5)), on(0, row({ x: 1 })), end],
    output: [row({ x: 1, y: 2, version: 0 }), row({ x: 1, y: 201, version: 1 }), end],
    exchange,
  }));

test("rows that no model ever comes for fail, each by onError", () =>
  verifyOperator(shifting(), {
    input: [on(0, at(1, { x: 1 })), on(1, end), on(0, at(2, { x: 2 })), end],
    output: [end],
    failures: [/the models ended before the first of them.*initial model/s, /the models ended/],
  }));

test("a row without the column that models read has no answer, and a version of none", async () => {
  const rows = from([{ features: [1] }, { features: null }]);
  const models = onlineKMeans({ k: 1, every: 1 }).fit(from([{ features: [1] }]));
  expect(await models.transform(rows, { version: "by" }).collect()).toEqual([
    { features: [1], prediction: 0, by: 0 },
    { features: null, prediction: null, by: null },
  ]);
  expect(model({ centres: Float64Array.of(1), weights: Float64Array.of(1) }).kind).toBe("onlineKMeans");
});

test("what cannot be served so is told when it is planned", async () => {
  const models = onlineKMeans({ k: 1 }).fit(from([{ features: [1] }]));
  const rows = from([{ features: [1] }]);
  expect(() => models.transform(rows, { version: "prediction" })).toThrow("its column must have a name of its own");
  expect(() => models.transform(rows, { maxModelDelay: "soon" as never })).toThrow("maxModelDelay");
  expect(() => models.transform([] as never)).toThrow("as it takes a dataset: got an array");
  expect(() => models.transform(rows, { delay: 1 } as never)).toThrow("delay");
  expect(() => onlineKMeans({ k: 1 }).fit(rows, { initial: { centres: 1 } as never })).toThrow(
    "learned centres must be",
  );
  await expect(models.transform(rows, { maxModelDelay: 5 }).collect()).rejects.toThrow(
    "rows have no event time to compare with its own",
  );
});
