import { keyedInput } from "../../../../core/operators/keyed-input.ts";
import type { Operator, OperatorContext, OperatorTask } from "../../../../core/operators/operator.ts";
import { valueState } from "../../../../core/state/keyed-state.ts";
import { eachRow, valueBatch } from "./value-batch.ts";

/** Input 0: an edge, once in each direction. */
export interface HalfEdge {
  readonly vertex: number;
  readonly neighbour: number;
}

/** Input 1, and what goes into the loop: a label that a neighbour has. */
export interface Message {
  readonly vertex: number;
  readonly label: number;
}

const neighbours = valueState<readonly number[]>("neighbours");
const label = valueState<number>("label");

/**
 * What graph algorithms need of an operator: an iteration. Each vertex takes the smallest label that it hears of and
 * tells its neighbours through the side output `feedback`, which the host leads back to input 1. At the end, when
 * nothing is under way, the labels are the connected components.
 */
export function propagateLabels(): Operator {
  return {
    name: "propagate labels",
    inputs: 2,
    sides: ["feedback"],
    state: [neighbours, label],
    selection: "accepts",
    open: openTask,
  };
}

function openTask(context: OperatorContext): OperatorTask {
  const input = keyedInput(context, { columns: ["vertex"], names: ["vertex"] }, []);
  const [near, labels] = [context.state(neighbours), context.state(label)];
  const tell = (vertices: readonly number[], what: number): void => {
    if (vertices.length > 0) context.emit(valueBatch(vertices.map((vertex) => ({ vertex, label: what }))), "feedback");
  };
  const meet = (key: number, { vertex, neighbour }: HalfEdge): void => {
    near.set(key, [...(near.get(key) ?? []), neighbour]);
    const own = labels.get(key) ?? vertex;
    labels.set(key, own);
    tell([neighbour], own);
  };
  const hear = (key: number, { vertex, label: told }: Message): void => {
    if (told >= (labels.get(key) ?? vertex)) return;
    labels.set(key, told);
    tell(near.get(key) ?? [], told);
  };
  return {
    batch: (given, from) => {
      const keyed = input(given);
      if (keyed === undefined) return;
      eachRow<HalfEdge & Message>(keyed.batch, (row, at) => (from === 0 ? meet : hear)(keyed.keys[at]!, row));
    },
    end: () => {
      const found = Array.from(labels.keys(), (key) => ({ vertex: context.keys.keyOf(key), label: labels.get(key) }));
      if (found.length > 0) context.emit(valueBatch(found));
    },
  };
}
