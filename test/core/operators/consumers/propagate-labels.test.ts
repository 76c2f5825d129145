import { test } from "vitest";
import { crash, end, on, type RowEvent, row, verifyOperator, watermark } from "../../../../core/testing/mod.ts";
import { type HalfEdge, type Message, propagateLabels } from "./propagate-labels.ts";

const exchange = [(edge: HalfEdge) => edge.vertex, (message: Message) => message.vertex];
const feedback = { feedback: 1 };

function edges(...pairs: readonly (readonly [number, number])[]): RowEvent[] {
  return pairs
    .flatMap(([a, b]) => [row({ vertex: a, neighbour: b }), row({ vertex: b, neighbour: a })])
    .map((edge) => on(0, edge));
}

function components(labels: Readonly<Record<number, number>>): RowEvent[] {
  return Object.entries(labels).map(([vertex, label]) => row({ vertex: Number(vertex), label }));
}

test("labels go round the loop until every component has its smallest", () =>
  verifyOperator(propagateLabels(), {
    input: [...edges([5, 4], [4, 3], [3, 2], [2, 1], [7, 8], [8, 9], [9, 7]), end],
    output: [...components({ 1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 7: 7, 8: 7, 9: 7 }), end],
    exchange,
    feedback,
  }));

test("an edge that joins two components after a crash relabels one of them", () =>
  verifyOperator(propagateLabels(), {
    input: [...edges([10, 20], [20, 30]), crash, ...edges([1, 2]), watermark(5), crash, ...edges([30, 2]), end],
    output: [watermark(5), ...components({ 1: 1, 2: 1, 10: 1, 20: 1, 30: 1 }), end],
    exchange,
    feedback,
  }));

test("an empty graph has no components", () =>
  verifyOperator(propagateLabels(), { input: [end], output: [end], exchange, feedback }));
