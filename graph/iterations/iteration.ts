import { count, Dataset, inputOf, iterate, once, pipeInputs } from "../../core/mod.ts";
import { demand } from "../checks.ts";
import { type Described, idReader, type Row, verticesOf } from "../methods/described.ts";
import { goesOnSide, superstepsOperator, superstepsSide } from "../operator/supersteps-operator.ts";
import type { Combine } from "./mailbox.ts";
import type { IterationOptions, IterationResult } from "./options.ts";
import type { Program } from "./program.ts";
import { isInitial, rangeOf } from "./state-kinds.ts";

type AnyOptions = IterationOptions<
  Program["state"],
  unknown,
  never,
  Program["aggregators"],
  Readonly<Record<string, Dataset<unknown>>>
>;

/** What tells the models apart. */
export interface Model {
  readonly name: string;
  readonly combine: Combine;
  readonly active?: Program["active"];
  readonly compute: Program["compute"];
}

/** Supersteps as rounds of the core's iteration: a checkpoint finds its place between two. */
export function iteration(
  graph: Described,
  options: AnyOptions,
  { name, combine, active = "with messages", compute }: Model,
): IterationResult<unknown, object> {
  checkState(options.state, name, graph.shape.idName);
  checkIteration(options, name);
  mustEnd(graph, name);
  const { state, maxSupersteps, direction = "out", aggregators = {}, until, broadcast = {}, initial } = options;
  const program: Program = {
    name,
    state,
    combine,
    maxSupersteps,
    direction,
    active,
    aggregators,
    until: until as never,
    compute,
  };
  const { edges, vertices, shape } = graph;
  const data: Dataset<unknown>[] = [
    edges,
    ...(vertices === undefined ? [] : [vertices]),
    ...(initial === undefined ? [] : [initialRows(graph, initial as never)]),
    ...Object.values(broadcast),
  ];
  const inputs = { shape, initial: initial !== undefined, broadcast: Object.keys(broadcast) };
  const given = data.map((each) => once(each));
  const loop = iterate(oneRow(edges), { data: given, name, rounds: maxSupersteps }, (token, all) => {
    const steps = pipeInputs<unknown>(
      superstepsOperator(program, inputs),
      [token, ...all].map((each) => inputOf(each as Dataset<unknown>, { to: "one subtask" })),
    );
    const feedback = steps.sideOutput<{ turn: number }>(goesOnSide);
    return { feedback, output: steps, sides: { [superstepsSide]: steps.sideOutput(superstepsSide) } };
  });
  return { vertices: loop, supersteps: loop.sideOutput(superstepsSide) };
}

/** What goes round: of any edges, or none, one row. */
function oneRow(edges: Dataset<Row>): Dataset<{ turn: number }> {
  return edges.aggregate({ turn: count() });
}

function initialRows(graph: Described, initial: (vertex: Row) => object): Dataset<unknown> {
  const id = idReader(graph.shape);
  return verticesOf(graph).map((vertex) => ({ id: id(vertex), values: initial(vertex) }));
}

function mustEnd({ edges }: Described, name: string): void {
  demand(edges.boundedness === "bounded", {
    doing: `iterate in ${name}`,
    as: "its edges must end",
    got: "an unbounded dataset",
    remedy: "use limit(n) before it, or an algorithm that keeps up with edges",
  });
}

/** Names that the vertex at hand has besides its state, and rows of supersteps besides their aggregates. */
const ofVertices = ["id", "number", "degree"];
const ofSupersteps = ["superstep", "active", "messages"];

function checkState(state: AnyOptions["state"], name: string, idName: string): void {
  const doing = `iterate in ${name}`;
  const names = typeof state === "object" && state !== null ? Object.keys(state) : [];
  const kinds = names.every((each) => ["f64", "i32", "u32", "vertex"].includes(state[each]?.kind as string));
  demand(names.length > 0 && kinds, {
    doing,
    as: "its state must say the kind of each value",
    got: names.map((each) => `${each}: ${typeof state[each]}`),
    remedy: "write for instance state: { distance: f64(Infinity) }",
  });
  const clash = names.filter((each) => ofVertices.includes(each));
  const remedy = `${ofVertices.join(", ")} are of the vertex itself`;
  demand(clash.length === 0, { doing, as: "its state must have names of its own", got: clash, remedy });
  demand(!names.includes(idName), {
    doing,
    as: "its state must not be called as the id of its rows is",
    got: idName,
    remedy: `rename it, or write id: (vertex) => vertex[${JSON.stringify(idName)}], which rows call "id"`,
  });
  for (const [each, kind] of Object.entries(state)) {
    demand(isInitial(kind), {
      doing,
      as: `its state ${each} must begin with ${rangeOf(kind.kind)}`,
      got: kind.initial,
      remedy: kind.kind === "vertex" ? "write vertexNumber()" : "write f64(…) for numbers of any kind",
    });
  }
}

function checkIteration(options: AnyOptions, name: string): void {
  const doing = `iterate in ${name}`;
  mustBeOfKinds(options, doing);
  const { maxSupersteps, aggregators = {}, broadcast = {} } = options;
  const whole = Number.isInteger(maxSupersteps) && maxSupersteps >= 1;
  const more = "write for instance maxSupersteps: 100";
  demand(whole, { doing, as: "its maxSupersteps must be a whole number from 1", got: maxSupersteps, remedy: more });
  const known = Object.values(aggregators).every((each) => ["sum", "min", "max"].includes(each));
  const kindsOf = Object.values(aggregators);
  demand(known, {
    doing,
    as: "its aggregators must be sum, min or max",
    got: kindsOf,
    remedy: 'write aggregators: { change: "sum" }',
  });
  const clash = Object.keys(aggregators).filter((each) => ofSupersteps.includes(each));
  demand(clash.length === 0, {
    doing,
    as: "its aggregators must have names of their own",
    got: clash,
    remedy: `rename them: ${ofSupersteps.join(", ")} are columns of each row of supersteps`,
  });
  const bounded = Object.values(broadcast).every((each) => each instanceof Dataset && each.boundedness === "bounded");
  demand(bounded, {
    doing,
    as: "its broadcast must be bounded datasets",
    got: Object.keys(broadcast),
    remedy: "write broadcast: { rules: from(rows) }",
  });
}

function mustBeOfKinds({ initial, until, aggregators, broadcast }: AnyOptions, doing: string): void {
  for (const [option, given] of Object.entries({ initial, until }))
    demand(given === undefined || typeof given === "function", {
      doing,
      as: `its ${option} must be a function`,
      got: given,
      remedy: `write for instance ${option}: (${option === "until" ? "{ aggregates }" : "vertex"}) => …`,
    });
  for (const [option, given] of Object.entries({ aggregators, broadcast }))
    demand(given === undefined || isRecord(given), {
      doing,
      as: `its ${option} must be an object`,
      got: given,
      remedy: `write ${option}: { ${option === "broadcast" ? "rules: from(rows)" : 'change: "sum"'} }`,
    });
}

function isRecord(given: unknown): boolean {
  return typeof given === "object" && given !== null && !Array.isArray(given);
}
