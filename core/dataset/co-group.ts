import { type CoGroupSpec, coGroup } from "../operators/co-group.ts";
import { boundednessOf, type Port } from "../plan/node.ts";
import type { PaneAssigner } from "../time/window.ts";
import { keysOf, mustBePanes } from "./join.ts";
import type { JoinOn } from "./join-types.ts";
import type { StepOptions } from "./options.ts";
import { depthOf, exchangeByKey, step } from "./plan-steps.ts";
import type { WindowRow } from "./windowed-dataset.ts";

/** How the rows of two datasets are grouped. */
export interface CoGroupOptions<Left, Right> extends StepOptions {
  /** Rows whose keys are equal are one group; a null key is a failed record. */
  readonly on: JoinOn<Left, Right>;
  /** Groups are of a window each, and made when it ends. Unbounded datasets need one. */
  readonly window?: PaneAssigner;
}

/** All rows of a key on both sides, in order of arrival; of a side that has none, `[]`. */
export type CoGroup<Left, Right, Options> = {
  readonly key: KeyOf<Left, Options>;
  readonly left: Left[];
  readonly right: Right[];
} & (Options extends { readonly window: object } ? WindowRow : unknown);

type KeyOf<Left, Options> = Options extends { readonly on: infer On }
  ? On extends readonly [(row: never) => infer Key, unknown]
    ? Key
    : On extends readonly [infer Name]
      ? Left[Name & keyof Left]
      : On extends readonly (infer Name)[]
        ? Pick<Left, Name & keyof Left>
        : Left[On & keyof Left]
  : never;

/** The steps of a co-group: an exchange by key on each side, the grouping itself. */
export function coGroupStep(
  left: Port,
  right: Port,
  options: CoGroupOptions<never, never>,
  make: CoGroupSpec["make"],
): Port {
  const name = options.name ?? `coGroup #${depthOf([left, right]) + 1}`;
  const { keys } = keysOf(options.on, name);
  const { window } = options;
  if (typeof make !== "function") throw new TypeError(noFunction(typeof make, name));
  if (window !== undefined) mustBePanes(window, name);
  else if ([left, right].some(({ node }) => boundednessOf(node) === "unbounded")) throw new TypeError(endless(name));
  const inputs = [left, right].map((port, side) => exchangeByKey(port, keys[side]));
  const operator = coGroup({ keys, make, ...(window === undefined ? {} : { window }) });
  return step(inputs, operator, { ...options, name });
}

function noFunction(got: string, name: string): string {
  return (
    `Cannot group in ${name} as it takes a function of all rows of a key: got ${got}; ` +
    "use for instance ({ key, left, right }) => [{ key, lefts: left.length, rights: right.length }]"
  );
}

function endless(name: string): string {
  return (
    `Cannot group in ${name} without a window as both sides must end: got an unbounded side, whose groups are never whole; ` +
    'say in which windows rows meet, with window: tumbling("10s")'
  );
}
