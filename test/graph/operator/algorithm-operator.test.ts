import { test } from "vitest";
import { end, on, row, verifyAsyncOperator, watermark } from "../../../core/testing/mod.ts";
import type { Algorithm } from "../../../graph/mod.ts";
import { bfs, connectedComponents } from "../../../graph/mod.ts";
import { algorithmOperator, type GraphShape, type Task } from "../../../graph/operator/algorithm-operator.ts";

const shape: GraphShape = {
  source: "a",
  target: (edge: { b: string }) => edge.b,
  weight: undefined,
  id: undefined,
  idName: "id",
  directed: true,
};
const of = <Row extends object>(algorithm: Algorithm<string, Row>): Task => ({ algorithm: algorithm as never });

test("a graph is computed when its edges have ended, and again from what was kept after a crash", () =>
  verifyAsyncOperator(algorithmOperator(shape, [of(bfs({ from: "x" }))]), {
    input: [row({ a: "x", b: "y" }), row({ a: "y", b: "z" }), watermark(5), row({ a: "x", b: "z" }), end],
    output: [row({ id: "x", distance: 0 }), row({ id: "y", distance: 1 }), row({ id: "z", distance: 1 }), end],
  }));

test("edges without an id, and to what is none of the vertices that were given, are failed records", () =>
  verifyAsyncOperator(algorithmOperator({ ...shape, id: "city", idName: "city" }, [of(connectedComponents())]), {
    input: [
      on(1, row({ city: "x" })),
      on(0, row({ a: "x", b: "y" })),
      on(1, row({ city: "y" })),
      on(0, row({ a: null, b: "y" })),
      on(0, row({ a: "x", b: "q" })),
      on(1, row({ city: "w" })),
      on(0, end),
      on(1, end),
    ],
    output: [
      row({ city: "x", component: "x" }),
      row({ city: "y", component: "x" }),
      row({ city: "w", component: "w" }),
      end,
    ],
    failures: [
      /Cannot take the id of the source of an edge in .* as an id must be a number, text or bigint: got null; filter/,
      /Cannot take an edge in .* as both ends must be in vertices: got "q", which is none of the 3; add it to vertices/,
    ],
  }));
