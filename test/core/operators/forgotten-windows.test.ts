import { expect, test } from "vitest";
import {
  collect,
  continuousEventTimeTrigger,
  continuousProcessingTimeTrigger,
  count,
  countTrigger,
  eventTimeTrigger,
  from,
  globalWindow,
  type Operator,
  purgingTrigger,
  session,
  type Trigger,
  timeoutTrigger,
  tumbling,
} from "../../../core/mod.ts";
import type { StateDisk } from "../../../core/state/state.ts";
import { memoryFolder } from "../../../core/testing/memory-folder.ts";
import { valueBatch } from "./consumers/value-batch.ts";
import { openOperator } from "./open-operator.ts";
import { operatorOf } from "./operator-of.ts";

interface Visit {
  readonly k: string;
  readonly text?: string;
}

const keyed = from<Visit>([])
  .withEventTime(() => 0)
  .keyBy((visit) => visit.k);

/** An operator in one subtask, and about how much its states hold. */
function opened(operator: Operator, disk?: StateDisk) {
  const { host, states } = openOperator(operator, { exchange: [({ k }: Visit) => k], ...(disk && { disk }) });
  return { host, held: (name: string) => states().get(name)!.footprint!() };
}

const never = countTrigger(1e9);

test.each<[string, Trigger, readonly [number, number], readonly [number, number]]>([
  ["counts", never, [100, 0], [1, 0]],
  ["the clock", continuousProcessingTimeTrigger("1d"), [100, 100], [1, 1]],
  ["event time", continuousEventTimeTrigger(7), [200, 0], [2, 0]],
])(
  "sessions that become one leave the timers of that one, and none when it is over: by %s",
  (_, trigger, many, one) => {
    const { host, held } = opened(operatorOf(keyed.window(session(10)).trigger(trigger).aggregate({ n: count() })));
    const timers = () => [held("event timers").timers, held("processing timers").timers];
    const apart = Array.from({ length: 100 }, (_, n) => 20 * n);
    const visits = Array<Visit>(100).fill({ k: "a" });
    host.batch(valueBatch(visits, apart), 0);
    expect(timers()).toEqual(many);
    const between = apart.map((timeMs) => timeMs + 10);
    host.batch(valueBatch(visits, between), 0);
    expect(timers()).toEqual(one);
    host.watermark(5000, undefined);
    expect(timers()).toEqual([0, 0]);
    host.close();
  },
);

test("a global window that a record has purged is forgotten", () => {
  const trigger = purgingTrigger(countTrigger(2));
  const { host, held } = opened(operatorOf(keyed.window(globalWindow()).trigger(trigger).aggregate({ n: count() })));
  host.batch(valueBatch([{ k: "a" }, { k: "b" }, { k: "a" }], [1, 2, 3]), 0);
  expect(held("windows").entries).toBe(1);
  host.close();
});

test("a global window that a timer has purged is forgotten", () => {
  const trigger: Trigger = {
    name: "a while later",
    onRow: (_row, _timeMs, context) => {
      context.setProcessingTimer(10);
      return "continue";
    },
    onProcessingTime: () => "fireAndPurge",
  };
  const { host, held } = opened(operatorOf(keyed.window(globalWindow()).trigger(trigger).aggregate({ n: count() })));
  host.batch(valueBatch([{ k: "a" }, { k: "b" }], [1, 2]), 0);
  expect(held("windows").entries).toBe(2);
  host.processingTime(10);
  expect(held("windows").entries).toBe(0);
  host.close();
});

test("a window that has ended has no timers by the clock any more, whether or not it is kept for late records", () => {
  for (const trigger of [eventTimeTrigger({ early: "1d" }), timeoutTrigger(eventTimeTrigger(), { after: "1d" })]) {
    for (const lateness of [0, 100]) {
      const windows = keyed.window(tumbling(10)).trigger(trigger).allowedLateness(lateness);
      const { host, held } = opened(operatorOf(windows.aggregate({ n: count() })));
      host.batch(valueBatch([{ k: "a" }], [5]), 0);
      expect(held("processing timers").timers).toBe(1);
      host.watermark(9, undefined);
      expect(held("processing timers").timers).toBe(0);
      host.close();
    }
  }
});

test("sessions by the clock that go on leave a timer for their end alone", () => {
  const own = from<Visit>([])
    .keyBy((visit) => visit.k)
    .window(session(10, { time: "processing" }))
    .trigger(never)
    .aggregate({ n: count() });
  const { host, held } = opened(operatorOf(own));
  for (let n = 1; n <= 50; n++) {
    host.processingTime(5 * n);
    host.batch(valueBatch([{ k: "a" }], undefined), 0);
    expect(held("processing timers").timers).toBe(1);
  }
  host.close();
});

test("windows of very many keys that end at once come from disk some at a time", () => {
  let most = 0;
  const trigger: Trigger = {
    name: "looks at what is held",
    onRow: (_row, _timeMs, context) => {
      context.setEventTimer(context.lastTimeMs);
      return "continue";
    },
    onEventTime: () => {
      most = Math.max(most, held("windows").bytes);
      return "fireAndPurge";
    },
  };
  const texts = keyed
    .window(tumbling(10))
    .trigger(trigger)
    .aggregate({ texts: collect((visit) => visit.text) });
  const { host, held } = opened(operatorOf(texts), { folder: memoryFolder().folder, memoryBytes: 100_000 });
  for (let n = 0; n < 2000; n++) host.batch(valueBatch([{ k: `${n}`, text: "x".repeat(500) }], [5]), 0);
  const before = held("windows").bytes;
  host.watermark(9, undefined);
  expect(most - before).toBeLessThan(200_000);
  host.close();
});
