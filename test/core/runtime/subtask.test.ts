import { expect, test } from "vitest";
import { encodeValue } from "../../../core/data/codec.ts";
import type { OperatorTask, Waiting } from "../../../core/operators/operator.ts";
import { StepLoad } from "../../../core/runtime/observe/step-load.ts";
import { OperatorSubtask, type Output, type SubtaskStatus } from "../../../core/runtime/subtask.ts";
import { watermarkTracker } from "../../../core/runtime/watermark-tracker.ts";
import { batchOf } from "../../../core/testing/event-batch.ts";
import { row, virtualClock } from "../../../core/testing/mod.ts";

const infinity = Number.POSITIVE_INFINITY;

/** A subtask of an operator with inputs of so many channels each, and all that happens in it. */
function subtaskWith(channels: readonly number[], ownWatermarks = false, onBarrier = (): void => undefined) {
  const happened: string[] = [];
  const under: { way: Waiting | undefined } = { way: undefined };
  const task: OperatorTask = {
    batch: ({ rowCount, selection }, input) =>
      void happened.push(`batch of ${rowCount}${selection === undefined ? "" : " selected"} on ${input}`),
    watermark: (timeMs) => void happened.push(`watermark ${timeMs}`),
    endInput: (input) => void happened.push(`end of ${input}`),
    end: () => void happened.push("end"),
    resume: () => void happened.push("resumes"),
    waits: () => under.way,
    endRound: (round) => void happened.push(`end of round ${round}`),
    prepare: () => void happened.push("sends on what it holds"),
  };
  const output: Output = {
    emit: () => undefined,
    watermark: (timeMs) => void happened.push(`passes on ${timeMs}`),
    barrier: () => undefined,
    status: (now) => void happened.push(`passes on that it is ${now}`),
    end: () => void happened.push("passes on the end"),
    needed: true,
  };
  const status: SubtaskStatus = { finished: false, ended: false, roundEnded: undefined, position: 0 };
  const tracker = watermarkTracker(channels.reduce((sum, count) => sum + count, 0));
  const load = new StepLoad(virtualClock());
  const rest = {
    step: "step",
    load,
    takesSelection: false,
    onRows: () => undefined,
    onBarrier,
    afterWatermark: () => undefined,
  };
  return {
    subtask: new OperatorSubtask({ task, output, ownWatermarks, channels, tracker, status, ...rest }),
    happened,
    status,
    under,
  };
}

test("watermarks of several inputs come as the least of them, and are passed on afterwards", () => {
  const { subtask, happened } = subtaskWith([2, 1]);
  subtask.watermark(5, 0, 0);
  subtask.watermark(9, 1, 0);
  subtask.watermark(7, 0, 1);
  subtask.end(0, 0);
  expect(happened).toEqual(["watermark 5", "passes on 5", "watermark 7", "passes on 7"]);
});

test("an ended channel holds nothing back, and an input ends with its last channel", () => {
  const { subtask, happened } = subtaskWith([2]);
  subtask.watermark(5, 0, 0);
  subtask.end(0, 1);
  subtask.watermark(6, 0, 0);
  subtask.end(0, 0);
  expect(happened).toEqual([
    "watermark 5",
    "passes on 5",
    "watermark 6",
    "passes on 6",
    "end of 0",
    "watermark Infinity",
    "end",
    "passes on Infinity",
    "passes on the end",
  ]);
});

test("the watermark +∞ of one input waits for the end of the others", () => {
  const { subtask, happened } = subtaskWith([1, 1]);
  subtask.watermark(infinity, 0, 0);
  subtask.end(0, 0);
  subtask.watermark(4, 1, 0);
  subtask.watermark(infinity, 1, 0);
  subtask.end(1, 0);
  expect(happened).toEqual([
    "end of 0",
    "watermark 4",
    "passes on 4",
    "end of 1",
    "watermark Infinity",
    "end",
    "passes on Infinity",
    "passes on the end",
  ]);
});

test("an operator that sends its own watermarks has none passed on for it", () => {
  const { subtask, happened } = subtaskWith([1], true);
  subtask.watermark(5, 0, 0);
  subtask.end(0, 0);
  expect(happened).toEqual(["watermark 5", "end of 0", "watermark Infinity", "end", "passes on the end"]);
});

test("batches are compacted for an operator that does not take selections", () => {
  const { subtask, happened, status } = subtaskWith([1, 1]);
  subtask.receive(batchOf([row(1), row(2)], { layout: "columns", selected: true }), 1);
  expect(happened).toEqual(["batch of 2 on 1"]);
  subtask.receive(batchOf([row(1), row(2)], { layout: "values" }), 1);
  expect(status.position).toBeGreaterThan(0);
});

test("a subtask that has finished takes no more records and needs none", () => {
  const { subtask, happened, status } = subtaskWith([1]);
  expect(subtask.needed).toBe(true);
  status.finished = true;
  subtask.receive(batchOf([row(1)], { layout: "values" }), 0);
  expect([subtask.needed, happened]).toEqual([false, []]);
});

test("that all channels are idle flows on behind what is held, and that one is active again before what it gives", () => {
  const { subtask, happened } = subtaskWith([2]);
  subtask.watermark(5, 0, 0);
  subtask.watermark(9, 0, 1);
  subtask.status("idle", 0, 0);
  subtask.status("idle", 0, 1);
  subtask.status("active", 0, 0);
  subtask.status("idle", 0, 0);
  subtask.end(0, 0);
  subtask.watermark(12, 0, 1);
  expect(happened).toEqual([
    "watermark 5",
    "passes on 5",
    "watermark 9",
    "passes on 9",
    "sends on what it holds",
    "passes on that it is idle",
    "passes on that it is active",
    "sends on what it holds",
    "passes on that it is idle",
    "passes on that it is active",
    "watermark 12",
    "passes on 12",
  ]);
});

test("the end waits for what is under way outside, and comes when that has", () => {
  const { subtask, happened, under } = subtaskWith([1]);
  under.way = "pending";
  subtask.end(0, 0);
  subtask.resume();
  expect(happened).toEqual(["end of 0", "resumes"]);
  under.way = undefined;
  subtask.resume();
  subtask.resume();
  expect(happened.slice(2)).toEqual([
    "resumes",
    "watermark Infinity",
    "end",
    "passes on Infinity",
    "passes on the end",
    "resumes",
  ]);
});

test("an input that falls idle is told to be when nothing of it is under way any more", () => {
  const { subtask, happened, under } = subtaskWith([1]);
  under.way = "full";
  subtask.status("idle", 0, 0);
  expect(happened).toEqual([]);
  under.way = undefined;
  subtask.resume();
  expect(happened).toEqual(["resumes", "sends on what it holds", "passes on that it is idle"]);
});

test("of a round it hears once, and those behind it when all of it has been given", () => {
  const { subtask, happened, under, status } = subtaskWith([1]);
  subtask.endRound(0);
  expect(happened).toEqual(["end of round 0", "passes on the end"]);
  under.way = "pending";
  subtask.endRound(1);
  expect(happened.length).toBe(2);
  under.way = undefined;
  subtask.resume();
  expect(happened.slice(2)).toEqual(["resumes", "end of round 1", "passes on the end"]);
  // After a restore in the middle of a round.
  status.roundEnded = 2;
  subtask.endRound(2);
  expect(happened.slice(5)).toEqual(["passes on the end"]);
});

test("what of its state has no bytes is told with its step", () => {
  class Point {}
  const { subtask } = subtaskWith([1], false, () => void encodeValue(new Point()));
  expect(() => subtask.barrier({ id: 1, of: "all" })).toThrow(
    /^Cannot encode a value of step as bytes as it must be plain data: got Point; use numbers/,
  );
});
