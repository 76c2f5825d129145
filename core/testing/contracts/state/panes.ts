import { type Folding, partialAt, setPartial } from "../../../data/partial-columns.ts";
import type { KeyedTable } from "../../../state/keyed-table.ts";
import type { PaneState } from "../../../state/pane-state.ts";
import type { StateDeclaration } from "../../../state/state.ts";
import { literal } from "../../literal.ts";
import { expectSame } from "../contract-case.ts";
import { rescaling, someKeys } from "./keys.ts";
import { openState, type StateOfSubtasks } from "./subtasks.ts";

type Declare = (foldings: readonly Folding[]) => StateDeclaration<PaneState>;
type Sentence = readonly [name: string, check: (declare: Declare) => void];

export const paneSentences: readonly Sentence[] = [
  ["a pane is empty when first asked for, and the same one afterwards", isMadeOnce],
  ["a dropped pane is gone, and empty when asked for again", drops],
  ["partial results of every form survive every rescaling", survives],
  ["parts of one key from several subtasks are merged", mergesParts],
];

const sum: Folding = {
  name: "sum",
  zero: () => 0,
  add: (partial: number, value: number) => partial + value,
  merge: (left: number, right: number) => left + right,
  result: (partial: number) => partial,
};

const foldings: readonly Folding[] = [
  sum,
  { ...sum, name: "largest", zero: () => null, merge: (left: number | null, right: number | null) => left ?? right },
  { ...sum, name: "mean", zero: () => ({ total: 0, count: 0 }) },
  { ...sum, name: "list", zero: () => [], merge: (left: unknown[], right: unknown[]) => [...left, ...right] },
];

function put(panes: StateOfSubtasks<PaneState>, time: number, key: unknown, partials: readonly unknown[]): void {
  const { state, keys } = panes.of(key);
  const table = state.pane(time);
  const entry = table.add(keys.numberOf(key));
  partials.forEach((partial, at) => setPartial(table.partials[at]!, entry, partial));
}

function partialsOf(panes: StateOfSubtasks<PaneState>, time: number, key: unknown): string {
  const { state, keys } = panes.of(key);
  const found: string[] = [];
  const look = (table: KeyedTable | undefined): void => {
    const entry = table?.find(keys.numberOf(key)) ?? -1;
    if (entry >= 0) found.push(literal(table!.partials.map((column) => partialAt(column, entry))));
  };
  if (state.away === undefined) look(state.panes.get(time));
  else state.away.gather([time], look);
  return found.join(" and ") || "none";
}

function isMadeOnce(declare: Declare): void {
  const { state } = openState(declare(foldings), 1).subtasks[0]!;
  const table = state.pane(-10);
  expectSame([table.size, state.pane(-10) === table, [...state.panes.keys()]], [0, true, [-10]], "the pane");
}

function drops(declare: Declare): void {
  const panes = openState(declare([sum]), 1);
  put(panes, 10, "a", [5]);
  put(panes, 20, "a", [6]);
  panes.subtasks[0]!.state.drop(10);
  const restored = panes.restored(2);
  expectSame([partialsOf(restored, 10, "a"), partialsOf(restored, 20, "a")], ["none", "[6]"], "the panes");
}

function survives(declare: Declare): void {
  let panes = openState(declare(foldings), 1);
  const partials = (at: number): unknown[] => [
    at,
    at % 2 === 0 ? null : at,
    { total: at, count: 1 },
    [`text ${at}`, at],
  ];
  someKeys.forEach((key, at) => {
    put(panes, at % 3, key, partials(at));
  });
  for (const parallelism of rescaling) {
    panes = panes.restored(parallelism);
    expectSame(
      someKeys.map((key, at) => partialsOf(panes, at % 3, key)),
      someKeys.map((_, at) => literal(partials(at))),
      `the partial results in ${parallelism} subtasks`,
    );
  }
}

function mergesParts(declare: Declare): void {
  const panes = openState(declare([sum]), 2);
  for (const { state, keys } of panes.subtasks) {
    const table = state.pane(0);
    setPartial(table.partials[0]!, table.add(keys.numberOf("a")), 4);
  }
  expectSame([partialsOf(panes.restored(1), 0, "a"), partialsOf(panes.restored(3), 0, "a")], ["[8]", "[8]"], "the sum");
}
