import { type MimeBundle, planHtml, planText } from "../display/mod.ts";
import type { KeySpec } from "../operators/keyed-input.ts";
import { type PlanTree, planTrees } from "../plan/explain.ts";
import type { Port, SinkNode } from "../plan/node.ts";
import { plannedFor } from "../runtime/planned.ts";

/** What a notebook shows of a value (its plan: sources are asked what they hold, nothing runs), and what a console prints. */
export interface Shown<Type> {
  /** Sinks of the plan. */
  readonly sinks: (value: Type) => readonly SinkNode[];
  /** What stands above it in the place of sinks; without it they are shown. */
  readonly above?: (value: Type) => string | undefined;
  readonly text: (value: Type) => string;
}

/** Methods that are named by a symbol of others cannot stand in a class that JSR takes. */
export function displays<Type extends object>(made: { readonly prototype: Type }, shown: Shown<Type>): void {
  const method = (name: string, value: (this: Type) => unknown): void =>
    void Object.defineProperty(made.prototype, Symbol.for(name), { value });
  method("Jupyter.display", function () {
    return planBundle(shown.sinks(this), shown.above, this);
  });
  method("nodejs.util.inspect.custom", function () {
    return shown.text(this);
  });
}

async function planBundle<Type>(
  sinks: readonly SinkNode[],
  above: Shown<Type>["above"],
  value: Type,
): Promise<MimeBundle> {
  const { roots, runDetails } = await plannedFor(sinks, {});
  const whole = planTrees(roots, runDetails);
  const trees = above === undefined ? whole : withoutSinks(whole, above(value));
  return {
    "text/plain": trees.map((tree) => planText(tree)).join("\n"),
    "text/html": trees.map((tree) => planHtml(tree)).join(""),
  };
}

function withoutSinks(trees: readonly PlanTree[], above: string | undefined): PlanTree[] {
  const children = trees.flatMap((tree) => tree.children);
  return above === undefined ? children : [{ label: above, details: [], children }];
}

interface OfAStep {
  readonly port: Port;
  discard(): { readonly sinks: readonly SinkNode[] };
}

export const datasetShown: Shown<OfAStep> = {
  sinks: (rows) => rows.discard().sinks,
  above: () => undefined,
  text: ({ port }) =>
    `Dataset of ${stepText(port)}: not run; show() prints its rows, toTable() collects them, explain() tells its plan`,
};

/** `"map #1"`, of the step that rows come out of. */
export function stepText({ node, side }: Port): string {
  const name = node.kind === "exchange" || node.kind === "union" ? node.kind : node.name;
  return JSON.stringify(side === undefined ? name : `${name} (side output ${side})`);
}

/** The columns of a key. */
export function keyText(key: KeySpec): string {
  return key?.names.join(", ") ?? "nothing";
}
