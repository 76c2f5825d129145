import {
  type Batch,
  columnOf,
  type KeySpace,
  makeBatch,
  type Operator,
  type OperatorContext,
  type OperatorTask,
  operatorState,
  rowReader,
  rowSchema,
  rowState,
} from "../../core/mod.ts";
import { buildSnapshot } from "../build/build-snapshot.ts";
import { columnReader } from "../build/edge-columns.ts";
import { Workspace } from "../build/workspace.ts";
import { assistant } from "../iterations/assistant.ts";
import type { Program, SuperstepReport } from "../iterations/program.ts";
import { leastShared } from "../iterations/shared-supersteps.ts";
import { setInitial } from "../iterations/state-kinds.ts";
import { type SavedSupersteps, Supersteps } from "../iterations/supersteps.ts";
import type { GraphShape } from "./algorithm-operator.ts";
import { edgeReads } from "./edges-operator.ts";
import { resultBatches } from "./result-batches.ts";

/** What rows an operator of supersteps is given by each of its inputs. */
export interface SuperstepInputs {
  readonly shape: GraphShape;
  /** Whether rows `{ id, values }` say what the state of vertices is at first. */
  readonly initial: boolean;
  /** Names of datasets that every vertex sees. */
  readonly broadcast: readonly string[];
}

/** The side outputs: a row for what goes on, and a row for each superstep. */
export const goesOnSide = "goes on";
export const superstepsSide = "supersteps";

/**
 * A superstep for each round of an iteration. Its inputs are a row that goes round, the edges, and vertices, initial values and
 * broadcast rows where there are any, which only the first round is given. What is kept is the input, and between two
 * supersteps the state of the vertices and the messages that wait: a restart goes on there.
 */
export function superstepsOperator(program: Program, inputs: SuperstepInputs): Operator {
  const { shape, broadcast } = inputs;
  const places = placesOf(inputs);
  return {
    name: program.name,
    inputs: places.broadcast + broadcast.length,
    rounds: "all",
    sides: [goesOnSide, superstepsSide],
    state: [kept, progress],
    selection: "accepts",
    watermarks: "own",
    details: {
      graph: shape.directed ? "directed" : "undirected",
      messages: typeof program.combine === "function" ? "combined by a function" : program.combine,
      supersteps: `${program.maxSupersteps} at most`,
    },
    ...(program.combine === "all" ? {} : { assist: (keys: KeySpace) => assistant(program, keys) }),
    open: (context) => openSupersteps(context, program, inputs, places),
  };
}

const kept = rowState("graph");
const progress = operatorState<SavedSupersteps | null>(
  "progress",
  () => null,
  (one, other) => one ?? other,
);

/** Which input is what: 0 is the row that goes round, 1 the edges. */
interface Places {
  readonly vertices: number | undefined;
  readonly initial: number | undefined;
  /** The first of them. */
  readonly broadcast: number;
}

function placesOf({ shape, initial }: SuperstepInputs): Places {
  const vertices = shape.id === undefined ? undefined : 2;
  const next = vertices === undefined ? 2 : 3;
  return { vertices, initial: initial ? next : undefined, broadcast: next + (initial ? 1 : 0) };
}

function openSupersteps(
  context: OperatorContext,
  program: Program,
  { shape, broadcast }: SuperstepInputs,
  places: Places,
): OperatorTask {
  const [rows, saved] = [context.state(kept), context.state(progress)];
  const read = readers(context, shape, places);
  let running: Supersteps | undefined;
  let hasToken = false;
  const given = (input: number | undefined): Batch | undefined =>
    input === undefined ? undefined : rows.space(input).all()?.batch;
  const begun = (): Supersteps => {
    const edges = given(1);
    const crew = (edges?.rowCount ?? 0) < leastShared / 4 ? undefined : context.crew;
    const place = crew === undefined ? undefined : Workspace.ofThreads();
    const graph = buildSnapshot(context, edges, given(places.vertices), shape, place);
    const named = broadcast.map((name, at) => [name, rowsOf(given(places.broadcast + at))]);
    const steps = new Supersteps(graph, program, Object.fromEntries(named), crew);
    if (saved.value !== null) steps.load(saved.value);
    else setInitial(graph, program, steps.arrays, rowsOf(given(places.initial)) as never);
    return steps;
  };
  return {
    batch: (batch, input) => {
      if (input === 0) hasToken = true;
      else addRead(rows.space(input), read(batch, input));
    },
    endRound: () => {
      if (!hasToken) return;
      hasToken = false;
      running ??= begun();
      const report = running.run();
      saved.value = running.save();
      context.emit(reportBatch(report), superstepsSide);
      if (report.goesOn) context.emit(rowBatch({ turn: report.superstep + 1 }), goesOnSide);
    },
    end: () => {
      if (saved.value === null) return;
      running ??= begun();
      for (const batch of resultBatches(running.graph, shape.idName, program, running.columns())) context.emit(batch);
      running.close();
      for (const space of [...rows.spaces.keys()]) rows.drop(space);
    },
  };
}

/** Edges and vertices as the columns that are read of them; other rows as they are. */
function readers(
  context: OperatorContext,
  shape: GraphShape,
  { vertices }: Places,
): (batch: Batch, input: number) => Batch | undefined {
  const { id } = shape;
  const readEdges = columnReader(context, edgeReads(shape, true), "any");
  const readVertices = id === undefined ? undefined : columnReader(context, [{ name: "id", choice: id }], undefined);
  return (batch, input) => {
    if (input === 1) return readEdges(batch);
    return input === vertices ? readVertices!(batch) : batch;
  };
}

function addRead(space: { add(batch: Batch): void }, read: Batch | undefined): void {
  if (read !== undefined) space.add(read);
}

function rowsOf(batch: Batch | undefined): readonly unknown[] {
  if (batch === undefined) return [];
  const read = rowReader(batch);
  return Array.from({ length: batch.rowCount }, (_, row) => read(row));
}

function reportBatch({ superstep, active, messages, aggregates }: SuperstepReport): Batch {
  return rowBatch({ superstep, active, messages, ...aggregates });
}

function rowBatch(row: Readonly<Record<string, number>>): Batch {
  const columns = Object.values(row).map((value) => columnOf([value]));
  const schema = rowSchema(Object.keys(row).map((name, at) => ({ name, type: columns[at]!.type })));
  return makeBatch(schema, 1, columns);
}
