import type { StateDeclaration } from "../../../state/state.ts";
import type { Timers } from "../../../state/timers.ts";
import { expectSame } from "../contract-case.ts";
import { rescaling, someKeys } from "./keys.ts";
import { openState, type StateOfSubtask } from "./subtasks.ts";

type Declaration = StateDeclaration<Timers>;
type Sentence = readonly [name: string, check: (declaration: Declaration) => void];

export const timerSentences: readonly Sentence[] = [
  ["timers fire in the order of their times, each once", firesInOrder],
  ["a timer set twice fires once; one of another namespace or key is another", tellsTimersApart],
  ["a deleted timer does not fire, may be set again, and deleting what is not set is no error", deletes],
  ["a timer set while others fire is seen", seesNewOnes],
  ["timers of keys of every kind survive every rescaling", survives],
];

/** Takes out all timers up to a time, as `key@time/namespace`. */
function fired({ state, keys }: StateOfSubtask<Timers>, timeMs: number): string[] {
  const texts: string[] = [];
  for (let timer = state.due(timeMs); timer !== undefined; timer = state.due(timeMs))
    texts.push(`${String(keys.keyOf(timer.key))}@${timer.timeMs}/${timer.namespace}`);
  return texts;
}

function firesInOrder(declaration: Declaration): void {
  const subtask = openState(declaration, 1).subtasks[0]!;
  const times = [5, -3, 12, 0, 7, 100, 1, 6, -8, 3];
  expectSame(subtask.state.next === Number.POSITIVE_INFINITY, true, "no next timer");
  for (const time of times) subtask.state.set(1, time);
  expectSame(subtask.state.next, -8, "the time of the next timer");
  expectSame(fired(subtask, -9), [], "timers before the first one");
  expectSame(fired(subtask, 6), ["1@-8/0", "1@-3/0", "1@0/0", "1@1/0", "1@3/0", "1@5/0", "1@6/0"], "timers up to 6");
  expectSame(fired(subtask, 6), [], "timers that have fired");
  expectSame(fired(subtask, Number.POSITIVE_INFINITY), ["1@7/0", "1@12/0", "1@100/0"], "the others");
}

function tellsTimersApart(declaration: Declaration): void {
  const subtask = openState(declaration, 1).subtasks[0]!;
  const { state } = subtask;
  state.set(1, 5);
  state.set(1, 5);
  state.set(1, 5, 8);
  state.set(2, 5);
  expectSame(fired(subtask, 5).sort(), ["1@5/0", "1@5/8", "2@5/0"], "the timers");
  expectSame(state.size, 0, "how many are left");
}

function deletes(declaration: Declaration): void {
  const subtask = openState(declaration, 1).subtasks[0]!;
  const { state } = subtask;
  for (const time of [1, 2, 3]) state.set(7, time);
  for (const time of [1, 1, 9]) state.delete(7, time);
  expectSame(state.next, 2, "the next timer");
  state.delete(7, 3);
  state.set(7, 3);
  expectSame(fired(subtask, 9), ["7@2/0", "7@3/0"], "the timers");
}

function seesNewOnes(declaration: Declaration): void {
  const { state } = openState(declaration, 1).subtasks[0]!;
  state.set(1, 5);
  state.due(9);
  state.set(1, 5);
  state.set(1, 2);
  expectSame([state.due(9)?.timeMs, state.due(9)?.timeMs, state.due(9)?.timeMs], [2, 5, undefined], "the timers");
}

function survives(declaration: Declaration): void {
  let timers = openState(declaration, 1);
  someKeys.forEach((key, at) => {
    const { state, keys } = timers.of(key);
    state.set(keys.numberOf(key), 100 - at, at);
    state.set(keys.numberOf(key), 3, at);
    state.delete(keys.numberOf(key), 3, at);
  });
  for (const parallelism of rescaling) timers = timers.restored(parallelism);
  const [subtask] = timers.subtasks;
  const expected = someKeys.map((key, at) => `${String(key)}@${100 - at}/${at}`).reverse();
  expectSame(fired(subtask!, 1000), expected, "the timers");
}
