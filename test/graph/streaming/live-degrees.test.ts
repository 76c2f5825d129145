import { expect, test } from "vitest";
import { fromChangelog } from "../../../core/mod.ts";
import { insert, remove, row, updateAfter, updateBefore, verifyOperator } from "../../../core/testing/mod.ts";
import { degrees, graph } from "../../../graph/mod.ts";
import { liveOperator } from "../../../graph/operator/live-operator.ts";
import { expectSameInTheEnd, expectSameOfWhatIsLeft, streamed } from "./streams.ts";

const algorithm = degrees({ weights: "use" });
const operator = liveOperator(
  { source: "a", target: "b", weight: "w", id: undefined, idName: "id", directed: true },
  algorithm as never,
  algorithm.live as never,
);
const of = (id: string, inDegree: number, outDegree: number): object => ({
  id,
  degree: inDegree + outDegree,
  inDegree,
  outDegree,
});

test("a vertex is told anew when its degree changes, and taken back with its last edge", () =>
  verifyOperator(operator, {
    input: [
      row({ a: "x", b: "y", w: 2 }),
      row({ a: "x", b: "x", w: 0 }),
      remove({ a: "x", b: "y", w: 2 }),
      row({ a: "x", b: "y", w: 5 }),
      updateBefore({ a: "x", b: "y", w: 5 }),
      updateAfter({ a: "x", b: "y", w: 6 }),
    ],
    output: [
      insert(of("x", 0, 2)),
      insert(of("y", 2, 0)),
      updateBefore(of("x", 0, 2)),
      updateAfter(of("x", 0, 0)),
      remove(of("y", 2, 0)),
      updateBefore(of("x", 0, 0)),
      updateAfter(of("x", 0, 5)),
      insert(of("y", 5, 0)),
      updateBefore(of("x", 0, 5)),
      updateAfter(of("x", 0, 6)),
      updateBefore(of("y", 5, 0)),
      updateAfter(of("y", 6, 0)),
    ],
  }));

test("what degrees are in the end is what they are of the stored edges, or of those that are left", async () => {
  await expectSameInTheEnd((one) => one.degrees());
  await expectSameOfWhatIsLeft((one) => one.degrees());
  await expectSameOfWhatIsLeft((one) => one.degrees({ weights: "use" }));
});

test("an edge that is taken back and never came fails the job", async () => {
  const records = streamed([{ change: "delete" as const, row: { source: 1, target: 2 } }]);
  const edges = records.apply(fromChangelog({ change: ({ change }) => change, row: ({ row }) => row }));
  const rows = graph({ edges, source: "source", target: "target" }).degrees().changelog();
  await expect(rows.forEach(() => undefined)).rejects.toThrow(
    /Cannot take an edge back in degrees as it must have come: got one of 1, which has none left/,
  );
});
