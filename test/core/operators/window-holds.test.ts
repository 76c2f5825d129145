import { expect, test } from "vitest";
import { lengthOf } from "../../../core/data/batch.ts";
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
import { valueBatch } from "./consumers/value-batch.ts";
import { openOperator } from "./open-operator.ts";
import { operatorOf } from "./operator-of.ts";

const keyed = from<string>([]).keyBy((shop) => shop);

/** An operator in one subtask, and what it says that it holds. */
function opened(operator: Operator, emitted: (rows: number) => void = () => undefined) {
  const { host, task } = openOperator(operator, {
    exchange: [(shop: string) => shop],
    emitted: (batch) => emitted(lengthOf(batch)),
  });
  return { host, holds: (key?: number) => task().holds!(key) };
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

test("a window whose trigger has started anew is forgotten at its end all the same, and fires only if records came since", () => {
  const again = timeoutTrigger(eventTimeTrigger<string>(), { after: 20 });
  const windows = keyed.window(tumbling(10)).trigger(again).aggregate({ n: count() });
  const byTheClock = timeoutTrigger(continuousProcessingTimeTrigger(50), { after: 20 });
  const own = keyed
    .window(tumbling(50, { time: "processing" }))
    .trigger(byTheClock)
    .aggregate({ n: count() });
  for (const [step, forget] of [
    [windows, (host: ReturnType<typeof opened>["host"]) => host.watermark(9, 0)],
    [own, (host: ReturnType<typeof opened>["host"]) => host.processingTime(50)],
  ] as const) {
    const given: number[] = [];
    const { host, holds } = opened(operatorOf(step), (rows) => given.push(rows));
    host.batch(valueBatch(["Kent", "Bend"], [5, 6]), 0);
    host.processingTime(20);
    expect([holds().count, given]).toEqual([2, [2]]);
    host.batch(valueBatch(["Bend"], [7]), 0);
    forget(host);
    expect([holds().count, given]).toEqual([0, [2, 1]]);
    host.close();
  }
});
