import { checkOptions, type KnownOptions, requireOptions, shown } from "../data/options.ts";
import { mustBeDataset, mustBeName, mustBeSync } from "../dataset/checks.ts";
import { Dataset, type Transform } from "../dataset/dataset.ts";
import { step } from "../dataset/plan-steps.ts";
import { lasting, roundsBegin, roundsEnd } from "../operators/lasting.ts";
import { roundMap } from "../operators/round-map.ts";
import {
  boundednessOf,
  inputsOf,
  type LoopHead,
  type LoopNode,
  type LoopSink,
  nodesOf,
  type PlanNode,
  type Port,
  rebuild,
  type SourceNode,
} from "../plan/node.ts";

/** Data whose rows are given to the first round only. */
export interface Once<Row> {
  readonly once: Dataset<Row>;
}

/** A dataset of any rows. */
type AnyDataset = Pick<Dataset<unknown>, "port" | "boundedness">;

type LoopData = AnyDataset | { readonly once: AnyDataset };

type RowOf<Data> = Data extends Dataset<infer Row> ? Row : Data extends Once<infer Row> ? Row : never;

/** The data of an iteration as its body sees it. */
export type LoopDatasets<Data extends readonly unknown[]> = {
  readonly [Place in keyof Data]: Dataset<RowOf<Data[Place]>>;
};

export interface IterateOptions<Data extends readonly unknown[]> {
  /** What rounds need besides what changes: given to each round anew, unless it is `once(…)`. */
  readonly data?: Data;
  /** Rounds at most. Default: until nothing is fed back, or by `until` and `while`. */
  readonly rounds?: number;
  /** Name of the step in plans, errors and metrics. Default: `iterate`. */
  readonly name?: string;
}

/** What comes of a round. */
export interface Iteration<Variable, Out> {
  /** What changes, as the next round begins with it. Where there is none, the round was the last. */
  readonly feedback: Dataset<Variable>;
  /** What comes out of the iteration, in every round. Default: what the last round feeds back. */
  readonly output?: Dataset<Out>;
  /** More that comes out, by name: `result.sideOutput(name)`. */
  readonly sides?: Readonly<Record<string, AnyDataset>>;
  /** The round is the last one if this has a row: that of an aggregate which has converged. */
  readonly until?: AnyDataset;
  /** The round is the last one if this has none. */
  readonly while?: AnyDataset;
}

/** What a body may say of rounds. */
export interface Rounds {
  /** Each row as what a function makes of it and of the number of the round, counted from 0. */
  map<In, Out>(call: (row: In, round: number) => Out): Transform<In, Out>;
  /**
   * Steps that live through all rounds and remember: what they keep by key is there in the next round. Their input does not
   * end before the iteration does; what they give then goes on as in a round.
   */
  keep<In, Out>(transform: Transform<In, Out>): Transform<In, Out>;
}

/** What comes of a round of anything. */
type AnyIteration = Pick<Iteration<unknown, unknown>, "sides" | "until" | "while"> & {
  readonly feedback: AnyDataset;
  readonly output?: AnyDataset;
};

const known: KnownOptions<IterateOptions<readonly unknown[]>> = { data: true, rounds: true, name: true };
const knownResult: KnownOptions<AnyIteration> = {
  feedback: true,
  output: true,
  sides: true,
  until: true,
  while: true,
};

/**
 * Does something again and again. The body says, as steps on datasets, what becomes of the variable and the data in one
 * round; what it feeds back is the variable of the next. Where all inputs are bounded, each round goes through all rows and
 * ends, and the steps of the body begin anew with the next (see `Rounds.keep` for those that shall not). It ends with the
 * round that feeds nothing back, that `until` or `while` say is the last, or at `rounds`.
 *
 * Where an input never ends, there are no rounds: rows go in as they come, what is fed back goes round behind them, and the
 * steps of the body live as long as the loop.
 *
 * @example
 * ```ts
 * import { from, iterate, sum } from "millrace";
 * const halves = iterate(from([{ n: 40 }, { n: 3 }]), { rounds: 100 }, (numbers) => {
 *   const next = numbers.map(({ n }) => ({ n: Math.floor(n / 2) })).filter(({ n }) => n > 0);
 *   return { feedback: next, output: next.aggregate({ total: sum((each) => each.n) }) };
 * });
 * console.log(await halves.collect()); // [{ total: 21 }, { total: 10 }, { total: 5 }, { total: 2 }, { total: 1 }, { total: null }]
 * ```
 */
export function iterate<Variable, const Data extends readonly LoopData[], Out = Variable>(
  initial: Dataset<Variable>,
  options: IterateOptions<Data>,
  body: (variable: Dataset<Variable>, data: LoopDatasets<Data>, round: Rounds) => Iteration<Variable, Out>,
): Dataset<Out> {
  checkOptions(options as IterateOptions<readonly unknown[]>, known, "iterate");
  mustBeDataset(initial, "iterate over");
  mustBeSync(body, "iterate", "(variable) => ({ feedback: variable.map(…) })");
  const { name = "iterate", rounds = Number.POSITIVE_INFINITY, data = [] as unknown as Data } = options;
  mustBeName(name, "iterate");
  mustBeRounds(rounds);
  if (!Array.isArray(data)) throw new TypeError(noList(data, name));
  const given = data.map((each) => givenOf(each));
  const inputs = [initial.port, ...given.map(({ port }) => port)];
  const mode = inputs.some(({ node }) => boundednessOf(node) === "unbounded") ? "stream" : "rounds";
  if (mode === "stream" && rounds < Number.POSITIVE_INFINITY) throw new TypeError(noRounds(name, "rounds"));
  const heads = inputs.map((_, input): LoopHead => {
    return {
      name: input === 0 ? `variable of ${name}` : `data ${input} of ${name}`,
      gives: given[input - 1]?.gives ?? "each round",
    };
  });
  const sources = heads.map((head) => sourceOf(head, mode));
  const [variable, ...rest] = sources.map((node) => new Dataset<never>({ node }));
  const result = body(
    variable as Dataset<unknown> as Dataset<Variable>,
    rest as unknown as LoopDatasets<Data>,
    roundsOf(name, mode),
  );
  if (typeof result === "object" && result !== null && "port" in result) throw new TypeError(noFeedback(name));
  const sinks = sinksOf(result, name, mode);
  mustBeInside(sinks, sources, name);
  const loop: LoopNode = { kind: "loop", name, inputs, heads, body: sinks, mode, rounds };
  return new Dataset<Out>({ node: loop });
}

/** Data of an iteration whose rows only its first round is given: what steps that live through all rounds keep themselves. */
export function once<Row>(dataset: Dataset<Row>): Once<Row> {
  mustBeDataset(dataset, "give once");
  return { once: dataset };
}

function givenOf(data: LoopData): { port: Port; gives: LoopHead["gives"] } {
  if ("once" in data) return { port: data.once.port, gives: "the first round" };
  mustBeDataset(data, "iterate with");
  return { port: data.port, gives: "each round" };
}

function sourceOf({ name }: LoopHead, mode: LoopNode["mode"]): SourceNode {
  const source: SourceNode["source"] = {
    name,
    boundedness: mode === "rounds" ? "bounded" : "unbounded",
    splits: async () => [],
    open: () =>
      Promise.reject(new Error(`Cannot read ${name} as only its loop gives its rows; this is a defect of Millrace`)),
  };
  return { kind: "source", name, source, onError: "fail" };
}

function roundsOf(name: string, mode: LoopNode["mode"]): Rounds {
  return {
    map: (call) => {
      mustBeSync(call, "map rows of a round", "round.map((row, n) => ({ ...row, n }))");
      if (mode === "stream") throw new TypeError(noRounds(name, "round.map"));
      return (input) => new Dataset(step([input.port], roundMap(call)));
    },
    keep: (transform) => (input) => {
      if (mode === "stream") return transform(input);
      const begin = step([input.port], roundsBegin);
      const result = transform(new Dataset(begin));
      mustBeDataset(result, "keep through all rounds");
      return new Dataset(step([lastingFrom(begin.node, result.port)], roundsEnd));
    },
  };
}

/** The steps from a node to a port as ones that live through all rounds. */
function lastingFrom(begin: PlanNode, port: Port): Port {
  const between = new Set<PlanNode>([begin]);
  for (const node of nodesOf([port.node]))
    if (inputsOf(node).some((input) => between.has(input.node))) between.add(node);
  const names = new Set([...between].flatMap((node) => (node.kind === "operator" ? [node.name] : [])));
  const [node] = rebuild([port.node], (each) =>
    each.kind === "operator" && names.has(each.name) ? { ...each, operator: lasting(each.operator) } : each,
  );
  return { ...port, node: node! };
}

function sinksOf(result: AnyIteration, name: string, mode: LoopNode["mode"]): LoopSink[] {
  requireOptions(result, knownResult, `what the body of ${name} gives`);
  mustBeDataset(result.feedback, `feed back in ${name}`);
  const { feedback, output, sides = {}, until, while: goesOn } = result;
  if (mode === "stream" && (until !== undefined || goesOn !== undefined))
    throw new TypeError(noRounds(name, "until and while"));
  if (mode === "stream" && output === undefined) throw new TypeError(noLast(name));
  for (const [role, dataset] of Object.entries({ ...sides, output, until, while: goesOn }))
    if (dataset !== undefined) mustBeDataset(dataset, `iterate in ${name} with ${role}`);
  const roles = { feedback, until, while: goesOn, output } as const;
  return [
    ...Object.entries(roles).flatMap(([role, dataset]) =>
      dataset === undefined ? [] : [sinkOf(dataset, role as LoopSink["role"], undefined)],
    ),
    ...Object.entries(sides).map(([side, dataset]) => sinkOf(dataset, "output", side)),
  ];
}

function sinkOf({ port }: { readonly port: Port }, role: LoopSink["role"], side: string | undefined): LoopSink {
  const name = side === undefined ? role : `${role} ${JSON.stringify(side)}`;
  const sink: LoopSink["sink"] = {
    name,
    guarantee: "exactly-once",
    open: () =>
      Promise.reject(new Error(`Cannot open ${name} as only a loop takes its rows; this is a defect of Millrace`)),
    commit: async () => undefined,
    ...(role === "output" ? { changes: "accepts" } : {}),
  };
  return { kind: "sink", name, input: port, sink, role, side };
}

function mustBeInside(sinks: readonly LoopSink[], sources: readonly SourceNode[], name: string): void {
  const own = new Set<PlanNode>(sources);
  for (const node of nodesOf(sinks)) {
    if (node.kind !== "source" || own.has(node)) continue;
    throw new TypeError(
      `Cannot use ${node.name} in the body of ${name} as it comes from outside: got a dataset that is not among its data; ` +
        `give it in { data: [ … ] }, and take it from the body's second argument`,
    );
  }
}

function mustBeRounds(rounds: number): void {
  if (rounds === Number.POSITIVE_INFINITY || (Number.isInteger(rounds) && rounds >= 0)) return;
  throw new RangeError(
    `Cannot iterate as the number of rounds must be a whole number, 0 or more: got ${shown(rounds)}; leave it out to go on until nothing is fed back`,
  );
}

function noRounds(name: string, what: string): string {
  return (
    `Cannot take ${what} in ${name} as there are no rounds where an input never ends: got an unbounded dataset; ` +
    "iterate over bounded data, or let rows that are done out of what is fed back"
  );
}

function noList(data: unknown, name: string): string {
  return (
    `Cannot take the data of ${name} as it must be a list of datasets: got ${shown(data)}; ` +
    "say { data: [dataset] }, and take them from the body's second argument: (variable, [dataset]) => …"
  );
}

function noFeedback(name: string): string {
  return (
    `Cannot iterate in ${name} as its body must say what the dataset that it gives is for: got a dataset; ` +
    "return { feedback: dataset }, or { feedback, output }"
  );
}

function noLast(name: string): string {
  return (
    `Cannot iterate in ${name} without an output as there is no last round where an input never ends: got only feedback; ` +
    "say what comes out: { feedback, output }"
  );
}
