import { expect, test } from "vitest";
import {
  continuousProcessingTimeTrigger,
  count,
  countTrigger,
  eventTimeTrigger,
  from,
  globalWindow,
  type Operator,
  timeoutTrigger,
  tumbling,
  type WindowedDataset,
} from "../../../core/mod.ts";
import type { OperatorTask } from "../../../core/operators/operator.ts";
import { operatorHost } from "../../../core/testing/operator-host.ts";
import { valueBatch } from "./consumers/value-batch.ts";
import { operatorOf } from "./operator-of.ts";

const keyed = from<string>([]).keyBy((shop) => shop);

/** An operator in one subtask, and what it says that it holds. */
function opened(operator: Operator) {
  let task: OperatorTask | undefined;
  const open: Operator["open"] = (context) => {
    task = operator.open(context);
    return task;
  };
  const nowhere = {
    emit: () => undefined,
    watermark: () => undefined,
    status: () => undefined,
    barrier: () => undefined,
    end: () => undefined,
  };
  const host = operatorHost(
    {
      operator: { ...operator, open },
      outputs: () => [{ ...nowhere, needed: true }],
      exchange: [(shop: string) => shop],
      memoryBytes: Number.POSITIVE_INFINITY,
      onFailure: (message) => {
        throw new Error(message);
      },
      count: () => undefined,
    },
    1,
  );
  return { host, holds: (key?: number) => task!.holds!(key) };
}

test("windows whose trigger fires by the clock are due when the clock says so", () => {
  for (const windows of [keyed.window(globalWindow()), keyed.window(tumbling(1000))]) {
    const byTheClock = (windows as WindowedDataset<string, unknown>).trigger(continuousProcessingTimeTrigger(10));
    const { host, holds } = opened(operatorOf(byTheClock.aggregate({ n: count() })));
    host.batch(valueBatch(["Kent", "Bend"], [5, 6]), 0);
    expect(holds()).toMatchObject({ count: 2, next: { time: "processing", timeMs: 10 } });
    host.close();
  }
  const late = keyed
    .window(globalWindow())
    .trigger(timeoutTrigger(countTrigger(3), { after: 25 }))
    .aggregate({ n: count() });
  const { host, holds } = opened(operatorOf(late));
  host.batch(valueBatch(["Kent"], [5]), 0);
  expect(holds()).toMatchObject({
    next: { time: "processing", timeMs: 25 },
    waitsFor: expect.stringContaining("2 more records"),
  });
  host.close();
});

test("a window that has fired and is kept for late records is held, but not what fires next", () => {
  const windows = keyed.window(tumbling(10)).trigger(eventTimeTrigger()).allowedLateness(100).aggregate({ n: count() });
  const { host, holds } = opened(operatorOf(windows));
  host.batch(valueBatch(["Kent", "Kent"], [5, 15]), 0);
  expect(holds()).toMatchObject({ count: 2, next: { time: "event", timeMs: 9, window: { start: 0, end: 10 } } });
  host.watermark(12, 0);
  expect(holds()).toMatchObject({ count: 2, next: { time: "event", timeMs: 19, window: { start: 10, end: 20 } } });
  host.close();
});
