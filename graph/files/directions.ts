import { type DocumentColumn, fileError, type GraphDocument } from "./document.ts";

type EdgeColumns = ReadonlyMap<string, DocumentColumn>;

/** What is known of the directions of edges. */
export interface Directions {
  /** Of each edge. */
  readonly each: readonly boolean[];
  /** Of a file without edges. */
  readonly otherwise: boolean;
  /** Of edges of both kinds: whether those without a direction are two, or all directions are dropped. */
  readonly asked: boolean | undefined;
  readonly path: string;
}

/** The edges of a graph that has edges of one kind. */
export function withDirections(
  edges: EdgeColumns,
  { each, otherwise, asked, path }: Directions,
): Pick<GraphDocument, "directed" | "edges"> {
  const first = each[0] ?? otherwise;
  const isMixed = each.includes(!first);
  if (isMixed && asked === undefined)
    throw fileError({
      path,
      as: "all of its edges must be directed, or none",
      got: "both kinds",
      remedy:
        "say directed: true to read those without a direction as two edges, or directed: false to drop all directions",
    });
  const directed = asked ?? first;
  return { directed, edges: directed && each.includes(false) ? bothWays(edges, each) : edges };
}

/** Each edge without a direction once more, the other way round, behind itself; one to itself is the same either way. */
function bothWays(edges: EdgeColumns, directions: readonly boolean[]): EdgeColumns {
  const [sources, targets] = [edges.get("source")!, edges.get("target")!];
  const rows = directions.flatMap((isDirected, row) =>
    isDirected || Object.is(sources[row], targets[row]) ? [row] : [row, row],
  );
  const isBack = rows.map((row, at) => at > 0 && rows[at - 1] === row);
  const turned = new Map([
    ["source", "target"],
    ["target", "source"],
  ]);
  const values = (name: string): DocumentColumn =>
    rows.map((row, at) => edges.get(isBack[at] ? (turned.get(name) ?? name) : name)![row]);
  return new Map([...edges.keys()].map((name) => [name, values(name)]));
}
