import type { Sink } from "../io/sink.ts";
import type { Boundedness, Condition, Source, SourceDescription } from "../io/source.ts";
import type { KeySpec } from "../operators/keyed-input.ts";
import type { Columns, Operator } from "../operators/operator.ts";

/**
 * A plan is immutable records of a few structural kinds; what an operator does rides in its node as a value.
 * An output of a node is named by a `Port`: its main output, or a side output.
 */
export type PlanNode = SourceNode | OperatorNode | ExchangeNode | UnionNode | LoopNode | SinkNode;

export interface Port {
  readonly node: PlanNode;
  readonly side?: string;
}

export interface SourceNode {
  readonly kind: "source";
  readonly name: string;
  readonly source: Source<unknown>;
  readonly onError: OnRecordError;
  /** Columns and conditions pushed down by rewriting. */
  readonly columns?: readonly string[] | undefined;
  readonly conditions?: readonly Condition[];
  readonly description?: SourceDescription;
}

export interface OperatorNode {
  readonly kind: "operator";
  readonly name: string;
  readonly inputs: readonly Port[];
  readonly operator: Operator;
  readonly onError: OnRecordError;
}

/** What happens to a record that a step cannot process; the dead-letter sink gets a `BadRecord` for each. */
export type OnRecordError = "fail" | "skip" | { readonly deadLetter: Sink<never> };

/** How rows meet their subtask. */
export type Partitioning = KeyPartitioning | { readonly by: "gather" | "rebalance" | "broadcast" };

export interface KeyPartitioning {
  readonly by: "key";
  readonly key: KeySpec;
  /** The columns that the key is made of. */
  readonly reads: Columns;
}

export interface ExchangeNode {
  readonly kind: "exchange";
  readonly input: Port;
  readonly partitioning: Partitioning;
}

export interface UnionNode {
  readonly kind: "union";
  readonly inputs: readonly Port[];
  /** For an input whose rows may lack columns that others have: its own columns and those of all inputs, where they are known. */
  readonly anyColumns: (own: ReadonlySet<string> | undefined, all: ReadonlySet<string> | undefined) => Operator;
}

/**
 * An iteration. Its inputs are the initial rows of what changes and then the data; the body is a plan of its own, in which a
 * source stands for each of them, and sinks take what comes of it.
 */
export interface LoopNode {
  readonly kind: "loop";
  readonly name: string;
  readonly inputs: readonly Port[];
  readonly heads: readonly LoopHead[];
  readonly body: readonly LoopSink[];
  /** `"rounds"`: each goes through all rows, and ends; `"stream"`: rows go round as they come, as inputs do not end. */
  readonly mode: "rounds" | "stream";
  /** How many there are at most. */
  readonly rounds: number;
}

/** What stands for an input within a loop: the source of that name. */
export interface LoopHead {
  readonly name: string;
  /** Whether its rows are given in each round anew. Those of the first head are what the round before fed back. */
  readonly gives: "each round" | "the first round";
}

export interface LoopSink extends SinkNode {
  /** What its rows are for: the next round, to end the loop (by a row, or by none), or what comes out, at a side output or not. */
  readonly role: "feedback" | "until" | "while" | "output";
  readonly side?: string | undefined;
}

export interface SinkNode {
  readonly kind: "sink";
  readonly name: string;
  readonly input: Port;
  readonly sink: Sink<never>;
}

export function inputsOf(node: PlanNode): readonly Port[] {
  switch (node.kind) {
    case "source":
      return [];
    case "operator":
    case "union":
    case "loop":
      return node.inputs;
    default:
      return [node.input];
  }
}

/** The node with other inputs; the same node when they are the same. */
function withInputs(node: PlanNode, inputs: readonly Port[]): PlanNode {
  if (inputsOf(node).every((port, at) => port === inputs[at])) return node;
  if (node.kind === "source") return node;
  if (node.kind === "operator" || node.kind === "union" || node.kind === "loop") return { ...node, inputs };
  return { ...node, input: inputs[0]! };
}

/** All nodes that some nodes depend on, themselves included, inputs first. */
export function nodesOf(roots: readonly PlanNode[]): PlanNode[] {
  const seen = new Set<PlanNode>();
  const visit = (node: PlanNode): void => {
    if (seen.has(node)) return;
    for (const { node: input } of inputsOf(node)) visit(input);
    seen.add(node);
  };
  for (const root of roots) visit(root);
  return [...seen];
}

/** The same, with the nodes that the bodies of loops are made of. */
export function allNodesOf(roots: readonly PlanNode[]): PlanNode[] {
  return nodesOf(roots).flatMap((node) => (node.kind === "loop" ? [...allNodesOf(node.body), node] : [node]));
}

/** The sinks of a plan that get what could not be processed, each once. */
export function deadLetterSinks(roots: readonly PlanNode[]): Sink<never>[] {
  const chosen = allNodesOf(roots).flatMap((node) => ("onError" in node ? [node.onError] : []));
  return [...new Set(chosen.flatMap((onError) => (typeof onError === "object" ? [onError.deadLetter] : [])))];
}

/** What is known of a node once it has been asked for: nodes never change, and meet themselves again in many ways. */
export function askedOnce<Value>(ask: (node: PlanNode) => Value): (node: PlanNode) => Value {
  const answers = new WeakMap<PlanNode, { readonly value: Value }>();
  return (node) => {
    let answer = answers.get(node);
    if (answer === undefined) {
      answer = { value: ask(node) };
      answers.set(node, answer);
    }
    return answer.value;
  };
}

export const boundednessOf: (node: PlanNode) => Boundedness = askedOnce((node): Boundedness => {
  if (node.kind === "source") return node.source.boundedness;
  if (node.kind === "operator" && node.operator.ends === true) return "bounded";
  if (node.kind === "operator" && node.operator.endless === true) return "unbounded";
  return inputsOf(node).some((port) => boundednessOf(port.node) === "unbounded") ? "unbounded" : "bounded";
});

/** Whether what a port gives is a changelog: some rows take back earlier ones. */
export function givesChanges({ node, side }: Port): boolean {
  if (node.kind === "loop") {
    const output = node.body.find((sink) => sink.role === "output" && sink.side === side);
    return output !== undefined && givesChanges(output.input);
  }
  return !(node.kind === "operator" && side !== undefined) && changesComeOf(node);
}

const changesComeOf = askedOnce((node): boolean => {
  if (node.kind !== "operator") return inputsOf(node).some(givesChanges);
  if (node.operator.gives === "changes") return true;
  return node.operator.changes === "keeps" && node.inputs.some(givesChanges);
});

/** The plan rebuilt from its sinks up: `change` gets each node with its inputs already changed, and as it was. */
export function rebuild(
  roots: readonly PlanNode[],
  change: (node: PlanNode, original: PlanNode) => PlanNode,
): PlanNode[] {
  const done = new Map<PlanNode, PlanNode>();
  const build = (node: PlanNode): PlanNode => {
    let built = done.get(node);
    if (built === undefined) {
      const inputs = inputsOf(node).map((port): Port => {
        const input = build(port.node);
        return input === port.node ? port : { ...port, node: input };
      });
      built = change(withInputs(node, inputs), node);
      done.set(node, built);
    }
    return built;
  };
  return roots.map(build);
}

/** How many consumers each node has in a plan. */
export function consumerCounts(roots: readonly PlanNode[]): Map<PlanNode, number> {
  const counts = new Map<PlanNode, number>();
  for (const node of nodesOf(roots)) {
    for (const { node: input } of inputsOf(node)) counts.set(input, (counts.get(input) ?? 0) + 1);
  }
  return counts;
}
