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
function subtaskWith(
  channels: readonly number[],
  { ownWatermarks = false, isRestored = false, onBarrier = (): void => undefined } = {},
) {
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
    status: (now, timeMs) =>
      void happened.push(`passes on that it is ${now} ${now === "active" ? "at" : "up to"} ${timeMs}`),
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
    subtask: new OperatorSubtask({ task, output, ownWatermarks, isRestored, channels, tracker, status, ...rest }),
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
  const { subtask, happened } = subtaskWith([1], { ownWatermarks: true });
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
  subtask.status("idle", 5, 0, 0);
  subtask.status("idle", 20, 0, 1);
  subtask.status("active", 4, 0, 0);
  subtask.watermark(6, 0, 0);
  subtask.status("idle", 30, 0, 0);
  subtask.end(0, 0);
  subtask.watermark(12, 0, 1);
  expect(happened).toEqual([
    "watermark 5",
    "passes on 5",
    "watermark 9",
    "passes on 9",
    // What fires here is no watermark to those who have others to wait for.
    "watermark 20",
    "sends on what it holds",
    "passes on that it is idle up to 20",
    "passes on that it is active at 4",
    "sends on what it holds",
    "passes on 6",
    "watermark 30",
    "sends on what it holds",
    "passes on that it is idle up to 30",
    "passes on that it is idle up to 20",
    "passes on that it is active at 6",
    "sends on what it holds",
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
  subtask.status("idle", 7, 0, 0);
  expect(happened).toEqual(["watermark 7"]);
  under.way = undefined;
  subtask.resume();
  expect(happened.slice(1)).toEqual(["resumes", "sends on what it holds", "passes on that it is idle up to 7"]);
});

test("that a channel wakes that is behind is told, though others are active: those behind have more to wait for", () => {
  const { subtask, happened } = subtaskWith([2]);
  subtask.watermark(5, 0, 0);
  subtask.status("idle", 5, 0, 0);
  subtask.watermark(9, 0, 1);
  subtask.status("active", 5, 0, 0);
  subtask.watermark(7, 0, 0);
  subtask.watermark(11, 0, 0);
  expect(happened).toEqual([
    "watermark 9",
    "passes on 9",
    "passes on that it is active at 5",
    // It has held some since then, and hears of no watermark before 9.
    "sends on what it holds",
    "passes on 7",
    "passes on 9",
  ]);
});

test("a watermark of a channel that is idle wakes it before anything that it brings about is given", () => {
  const { subtask, happened } = subtaskWith([1]);
  subtask.status("idle", 5, 0, 0);
  // Steps with watermarks of their own send some when they are taken further while all is idle before them.
  subtask.watermark(9, 0, 0);
  expect(happened).toEqual([
    "watermark 5",
    "sends on what it holds",
    "passes on that it is idle up to 5",
    "passes on that it is active at -Infinity",
    "watermark 9",
    "passes on 9",
  ]);
});

test("one that sends its own watermarks may be taken to where it has sent them", () => {
  const { subtask, happened } = subtaskWith([1], { ownWatermarks: true });
  subtask.watermark(5, 0, 0);
  subtask.status("idle", 7, 0, 0);
  subtask.status("active", 5, 0, 0);
  subtask.watermark(9, 0, 0);
  expect(happened).toEqual([
    "watermark 5",
    "watermark 7",
    "sends on what it holds",
    "passes on that it is idle as sent up to 7",
    "passes on that it is active at 5",
    "watermark 9",
  ]);
});

test("after a restore those behind are told where it is, whatever they had been told before", () => {
  const { subtask, happened } = subtaskWith([1], { isRestored: true });
  subtask.watermark(5, 0, 0);
  subtask.watermark(6, 0, 0);
  expect(happened).toEqual([
    "watermark 5",
    "passes on that it is active at 5",
    "passes on 5",
    "watermark 6",
    "passes on 6",
  ]);
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
  const { subtask } = subtaskWith([1], { onBarrier: () => void encodeValue(new Point()) });
  expect(() => subtask.barrier({ id: 1, of: "all" })).toThrow(
    /^Cannot encode a value of step as bytes as it must be plain data: got Point; use numbers/,
  );
});
