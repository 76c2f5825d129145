import { expect, test } from "vitest";
import type { AsyncContext } from "../../../core/operators/async-context.ts";
import { type AsyncMapOptions, asyncMap } from "../../../core/operators/async-map.ts";
import type { Retry } from "../../../core/operators/retry.ts";
import { at, crash, end, processingTime, row, verifyAsyncOperator, watermark } from "../../../core/testing/mod.ts";

interface Question {
  readonly n: number;
  /** How long the answer takes. */
  readonly ms: number;
}

const answer = async ({ n, ms }: Question, { sleep }: AsyncContext): Promise<number> => {
  await sleep(ms);
  return n;
};

function asking(options: Partial<AsyncMapOptions> = {}) {
  return asyncMap({ call: answer, order: "kept", capacity: 100, timeoutMs: 1000, retries: [], ...options });
}

const question = (n: number, ms: number): Question => ({ n, ms });

test("ordered: results leave in the order of their rows, however long each takes", () =>
  verifyAsyncOperator(asking(), {
    input: [
      at(1, question(1, 30)),
      at(2, question(2, 10)),
      processingTime(10),
      at(3, question(3, 0)),
      watermark(3),
      end,
    ],
    output: [at(1, 1), at(2, 2), at(3, 3), watermark(3), end],
    order: "kept",
    watermarks: "passed on",
    exchange: ["rebalance"],
  }));

test("! unordered: results leave in the order of completion, and a watermark is a fence that none goes past", () =>
  verifyAsyncOperator(asking({ order: "completion" }), {
    input: [
      at(1, question(1, 50)),
      at(2, question(2, 10)),
      watermark(2),
      at(3, question(3, 0)),
      processingTime(20),
      at(4, question(4, 0)),
      watermark(4),
      at(5, question(5, 0)),
      processingTime(200),
      end,
    ],
    output: [at(1, 1), at(2, 2), watermark(2), at(3, 3), at(4, 4), watermark(4), at(5, 5), end],
    watermarks: "passed on",
    exchange: ["rebalance"],
  }));

test("requests in flight belong to a snapshot as input, and are made again after a restore", async () => {
  const asked: number[] = [];
  const call = ({ n, ms }: Question, { sleep }: AsyncContext) => {
    asked.push(n);
    return sleep(ms).then(() => n);
  };
  await verifyAsyncOperator(asking({ call }), {
    input: [row(question(1, 10)), row(question(2, 10)), crash, processingTime(10), end],
    output: [row(1), row(2), end],
    order: "kept",
  });
  expect(asked.slice(0, 4)).toEqual([1, 2, 1, 2]);
});

test("at the end of the input all that is in flight comes first, pending retries included", () =>
  verifyAsyncOperator(
    asking({
      call: async ({ n, ms }: Question, { sleep, attempt }: AsyncContext) => {
        await sleep(ms);
        if (attempt < 3) throw new Error("busy");
        return n;
      },
      retries: [always({ attempts: 3, firstMs: 100 })],
    }),
    { input: [at(1, question(1, 5)), at(2, question(2, 0)), end], output: [at(1, 1), at(2, 2), end], order: "kept" },
  ));

function always({ attempts, firstMs }: { attempts: number; firstMs: number }): Retry<unknown> {
  const pause = { firstMs, factor: 2, longestMs: 1000, jitter: 0 };
  return { attempts, applies: (outcome) => "error" in outcome, pause };
}

test("a row whose answer does not come in time is a failed record", () =>
  verifyAsyncOperator(asking({ timeoutMs: 20 }), {
    input: [row(question(1, 19)), row(question(2, 21)), end],
    output: [row(1), end],
    failures: [
      /^Cannot wait longer in mapAsync as the answer must come within 20 ms: got none at attempt 1; raise timeout.* — at row \d of mapAsync/,
    ],
  }));

test("a row whose answer does not come in time gives a value of the user's where there is one", () =>
  verifyAsyncOperator(asking({ timeoutMs: 20, onTimeout: ({ n }: Question) => -n }), {
    input: [row(question(1, 19)), row(question(2, 21)), row(question(3, 0)), end],
    output: [row(1), row(-2), row(3), end],
    order: "kept",
  }));

test("a row at which the function throws or rejects is left out where onError says so", () =>
  verifyAsyncOperator(
    asking({
      call: (n: number) => {
        if (n === 1) throw new RangeError("at once");
        return n === 2 ? Promise.reject(new TypeError("later")) : n;
      },
    }),
    {
      input: [row(1), row(2), row(3), end],
      output: [row(3), end],
      failures: [
        /async function at row 0 of mapAsync as it threw RangeError: at once; the row is 1/,
        /of mapAsync as it threw TypeError: later; the row is 2/,
      ],
    },
  ));

test("a function may answer at once, and then nothing waits", () =>
  verifyAsyncOperator(asking({ call: (n: number) => n * 2 }), {
    input: [at(1, 1), at(2, 2), watermark(2), at(3, 3), end],
    output: [at(1, 2), at(2, 4), watermark(2), at(3, 6), end],
    order: "kept",
    watermarks: "passed on",
    exchange: ["rebalance"],
  }));

test("values that must not be kept as they are given are their own in flight", () =>
  verifyAsyncOperator(
    asking({ call: async (each: { readonly text: string; readonly n: number }) => `${each.text}${each.n}` }),
    {
      input: [row({ text: "a", n: 1 }), row({ text: "b", n: 2 }), row({ text: "a", n: 3 }), end],
      output: [row("a1"), row("b2"), row("a3"), end],
      order: "kept",
    },
  ));
