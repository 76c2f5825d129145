import fc from "fast-check";
import { test } from "vitest";
import type { AsyncContext } from "../../../core/operators/async-context.ts";
import { asyncMap } from "../../../core/operators/async-map.ts";
import {
  at,
  crash,
  end,
  type InputEvent,
  type OutputEvent,
  processingTime,
  verifyAsyncOperator,
  watermark,
} from "../../../core/testing/mod.ts";

/** What is asked: how long an attempt takes, how many fail first, and how it ends. */
interface Question {
  readonly n: number;
  readonly ms: number;
  readonly busy: number;
  readonly ends: "answers" | "answers at once" | "is silent" | "fails for good";
}

type Step = Omit<Question, "n"> | { readonly fence: number } | { readonly clock: number } | "crash";

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        ms: fc.integer({ min: 0, max: 6 }),
        busy: fc.integer({ min: 0, max: 2 }),
        ends: fc.constantFrom<Question["ends"]>(
          "answers",
          "answers",
          "answers",
          "answers at once",
          "is silent",
          "fails for good",
        ),
      }),
    },
    { weight: 2, arbitrary: fc.record({ fence: fc.integer({ min: 1, max: 5 }) }) },
    { weight: 2, arbitrary: fc.record({ clock: fc.integer({ min: 1, max: 40 }) }) },
    { weight: 1, arbitrary: fc.constant("crash" as const) },
  ),
  { maxLength: 14, size: "max" },
);

function call({ n, ms, busy, ends }: Question, { attempt, sleep }: AsyncContext): number | Promise<number> {
  if (ends === "answers at once" && attempt > busy) return n;
  return (async () => {
    await sleep(ms);
    if (ends === "is silent") await new Promise(() => undefined);
    if (attempt <= busy) throw new Error("busy");
    if (ends === "fails for good") throw new Error(`no answer for ${n}`);
    return n;
  })();
}

test("whatever fails, is tried again, is not answered or is cut short: between two watermarks come the results of the rows between them", async () => {
  await fc.assert(
    fc.asyncProperty(
      steps,
      fc.constantFrom("kept" as const, "completion" as const),
      fc.integer({ min: 1, max: 5 }),
      async (given, order, capacity) => {
        const input: InputEvent[] = [];
        const output: OutputEvent[] = [];
        const failures: RegExp[] = [];
        let [timeMs, clockMs, results] = [0, 0, 0];
        given.forEach((step, n) => {
          if (step === "crash") return input.push(crash);
          if ("clock" in step) {
            clockMs += step.clock;
            return input.push(processingTime(clockMs));
          }
          if ("fence" in step) {
            // Of watermarks without a result between them a restore sends on the last.
            if (results === 0) return;
            results = 0;
            timeMs += step.fence;
            input.push(watermark(timeMs));
            return output.push(watermark(timeMs));
          }
          input.push(at(timeMs + 1, { ...step, n }));
          if (step.ends === "fails for good") return failures.push(new RegExp(`no answer for ${n};`));
          results++;
          return output.push(at(timeMs + 1, step.ends === "is silent" ? -n : n));
        });
        const operator = asyncMap({
          call,
          order,
          capacity,
          timeoutMs: 200,
          onTimeout: ({ n }: Question) => -n,
          retries: [
            {
              attempts: 3,
              applies: (outcome) => "error" in outcome,
              pause: { firstMs: 3, factor: 2, longestMs: 5, jitter: 0.5 },
            },
          ],
        });
        await verifyAsyncOperator(operator, {
          input: [...input, end],
          output: [...output, end],
          failures,
          watermarks: "passed on",
          exchange: ["rebalance"],
          ...(order === "kept" ? { order } : {}),
        });
      },
    ),
    { numRuns: Number(process.env.LAW_RUNS ?? 25) },
  );
}, 600_000);
