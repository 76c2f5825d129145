import type { Folding } from "../../../data/partial-columns.ts";
import type { OperatorState, ValueState } from "../../../state/keyed-state.ts";
import type { ListState } from "../../../state/list-state.ts";
import type { PaneState } from "../../../state/pane-state.ts";
import type { StateDeclaration } from "../../../state/state.ts";
import type { Timers } from "../../../state/timers.ts";
import { literal } from "../../literal.ts";
import { type ContractCase, expectRejected, expectSame } from "../contract-case.ts";
import { rescaling } from "./keys.ts";
import { paneSentences } from "./panes.ts";
import { randomSentences } from "./random-user-state.ts";
import { openState } from "./subtasks.ts";
import { timerSentences } from "./timers.ts";
import { type UserStateUnderTest, userSentences } from "./user-state.ts";
import { valueSentences } from "./values.ts";

/** A way to keep state: how each kind is declared. */
export interface StateUnderTest {
  value(name: string): StateDeclaration<ValueState<unknown>>;
  panes(name: string, foldings: readonly Folding[]): StateDeclaration<PaneState>;
  timers(name: string): StateDeclaration<Timers>;
  operator(
    name: string,
    initial: () => number,
    merge: (left: number, right: number) => number,
  ): StateDeclaration<OperatorState<number>>;
  list(name: string): StateDeclaration<ListState<unknown>>;
  /** State of users' functions. */
  readonly user: UserStateUnderTest;
  remove(): Promise<void>;
}

/**
 * What every way to keep state must do: in memory, on disk, in a cluster.
 *
 * @example
 * ```ts
 * const cases = stateContract(async () => { throw new Error("make an empty state here"); });
 * console.log(cases.length > 10); // true
 * ```
 */
export function stateContract(make: () => Promise<StateUnderTest>): readonly ContractCase[] {
  return sentences.map(([name, check]) => ({
    name,
    run: async () => {
      const state = await make();
      try {
        await check(state);
      } finally {
        await state.remove();
      }
    },
  }));
}

type Sentence = readonly [name: string, check: (state: StateUnderTest) => void | Promise<void>];

const sentences: readonly Sentence[] = [
  ...valueSentences.map(([name, check]): Sentence => [name, (state) => check(state.value("values"))]),
  ...timerSentences.map(([name, check]): Sentence => [name, (state) => check(state.timers("timers"))]),
  ...paneSentences.map(
    ([name, check]): Sentence => [name, (state) => check((foldings) => state.panes("panes", foldings))],
  ),
  ...randomSentences.map(([name, check]): Sentence => [name, (state) => check(state.user)]),
  ...userSentences.map(([name, check]): Sentence => [name, (state) => check(state.user)]),
  ["state of a subtask is its own at the same parallelism, and merged at another", mergesOperatorState],
  ["a list is dealt out among the subtasks, each item to one", dealsLists],
  ["state of another form is refused with both forms", refusesOtherForms],
];

function mergesOperatorState(under: StateUnderTest): void {
  const states = openState(
    under.operator("largest", () => 5, Math.max),
    3,
  );
  states.subtasks.forEach(({ state }, at) => {
    if (at < 2) state.value = 10 * (at + 1);
  });
  const values = (parallelism: number): number[] =>
    states.restored(parallelism).subtasks.map(({ state }) => state.value);
  expectSame([values(3), values(2), values(1)], [[10, 20, 5], [20, 20], [20]], "the values");
}

function dealsLists(under: StateUnderTest): void {
  let lists = openState(under.list("items"), 2);
  lists.subtasks[0]!.state.items = [1, { two: 2 }, "three", 4, 5];
  lists.subtasks[1]!.state.items = [6];
  const itemsOf = (): string[] => lists.subtasks.map(({ state }) => literal(state.items));
  lists = lists.restored(2);
  expectSame(itemsOf(), ['[1, { two: 2 }, "three", 4, 5]', "[6]"], "the lists in as many subtasks as before");
  for (const parallelism of rescaling) {
    lists = lists.restored(parallelism);
    const items = lists.subtasks.flatMap(({ state }) => state.items.map(literal));
    expectSame(items.sort(), ['"three"', "1", "4", "5", "6", "{ two: 2 }"], `the items in ${parallelism} subtasks`);
  }
}

async function refusesOtherForms(under: StateUnderTest): Promise<void> {
  const folding = (name: string): Folding => ({
    name,
    zero: () => 0,
    add: (partial: number) => partial,
    merge: (partial: number) => partial,
    result: (partial: number) => partial,
  });
  const written = openState(under.panes("panes", [folding("sum")]), 1).subtasks.map((subtask) => subtask.snapshot());
  const reading = async (): Promise<unknown> => openState(under.panes("panes", [folding("avg")]), 1, written);
  await expectRejected(reading(), /^Cannot restore the state "panes" .*sum.*avg.*; /, "state of another form");
}
