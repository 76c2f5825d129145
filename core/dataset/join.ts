import { type KnownOptions, requireOptions, shown } from "../data/options.ts";
import { type Lambda, readLambda } from "../expression/read-lambda.ts";
import { join } from "../operators/join.ts";
import type { Select } from "../operators/join-select.ts";
import { type JoinHow, type JoinSpec, keepsRight, nullsFor, onlyLeft } from "../operators/join-spec.ts";
import type { KeySpec } from "../operators/keyed-input.ts";
import { meetingPairs } from "../operators/meeting-windows.ts";
import { objectColumns } from "../operators/object-columns.ts";
import type { Operator } from "../operators/operator.ts";
import { updatingJoin } from "../operators/updating-join.ts";
import { windowJoin } from "../operators/window-join.ts";
import { boundednessOf, givesChanges, type Port } from "../plan/node.ts";
import { type PaneAssigner, type TimeWindowAssigner, windowText } from "../time/window.ts";
import { mustBeLambda } from "./checks.ts";
import type { JoinColumns, JoinSelect } from "./join-types.ts";
import { ofStep, stepOptions } from "./options.ts";
import { exchangeByKey, keySpecOf, nameOf, step } from "./plan-steps.ts";

export type JoinOptions = JoinColumns<never, never> | JoinSelect<never, never, unknown, JoinHow>;

const known: KnownOptions<JoinOptions & { readonly select?: unknown }> = {
  on: true,
  how: ["inner", "left", "right", "full", "semi", "anti"],
  window: true,
  select: true,
  ...stepOptions,
};

/** The steps of a join: columns where rows are objects, an exchange by key on each side, the join itself. */
export function joinStep(left: Port, right: Port, options: JoinOptions): Port {
  requireOptions(options, known, "join");
  const name = nameOf([left, right], ofStep(options), "join");
  const { how = "inner", window } = options;
  const { keys, shared } = keysOf(options.on, name);
  const select = "select" in options ? (options.select as unknown as Select | undefined) : undefined;
  if (select !== undefined) mustBeLambda(select, `join in ${name}`, "select: (left, right) => ({ ...left, ...right })");
  const spec: JoinSpec = { how, keys: nullsFor(how, keys), shared, ...(select === undefined ? {} : { select }) };
  const asColumns = select === undefined && !(onlyLeft(how) && window === undefined);

  const inputs = [left, right].map((port, side) => {
    const rows = asColumns ? step([port], objectColumns(), {}, "columns") : port;
    return exchangeByKey(rows, spec.keys[side]);
  });
  return step(inputs, operatorFor(spec, window, [left, right], name), { ...ofStep(options), name });
}

function operatorFor(
  spec: JoinSpec,
  window: TimeWindowAssigner | undefined,
  inputs: readonly Port[],
  name: string,
): Operator {
  if (window !== undefined) {
    mustEndWindows(window, name);
    if (isOfPanes(window)) return windowJoin({ ...spec, window });
    if (spec.select === undefined) throw new TypeError(noSelect(window, name));
    return meetingPairs({ ...spec, window, select: spec.select });
  }
  const changes = inputs.map(givesChanges) as [boolean, boolean];
  return waitsForRight(spec.how, inputs, changes) ? join(spec) : updatingJoin({ ...spec, changes });
}

/**
 * Whether left rows can wait until the right side has ended, and then pass: results are final, and rows keep their times.
 * Right rows without a partner are only known when the left side has ended too.
 */
function waitsForRight(how: JoinHow, inputs: readonly Port[], changes: readonly boolean[]): boolean {
  const [left, right] = inputs.map(({ node }) => boundednessOf(node));
  if (changes.includes(true) || right === "unbounded") return false;
  return left === "bounded" || !keepsRight(how);
}

/** The keys of both sides, and the columns among them that both have by the same name. */
export function keysOf(on: unknown, name: string): { keys: readonly [KeySpec, KeySpec]; shared: readonly string[] } {
  const given = typeof on === "string" ? [on] : on;
  if (!Array.isArray(given) || given.length === 0) throw new TypeError(badOn(on, name));
  if (given.every((each) => typeof each === "string")) {
    const key = keySpecOf(given);
    return { keys: [key, key], shared: given };
  }
  if (given.length !== 2 || !given.every((each) => typeof each === "function")) throw new TypeError(badOn(on, name));
  const [left, right] = given as [Lambda, Lambda];
  const column = columnNamed(left);
  if (column !== undefined && column === columnNamed(right)) return keysOf([column], name);
  return { keys: [keySpecOf(left), keySpecOf(right)], shared: [] };
}

/** The column that a lambda merely names. */
function columnNamed(lambda: Lambda): string | undefined {
  const { returns } = readLambda(lambda);
  return returns.kind === "column" ? returns.column : undefined;
}

/** Whether windows are the same for all keys, so that rows of both sides are kept by panes that windows share. */
export function isOfPanes(window: TimeWindowAssigner): window is PaneAssigner {
  return ["tumbling", "sliding", "cumulate"].includes(window.kind);
}

export function mustEndWindows(window: { readonly kind: string }, name: string): void {
  const kinds = ["tumbling", "sliding", "cumulate", "session", "dynamicSession", "processing", "custom"];
  if (kinds.includes(window?.kind)) return;
  throw new TypeError(
    `Cannot let two inputs meet in ${name} in such windows as windows must end by time: got ${shown(window?.kind ?? window)}; ` +
      "use for instance tumbling, sliding, cumulate or session",
  );
}

function noSelect(window: TimeWindowAssigner, name: string): string {
  return (
    `Cannot put columns side by side in ${name} as its windows (${windowText(window)}) are of each key's own, so that a side may have no columns yet: ` +
    "got no select; say what becomes of a pair, for instance select: (left, right) => ({ ...left, ...right })"
  );
}

function badOn(on: unknown, name: string): string {
  const got = Array.isArray(on) ? `an array of ${on.length} (${on.map((each) => typeof each).join(", ")})` : typeof on;
  return (
    `Cannot join in ${name} as on must be a column of both sides, several of them, or a function of each side's rows: ` +
    `got ${got}; use for instance on: "id" or on: [(order) => order.customer, (customer) => customer.id]`
  );
}
