import { distancesOf, entriesOf, type PlainGraph } from "./naive.ts";

/** How many shortest paths lead from each vertex to each, by the edges that they may end with. */
export function pathCounts(plain: PlainGraph, weights: "ignore" | "use"): (one: number, other: number) => number {
  const distance = distancesOf(plain, weights);
  const entries = [...entriesOf(plain)].flatMap(([from, all]) =>
    all.map(({ to, weight }) => ({ from, to, length: weights === "use" ? weight : 1 })),
  );
  const counts = new Map(plain.vertices.map((one) => [one, new Map([[one, 1]])]));
  for (const one of plain.vertices) {
    const others = plain.vertices.filter((other) => other !== one && Number.isFinite(distance(one, other)));
    for (const other of others.sort((a, b) => distance(one, a) - distance(one, b))) {
      const last = entries.filter(
        ({ from, to, length }) => to === other && distance(one, from) + length === distance(one, other),
      );
      counts.get(one)!.set(
        other,
        last.reduce((sum, { from }) => sum + counts.get(one)!.get(from)!, 0),
      );
    }
  }
  return (one, other) => counts.get(one)!.get(other) ?? 0;
}
