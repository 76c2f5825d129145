import { checkOptions } from "../data/options.ts";
import { columnsReadBy, type KeySpec } from "../operators/keyed-input.ts";
import type { Operator } from "../operators/operator.ts";
import { askedOnce, inputsOf, type OnRecordError, type Partitioning, type PlanNode, type Port } from "../plan/node.ts";
import { mustBeName, mustBeOnError } from "./checks.ts";
import { type StepOptions, stepOptions } from "./options.ts";

/** A step behind some ports: the operator's node, its main output. */
export function step(
  inputs: readonly Port[],
  operator: Operator,
  options: StepOptions = {},
  what: string = operator.name,
): Port {
  const name = nameOf(inputs, options, what);
  mustBeOnError(options.onError, name);
  const onError = (options.onError ?? "fail") as OnRecordError;
  return { node: { kind: "operator", name, inputs, operator, onError } };
}

/** The name that a step was given, or what it does and its number. */
export function nameOf(inputs: readonly Port[], options: StepOptions, what: string): string {
  const numbered = `${what} #${depthOf(inputs) + 1}`;
  checkOptions(options, stepOptions, numbered);
  mustBeName(options.name, numbered);
  return options.name ?? numbered;
}

/** The number that a step behind these ports gets: how many steps there are before it at most. */
function depthOf(inputs: readonly Port[]): number {
  return inputs.reduce((deepest, { node }) => Math.max(deepest, depthAt(node)), 0);
}

const depthAt = askedOnce((node): number => (node.kind === "operator" ? 1 : 0) + depthOf(inputsOf(node)));

/** Whether a step goes on without the records that it cannot process. */
export function leavesOut(options: StepOptions): boolean {
  // What is no object is told where the step is made.
  return (options?.onError ?? "fail") !== "fail";
}

export function exchange(input: Port, partitioning: Partitioning): Port {
  return { node: { kind: "exchange", input, partitioning } };
}

/** Rows of a key meet; rows without a key all meet in one subtask. */
export function exchangeByKey(input: Port, key: KeySpec): Port {
  return exchange(
    input,
    key === undefined ? { by: "gather" } : { by: "key", key, reads: columnsReadBy(key, [], false) },
  );
}

export function keySpecOf(key: ((row: never) => unknown) | readonly string[]): KeySpec {
  return typeof key === "function" ? { lambda: key, names: ["key"] } : { columns: key, names: key };
}

function sidesOf(node: PlanNode): readonly string[] {
  if (node.kind === "loop") return node.body.flatMap(({ side }) => side ?? []);
  return node.kind === "operator" ? (node.operator.sides ?? []) : [];
}

/** A side output of the step before. */
export function sidePort({ node }: Port, name: string): Port {
  const sides = sidesOf(node);
  if (sides.includes(name)) return { node, side: name };
  throw new TypeError(
    `Cannot take side output ${JSON.stringify(name)} as ${node.kind === "operator" ? node.name : `a ${node.kind}`} has none of that name: ` +
      `got ${sides.map((side) => JSON.stringify(side)).join(", ") || "no side outputs"}; ask right behind the step that has it`,
  );
}
