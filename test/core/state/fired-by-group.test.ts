import { expect, test } from "vitest";
import { count } from "../../../core/aggregates/mod.ts";
import { paneAggregate } from "../../../core/operators/pane-aggregate.ts";
import { type OpenSubtask, openSubtask } from "../../../core/runtime/open-subtask.ts";
import type { SubtaskSnapshot } from "../../../core/runtime/snapshot.ts";
import { wakeups } from "../../../core/runtime/wakeups.ts";
import { batchOf } from "../../../core/testing/event-batch.ts";
import { row } from "../../../core/testing/mod.ts";
import { recorder } from "../../../core/testing/recorder.ts";
import { virtualClock } from "../../../core/testing/virtual-clock.ts";
import { sliding } from "../../../core/time/window.ts";
import { byK, type Row, specOf } from "../operators/specs.ts";

const operator = paneAggregate({
  key: byK,
  window: sliding(20, { every: 10 }),
  time: "processing",
  aggregates: specOf({ n: count() }),
  latenessMs: 0,
});

/** A subtask with a clock of its own, and what it has given since the last time it was asked. */
function clocked(nowMs: number, restored?: readonly SubtaskSnapshot[]) {
  const clock = virtualClock(nowMs);
  const waking = wakeups(clock);
  const seen = recorder(operator, "batches");
  const subtask: OpenSubtask = openSubtask({
    operator,
    step: operator.name,
    subtask: 0,
    parallelism: 1,
    channels: [1],
    output: seen.outputs(1)[0]!,
    clock,
    wakeups: waking,
    count: () => undefined,
    onBadRecord: () => undefined,
    restored,
  });
  let read = 0;
  return {
    put: (k: number) => subtask.receiver.receive(batchOf([row({ k, v: 0 } satisfies Row)], { layout: "columns" }), 0),
    nothing: () =>
      subtask.receiver.receive(
        { ...batchOf([row({ k: 1, v: 0 } satisfies Row)], { layout: "columns" }), rowCount: 0 },
        0,
      ),
    end: () => subtask.receiver.end(0, 0),
    at: (timeMs: number) => {
      clock.advanceTo(timeMs);
      waking.wake();
    },
    snapshot: () => subtask.snapshot(),
    given: () => {
      const rows = seen.events.slice(read).flatMap(({ event }) => (event.event === "row" ? [event.value] : []));
      read = seen.events.length;
      return rows.map((value) => value as { key: number; windowEnd: number; n: number });
    },
  };
}

test("windows by the clock of subtasks whose clocks differ fire once for each key when their keys come together", () => {
  const [ahead, behind] = [clocked(5), clocked(5)];
  ahead.put(1);
  behind.put(2);
  ahead.at(10);
  expect(ahead.given()).toEqual([{ key: 1, windowStart: -10, windowEnd: 10, n: 1 }]);

  const both = clocked(10, [ahead.snapshot(), behind.snapshot()]);
  both.put(1);
  both.at(10);
  expect(both.given()).toEqual([{ key: 2, windowStart: -10, windowEnd: 10, n: 1 }]);
  both.at(20);
  expect(both.given()).toEqual([
    { key: 1, windowStart: 0, windowEnd: 20, n: 2 },
    { key: 2, windowStart: 0, windowEnd: 20, n: 1 },
  ]);
});

test("a batch without rows has no time, and opens no window", () => {
  const subtask = clocked(5);
  subtask.nothing();
  subtask.put(1);
  subtask.nothing();
  subtask.end();
  expect(subtask.given()).toEqual([
    { key: 1, windowStart: -10, windowEnd: 10, n: 1 },
    { key: 1, windowStart: 0, windowEnd: 20, n: 1 },
  ]);
});
