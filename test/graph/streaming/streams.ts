import { expect } from "vitest";
import { type Dataset, from, fromChangelog, replay } from "../../../core/mod.ts";
import { type Graph, graph } from "../../../graph/mod.ts";
import { nearly, type PlainEdge, type PlainGraph, sorted, testGraphs } from "../naive.ts";

/** The edges of a plain graph as ones that may never end, in batches of a few. */
export function streamed<Row extends object>(rows: readonly Row[]): Dataset<Row> {
  const timed = rows.map((row, at) => ({ at, ...row }));
  return from(replay(timed, { time: "at", speedUp: Number.POSITIVE_INFINITY })) as Dataset<never>;
}

/** A graph over edges that may never end, or over the same ones as stored. */
export function edgeGraph(
  edges: Dataset<PlainEdge>,
  directed: boolean,
): Graph<number, "id", PlainEdge, { id: number }> {
  return graph({ edges, source: "source", target: "target", weight: "weight", directed });
}

/** What the rows of edges that may never end are in the end is what the same call gives of the stored edges. */
export async function expectSameInTheEnd<Row>(
  run: (graph: Graph<number>, plain: PlainGraph) => Dataset<Row>,
  graphs: readonly PlainGraph[] = testGraphs(),
): Promise<void> {
  for (const plain of graphs) {
    const stored = await run(
      edgeGraph(from(plain.edges.map((edge) => ({ ...edge }))), plain.directed),
      plain,
    ).collect();
    const live = await contentsInTheEnd(run(edgeGraph(streamed(plain.edges), plain.directed), plain));
    expect(sorted(live), `${plain.name}, directed ${plain.directed}`).toEqual(nearly(sorted(stored)));
  }
}

/** The same where some edges are taken back again, after one batch or more: what is left counts. */
export async function expectSameOfWhatIsLeft<Row>(
  run: (graph: Graph<number>, plain: PlainGraph) => Dataset<Row>,
  graphs: readonly PlainGraph[] = testGraphs(),
): Promise<void> {
  for (const plain of graphs) {
    const goes = (at: number): boolean => at % 3 === 1;
    const left = plain.edges.filter((_, at) => !goes(at));
    const stored = await run(edgeGraph(from(left.map((edge) => ({ ...edge }))), plain.directed), plain).collect();
    const live = await contentsInTheEnd(run(edgeGraph(changing(plain.edges, goes), plain.directed), plain));
    expect(sorted(live), `${plain.name}, directed ${plain.directed}`).toEqual(nearly(sorted(stored)));
  }
}

/** Edges that come one after another, of which some are taken back four edges later, or at the end. */
export function changing<Row extends object>(rows: readonly Row[], goes: (at: number) => boolean): Dataset<Row> {
  const steps = rows.flatMap((row, at) => [
    { change: "insert" as const, row, at },
    ...(goes(at - 4) ? [{ change: "delete" as const, row: rows[at - 4]!, at }] : []),
  ]);
  const rest = rows.flatMap((row, at) =>
    goes(at) && at + 4 >= rows.length ? [{ change: "delete" as const, row, at: rows.length }] : [],
  );
  return streamed([...steps, ...rest]).apply(fromChangelog({ change: ({ change }) => change, row: ({ row }) => row }));
}

/** What is left of a dataset that may never end when it has ended. */
export async function contentsInTheEnd<Row>(dataset: Dataset<Row>): Promise<Row[]> {
  const left = new Map<string, Row[]>();
  await dataset.changelog().forEach(({ change, row }) => {
    const text = JSON.stringify(row);
    const same = left.get(text) ?? [];
    left.set(text, same);
    if (change === "insert" || change === "updateAfter") same.push(row);
    else if (same.pop() === undefined) throw new Error(`Cannot take back ${text} as it never came`);
  });
  return [...left.values()].flat();
}
