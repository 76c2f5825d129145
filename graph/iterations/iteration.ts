import { count, Dataset, inputOf, iterate, once, pipeInputs } from "../../core/mod.ts";
import { demand } from "../checks.ts";
import { type Described, idReader, type Row, verticesOf } from "../methods/described.ts";
import { goesOnSide, superstepsOperator, superstepsSide } from "../operator/supersteps-operator.ts";
import type { Combine } from "./mailbox.ts";
import type { IterationOptions, IterationResult } from "./options.ts";
import type { Program } from "./program.ts";

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

/** Names that the vertex at hand has besides its state. */
const taken = ["id", "number", "degree"];

function checkIteration({ state, maxSupersteps, aggregators = {}, broadcast = {} }: AnyOptions, name: string): void {
  const doing = `iterate in ${name}`;
  const names = typeof state === "object" && state !== null ? Object.keys(state) : [];
  const kinds = names.every((each) => ["f64", "i32", "u32", "vertex"].includes(state[each]?.kind as string));
  demand(names.length > 0 && kinds, {
    doing,
    as: "its state must say the kind of each value",
    got: names.map((each) => `${each}: ${typeof state[each]}`),
    remedy: "write for instance state: { distance: f64(Infinity) }",
  });
  const clash = names.filter((each) => taken.includes(each));
  const remedy = `${taken.join(", ")} are of the vertex itself`;
  demand(clash.length === 0, { doing, as: "its state must have names of its own", got: clash, remedy });
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
  const bounded = Object.values(broadcast).every((each) => each instanceof Dataset && each.boundedness === "bounded");
  demand(bounded, {
    doing,
    as: "its broadcast must be bounded datasets",
    got: Object.keys(broadcast),
    remedy: "write broadcast: { rules: from(rows) }",
  });
}
