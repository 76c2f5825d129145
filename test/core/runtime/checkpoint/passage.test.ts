import { expect, test } from "vitest";
import type { BarrierGate } from "../../../../core/runtime/build.ts";
import type { Barrier } from "../../../../core/runtime/checkpoint/barrier.ts";
import { Passage, type PreparedHere } from "../../../../core/runtime/checkpoint/passage.ts";
import type { SubtaskSnapshot } from "../../../../core/runtime/snapshot.ts";
import type { Stage } from "../../../../core/runtime/stage.ts";

const snapshot: SubtaskSnapshot = { states: new Map(), watermarks: [] };

const stage = (id: string): Stage => ({ id }) as Stage;

const barrier = (id: number): Barrier => ({ id, of: "files" });

/** A step with one subtask here, number 1. */
function stepOf(passage: Passage, id: string): BarrierGate & { inputsOver: boolean } {
  return {
    stage: stage(id),
    subtask: 1,
    inputsOver: false,
    barrier: (passing) => passage.passed(passing, new Map([[id, [undefined, snapshot]]])),
  };
}

function world(...ids: string[]) {
  const passage = new Passage();
  const gates = ids.map((id) => stepOf(passage, id));
  return { passage, gates, run: { gates, sourceOutputs: () => [] } };
}

test("a barrier is through when it has passed all subtasks of the thread", async () => {
  const { passage, gates, run } = world("a", "b");
  const over = passage.begin(run, barrier(1));
  gates[0]!.barrier(barrier(1));
  expect(passage.isPassing(barrier(1))).toBe(true);
  gates[1]!.barrier(barrier(1));
  expect([...(await over).stages.keys()]).toEqual(["a", "b"]);
});

test("a barrier that comes from another thread before this one is told of it counts", async () => {
  const { passage, gates, run } = world("a", "b");
  gates[1]!.barrier(barrier(1));
  const over = passage.begin(run, barrier(1));
  gates[0]!.barrier(barrier(1));
  expect((await over).stages.get("b")).toEqual([undefined, snapshot]);
});

test("what loses its last input on the way is passed when it is looked at", async () => {
  const { passage, gates, run } = world("a", "b");
  gates[0]!.inputsOver = true;
  const over = passage.begin(run, barrier(1));
  passage.look(barrier(1));
  expect(passage.isPassing(barrier(1))).toBe(true);
  gates[1]!.inputsOver = true;
  passage.look(barrier(1));
  expect([...(await over).stages.keys()]).toEqual(["a", "b"]);
});

test("one that is given up passes nothing any more, nor does one that is begun too late", async () => {
  const { passage, gates, run } = world("a");
  const over = passage.begin(run, barrier(1));
  passage.giveUp(2);
  await expect(over).rejects.toThrow("Cannot finish checkpoint 1 as it must be done in time");
  await expect(passage.begin(run, barrier(2))).rejects.toThrow("Cannot finish checkpoint 2");
  gates[0]!.barrier(barrier(1));
  const next = passage.begin(run, barrier(3));
  gates[0]!.barrier(barrier(3));
  expect((await next).stages.size).toBe(1);
});

test("what was prepared for a checkpoint that did not come to be is handed over with the next, once", async () => {
  const { passage } = world();
  const given: PreparedHere[] = [];
  const keep = (prepared: readonly PreparedHere[]): void => void given.push(...prepared);
  passage.prepared(barrier(1), stage("sink"), 0, Promise.resolve("first"));
  passage.giveUp(1);
  passage.prepared(barrier(2), stage("sink"), 0, Promise.resolve("second"));
  passage.prepared(barrier(3), stage("sink"), 0, Promise.resolve("third"));
  await Promise.all([passage.handOver(barrier(2), keep), passage.handOver(barrier(1), keep)]);
  expect(given.map(({ transaction }) => transaction)).toEqual(["first", "second"]);
});

test("where one sink cannot prepare, what others have prepared is handed over all the same", async () => {
  const { passage } = world();
  const given: PreparedHere[] = [];
  passage.prepared(barrier(1), stage("a"), 0, Promise.reject(new Error("disk full")));
  passage.prepared(barrier(1), stage("b"), 0, Promise.resolve("kept"));
  const handed = passage.handOver(barrier(1), (prepared) => given.push(...prepared));
  await expect(handed).rejects.toThrow("disk full");
  expect(given).toEqual([{ of: "sinks", id: "b", transaction: "kept" }]);
});

test("the last barrier of a step in a loop is that of the loop", () => {
  const { passage, gates } = world("loop");
  expect(passage.lastOf("loop / step")).toBe(0);
  gates[0]!.barrier(barrier(4));
  expect(passage.lastOf("loop / step")).toBe(4);
  expect(passage.lastOf("loop 2")).toBe(0);
});
