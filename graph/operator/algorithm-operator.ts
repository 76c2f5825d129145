import {
  type Batch,
  type Operator,
  type OperatorContext,
  type OperatorState,
  operatorState,
  rowState,
} from "../../core/mod.ts";
import type { AnyAlgorithm } from "../algorithm.ts";
import { buildSnapshot } from "../build/build-snapshot.ts";
import { type Choice, columnReader, type Read } from "../build/edge-columns.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { shown } from "../checks.ts";
import { columnsRead, edgeReads } from "./edges-operator.ts";
import { resultBatches } from "./result-batches.ts";

/** Where the edges and vertices of a graph are in the rows of its datasets. */
export interface GraphShape {
  readonly source: Choice;
  readonly target: Choice;
  readonly weight: Choice | undefined;
  /** The id of a vertex in the rows of the second input; undefined where there is none. */
  readonly id: Choice | undefined;
  /** What the id is called in results. */
  readonly idName: string;
  readonly directed: boolean;
}

/** Columns that are kept of edges, and of vertices. */
const edgeSpace = 0;
const vertexSpace = 1;

/** An algorithm, and the side output that its rows go to: none for the main one. */
export interface Task {
  readonly algorithm: AnyAlgorithm<unknown, object>;
  readonly side?: string;
}

const batchesGiven = operatorState<number>(
  "batches given",
  () => 0,
  (left, right) => left + right,
);

/**
 * Collects the edges (its first input) and vertices (its second, if there is one) as columns, and computes when both have
 * ended: one algorithm after the other over one graph, turn by turn, so that an abort or a checkpoint need not wait for the
 * end of it. What is kept is the input: after a restart the computation begins anew, and gives what it had not given: it is the
 * same each time.
 */
export function algorithmOperator(shape: GraphShape, tasks: readonly Task[]): Operator {
  const kept = rowState("graph");
  const weights = weightsOf(tasks);
  const [edgeReads, vertexReads] = readsOf(shape, weights);
  const inputs = vertexReads.length === 0 ? 1 : 2;
  return {
    name: tasks.map(({ algorithm }) => algorithm.name).join(", "),
    inputs,
    sides: tasks.flatMap(({ side }) => side ?? []),
    state: [kept, batchesGiven],
    selection: "accepts",
    // Results have no event time: no watermark says anything of them but the last.
    watermarks: "own",
    details: { graph: shape.directed ? "directed" : "undirected", ...detailsOf(tasks) },
    reads: () => [edgeReads, vertexReads].slice(0, inputs).map(columnsRead),
    open: (context) => {
      const readEdges = columnReader(context, edgeReads, weights);
      const readVertices = columnReader(context, vertexReads, undefined);
      const rows = context.state(kept);
      const emitted = context.state(batchesGiven);
      const ended = new Set<number>();
      let turns: Iterator<number | undefined, void> | undefined;
      const progress: Progress = { doing: "", gauges: {} };
      let isDone = false;
      const build = (): Snapshot => {
        const rowsOf = (space: number): Batch | undefined => rows.space(space).all()?.batch;
        return buildSnapshot(context, rowsOf(edgeSpace), rowsOf(vertexSpace), shape);
      };
      return {
        batch: (batch, input) => {
          const read = input === 0 ? readEdges(batch) : readVertices(batch);
          if (read !== undefined) rows.space(input === 0 ? edgeSpace : vertexSpace).add(read);
        },
        endInput: (input) => {
          ended.add(input);
          if (ended.size < inputs) return;
          turns = computed(context, build, shape, tasks, progress, emitted);
          context.wake();
        },
        resume: () => {
          if (turns === undefined || isDone) return;
          const turn = turns.next();
          isDone = turn.done === true;
          if (turn.done !== true) {
            tell(progress, turn.value);
            return context.wake();
          }
          progress.gauges = {};
          rows.drop(edgeSpace);
          rows.drop(vertexSpace);
          context.emitWatermark(Number.POSITIVE_INFINITY);
        },
        gauges: () => progress.gauges,
        waits: () => (turns === undefined || isDone ? undefined : "pending"),
      };
    },
  };
}

/** What the run's metrics show. */
interface Progress {
  doing: string;
  gauges: Record<string, number>;
}

/** One algorithm after the other, turn by turn. */
function* computed(
  context: OperatorContext,
  build: () => Snapshot,
  { idName }: GraphShape,
  tasks: readonly Task[],
  progress: Progress,
  emitted: OperatorState<number>,
): Generator<number | undefined, void> {
  const snapshot = build();
  // A checkpoint may fall between two batches: those before it are out, for good.
  const before = emitted.value;
  let batches = 0;
  for (const { algorithm } of tasks) requireVertices(context, snapshot.ids, algorithm);
  for (const { algorithm, side } of tasks) {
    progress.doing = side ?? algorithm.name;
    yield;
    const result = yield* algorithm.run(snapshot);
    for (const batch of resultBatches(snapshot, idName, algorithm, result)) {
      if (++batches <= before) continue;
      emitted.value = batches;
      context.emit(batch, side);
      yield;
    }
  }
}

/** How many turns an algorithm has taken, and the share that it says is done. */
function tell({ doing, gauges }: Progress, share: number | undefined): void {
  const turns = `numTurns(${doing})`;
  gauges[turns] = (gauges[turns] ?? 0) + 1;
  if (share !== undefined) gauges[`share(${doing})`] = share;
}

/** What all of the algorithms can take of weights. */
function weightsOf(tasks: readonly Task[]): AnyAlgorithm<unknown, object>["weights"] {
  const kinds = ["positive", "not negative", "any"] as const;
  return kinds.find((kind) => tasks.some(({ algorithm }) => algorithm.weights === kind));
}

/** Details of several algorithms are told apart by the names of their outputs. */
function detailsOf(tasks: readonly Task[]): Readonly<Record<string, string>> {
  const named = tasks.flatMap(({ algorithm, side }) =>
    Object.entries(algorithm.details ?? {}).map(([name, text]) => [
      side === undefined ? name : `${side}.${name}`,
      text,
    ]),
  );
  return Object.fromEntries(named);
}

function readsOf(
  shape: GraphShape,
  weights: AnyAlgorithm<unknown, object>["weights"],
): readonly [readonly Read[], readonly Read[]] {
  return [edgeReads(shape, weights !== undefined), shape.id === undefined ? [] : [{ name: "id", choice: shape.id }]];
}

function requireVertices(
  { step }: OperatorContext,
  ids: { readonly count: number; find(id: unknown): number },
  { vertices = [] }: AnyAlgorithm<unknown, object>,
): void {
  // Not the id itself, as what is none may be asked for.
  const at = vertices.findIndex((id) => ids.find(id) < 0);
  if (at < 0) return;
  throw new RangeError(
    `Cannot take a vertex by its id in ${step} as it must be one of the graph: got ${shown(vertices[at])}, which is none of its ${ids.count}; ` +
      "use an id as it stands in the edges (a number is not its text), or name it in vertices",
  );
}
