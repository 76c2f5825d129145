import { type KnownOptions, requireOptions } from "../data/options.ts";
import { coGroup } from "../operators/co-group.ts";
import type { MakeOfGroup } from "../operators/group-calls.ts";
import { meetingWindows } from "../operators/meeting-windows.ts";
import { boundednessOf, type Port } from "../plan/node.ts";
import type { TimeWindowAssigner } from "../time/window.ts";
import { mustBeSync } from "./checks.ts";
import { isOfPanes, keysOf, mustEndWindows } from "./join.ts";
import { ofStep, type StepOptions, stepOptions } from "./options.ts";
import { exchangeByKey, nameOf, step } from "./plan-steps.ts";
import type { WindowRow } from "./windowed-dataset.ts";

/** How the rows of two datasets are grouped. */
export interface CoGroupOptions<On, Window extends TimeWindowAssigner | undefined> extends StepOptions {
  /** A column of both sides, several, or a function of each side's rows: equal keys are one group, a null one fails. */
  readonly on: On;
  /** Groups are of a window each, and made when it ends; a session goes on with rows of either side. Unbounded datasets need one. */
  readonly window?: Window;
}

const known: KnownOptions<CoGroupOptions<unknown, TimeWindowAssigner | undefined>> = {
  on: true,
  window: true,
  ...stepOptions,
};

/** All rows of a key on both sides, in order of arrival; of a side that has none, `[]`. */
export type CoGroup<Key, Left, Right, Window> = {
  readonly key: Key;
  readonly left: Left[];
  readonly right: Right[];
} & (Window extends TimeWindowAssigner ? WindowRow : unknown);

/** The steps of a co-group: an exchange by key on each side, the grouping itself. */
export function coGroupStep(
  left: Port,
  right: Port,
  options: CoGroupOptions<unknown, TimeWindowAssigner | undefined>,
  make: MakeOfGroup,
): Port {
  requireOptions(options, known, "coGroup");
  const name = nameOf([left, right], ofStep(options), "coGroup");
  const { keys } = keysOf(options.on, name);
  const { window } = options;
  if (typeof make !== "function") throw new TypeError(noFunction(typeof make, name));
  mustBeSync(make, `group in ${name}`, "({ left, right }) => [left.length - right.length]");
  if (window !== undefined) mustEndWindows(window, name);
  else if ([left, right].some(({ node }) => boundednessOf(node) === "unbounded")) throw new TypeError(endless(name));
  const inputs = [left, right].map((port, side) => exchangeByKey(port, keys[side]));
  const operator =
    window === undefined || isOfPanes(window)
      ? coGroup({ keys, make, ...(window === undefined ? {} : { window }) })
      : meetingWindows({ what: "coGroup", keys, window, make });
  return step(inputs, operator, { ...ofStep(options), name });
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
