import { type Batch, makeBatch, type OperatorContext, take } from "../../core/mod.ts";
import type { GraphShape } from "../operator/algorithm-operator.ts";
import { workspaceFor } from "./kernel-choice.ts";
import { type Edges, Snapshot } from "./snapshot.ts";
import { IdIndex } from "./vertex-ids.ts";
import type { Workspace } from "./workspace.ts";

/**
 * The kept columns of edges and vertices as a graph of numbers. Where vertices are given, an edge to another one is a failed record.
 *
 * @param place Where its arrays lie. Default: where the kernels are that were the fastest.
 */
export function buildSnapshot(
  context: OperatorContext,
  edges: Batch | undefined,
  vertices: Batch | undefined,
  { id, directed }: Pick<GraphShape, "id" | "directed">,
  place?: Workspace,
): Snapshot {
  const ids = new IdIndex(context.keys);
  if (vertices !== undefined) addVertices(context, ids, vertices);
  if (edges === undefined) return new Snapshot(ids, noEdges, directed, place);
  const known = id === undefined ? Number.POSITIVE_INFINITY : ids.count;
  const rows = known === Number.POSITIVE_INFINITY ? edges : edgesAmong(context, ids, edges);
  const work = place ?? workspaceFor(rows.rowCount);
  return new Snapshot(ids, edgesOf(ids, rows, work), directed, work);
}

const noEdges: Edges = { sources: new Uint32Array(0), targets: new Uint32Array(0), weights: undefined };

function edgesOf(ids: IdIndex, { columns, rowCount }: Batch, work: Workspace): Edges {
  const sources = ids.add(columns[0]!, rowCount, work.int32(rowCount));
  const targets = ids.add(columns[1]!, rowCount, work.int32(rowCount));
  const weight = columns[2];
  const weights = weight?.layout === "float64" ? weight.values.subarray(0, rowCount) : undefined;
  return { sources, targets, weights };
}

function addVertices(context: OperatorContext, ids: IdIndex, batch: Batch): void {
  const numbers = ids.add(batch.columns[0]!, batch.rowCount);
  if (ids.count === batch.rowCount) return;
  let expected = 0;
  for (let row = 0; row < batch.rowCount; row++) {
    if (numbers[row] === expected) {
      expected++;
      continue;
    }
    const error = new RangeError(
      `Cannot take a vertex in ${context.step} as each must have an id of its own: got ${String(ids.idOf(numbers[row]!))} twice; ` +
        "use vertices.distinctBy(…), or an id that tells them apart",
    );
    context.fail({ doing: "read a vertex", error, explained: true, batch, row, position: row });
  }
}

/** The edges whose ends are vertices that were given. */
function edgesAmong(context: OperatorContext, ids: IdIndex, edges: Batch): Batch {
  const known = ids.count;
  // Ids that only edges have get numbers behind those of the vertices, in an index that is thrown away.
  const probe = new IdIndex(context.keys);
  probe.addAll(ids);
  const sources = probe.add(edges.columns[0]!, edges.rowCount);
  const targets = probe.add(edges.columns[1]!, edges.rowCount);
  if (probe.count === known) return edges;
  const good: number[] = [];
  for (let row = 0; row < edges.rowCount; row++) {
    const unknown = sources[row]! >= known ? sources[row]! : targets[row]! >= known ? targets[row]! : undefined;
    if (unknown === undefined) {
      good.push(row);
      continue;
    }
    const id = probe.idOf(unknown);
    const error = new RangeError(
      `Cannot take an edge in ${context.step} as both ends must be in vertices: got ${typeof id === "string" ? JSON.stringify(id) : String(id)}, ` +
        `which is none of the ${known}; add it to vertices, or leave vertices out to take all ends of edges`,
    );
    context.fail({ doing: "read an edge", error, explained: true, batch: edges, row, position: row });
  }
  return take(makeBatch(edges.schema, edges.rowCount, edges.columns), Int32Array.from(good));
}
