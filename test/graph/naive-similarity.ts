import type { Graph, OwnRows, Similarity } from "../../graph/mod.ts";
import { expectAgreement, neighboursOf, type PlainGraph, pairsOf, testGraphs } from "./naive.ts";

type Scored = OwnRows<Similarity<number>>;

/** Scores of all pairs are what going through the neighbours that both have gives; without pairs, those that share one. */
export async function expectScores(
  some: (one: Graph<number>, pairs: [number, number][]) => Scored,
  all: ((one: Graph<number>) => Scored) | undefined,
  score: (shared: number[], degree: (id: number) => number, one: number, other: number) => number,
): Promise<void> {
  const naive = (plain: PlainGraph, isWanted: (shared: number) => boolean): unknown[] => {
    const neighbours = neighboursOf(plain);
    return pairsOf(plain.vertices).flatMap(([source, target]) => {
      const shared = [...neighbours.get(source)!].filter((id) => neighbours.get(target)!.has(id));
      const similarity = score(shared, (id) => neighbours.get(id)!.size, source, target);
      return isWanted(shared.length) ? [{ source, target, similarity }] : [];
    });
  };
  await expectAgreement(
    (one, plain) => some(one, pairsOf(plain.vertices)),
    (plain) => naive(plain, () => true),
  );
  if (all === undefined) return;
  // Rows come by the first vertex, then in the order in which others are met.
  const inOrder = (one: Graph<number>): Scored => all(one).sort(["source", "target"]);
  const byIds = testGraphs().map((plain) => ({ ...plain, vertices: [...plain.vertices].sort((a, b) => a - b) }));
  await expectAgreement(inOrder, (plain) => naive(plain, (shared) => shared > 0), byIds);
}
