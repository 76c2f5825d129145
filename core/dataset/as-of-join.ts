import { type KnownOptions, requireOptions } from "../data/options.ts";
import { asOfJoin } from "../operators/as-of-join.ts";
import type { Direction } from "../operators/as-of-versions.ts";
import type { Select } from "../operators/join-select.ts";
import { nullsFor } from "../operators/join-spec.ts";
import type { KeySpec } from "../operators/keyed-input.ts";
import { objectColumns } from "../operators/object-columns.ts";
import { givesChanges, type Port } from "../plan/node.ts";
import { type Duration, nonNegativeMs } from "../time/duration.ts";
import { mustBeLambda } from "./checks.ts";
import type { Nullable } from "./join-types.ts";
import { ofStep, type StepOptions, stepOptions } from "./options.ts";
import { exchangeByKey, step } from "./plan-steps.ts";

/** How each row finds the version of its time. */
export interface AsOfJoinOptions extends StepOptions {
  /** Whether rows without a version are left out (`"inner"`, the default) or stand beside nulls. */
  readonly how?: "inner" | "left";
  /**
   * Which version: the newest one not after the row (`"backward"`, the default), the next one not before it, or the nearer of
   * the two, of which a row's result waits for what is to come.
   */
  readonly direction?: Direction;
  /** How far apart the two may be at most. Default: any time. */
  readonly tolerance?: Duration;
}

/** The same with a function that says what becomes of a row and its version; null where there is none. */
export interface AsOfJoinSelect<Left, Right, Out, How extends "inner" | "left"> extends Omit<AsOfJoinOptions, "how"> {
  readonly how?: How;
  readonly select: (left: Left, right: How extends "left" ? Right | null : Right) => Out;
}

/** The columns of both sides, those of the key once. */
export type AsOfJoined<Left, Right, KeyRow, Options> = {
  [Name in keyof AsOfPair<Left, Omit<Right, keyof KeyRow>, Options>]: AsOfPair<
    Left,
    Omit<Right, keyof KeyRow>,
    Options
  >[Name];
} & {};

type AsOfPair<Left, Right, Options> = Options extends { readonly how: "left" } ? Left & Nullable<Right> : Left & Right;

const known: KnownOptions<AsOfJoinSelect<never, never, unknown, "inner" | "left">> = {
  how: ["inner", "left"],
  direction: ["backward", "forward", "nearest"],
  tolerance: true,
  select: true,
  ...stepOptions,
};

interface KeyedPort {
  readonly port: Port;
  readonly key: KeySpec;
}

/** The steps of an as-of join: columns where rows are objects, an exchange by key on each side, the join itself. */
export function asOfJoinStep(
  left: KeyedPort,
  right: KeyedPort,
  options: AsOfJoinOptions & { readonly select?: unknown },
): Port {
  requireOptions<object>(options, known, "asOfJoin");
  if (givesChanges(left.port)) throw new TypeError(noChanges);
  const { how = "inner", direction = "backward", tolerance, select } = options;
  if (select !== undefined)
    mustBeLambda(select, "join as of a time", "select: (left, right) => ({ ...left, ...right })");
  const names = [left.key, right.key].map((key) => (key !== undefined && "columns" in key ? key.columns : []));
  const keys = nullsFor(how, [left.key, right.key]);
  const operator = asOfJoin({
    keys,
    how,
    direction,
    toleranceMs: tolerance === undefined ? Number.POSITIVE_INFINITY : nonNegativeMs(tolerance, "tolerance"),
    shared: names[0]!.filter((name) => names[1]!.includes(name)),
    ...(select === undefined ? {} : { select: select as Select }),
  });
  const inputs = [left, right].map(({ port }, side) =>
    exchangeByKey(select === undefined ? step([port], objectColumns(), {}, "columns") : port, keys[side]),
  );
  return step(inputs, operator, ofStep(options));
}

const noChanges =
  "Cannot join as of a time the rows of a changelog as each is joined once, for good, with the version of its time: " +
  "got updates on the left side; put the changing side on the right, or join with how each side is now by join";
