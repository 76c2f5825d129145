import type { AggregateSpec } from "../aggregates/mod.ts";
import { shown } from "../data/options.ts";
import type { Folding } from "../data/partial-columns.ts";
import { ownCopy } from "../data/plain-copy.ts";
import { changesNothing } from "../expression/changes-nothing.ts";
import type { Lambda } from "../expression/read-lambda.ts";
import type { AggregationSpec } from "../operators/aggregation-spec.ts";
import { type GroupAggregateOptions, groupAggregate } from "../operators/group-aggregate.ts";
import type { KeySpec } from "../operators/keyed-input.ts";
import { boundednessOf, givesChanges, type Port } from "../plan/node.ts";
import { mustBeLambda, mustBeOrderOf, mustBeSync } from "./checks.ts";
import type { StepOptions } from "./options.ts";
import { exchangeByKey, leavesOut, step } from "./plan-steps.ts";

/** The named aggregates of a user, as operators take them. `taken` are the other columns of the result. */
export function aggregationSpec(spec: AggregateSpec<never>, taken: readonly string[], where: string): AggregationSpec {
  if (typeof spec !== "object" || spec === null || Array.isArray(spec))
    throw new TypeError(noNames(shown(spec), where));
  const { aggregate } = spec as { readonly aggregate?: { readonly add?: unknown } };
  if (typeof aggregate?.add === "function") throw new TypeError(noNames("an aggregate without one", where));
  const names = Object.keys(spec);
  if (names.length === 0)
    throw new TypeError(
      `Cannot aggregate in ${where} as there is nothing to aggregate: got {}; name at least one, like { rows: count() }`,
    );
  for (const name of names) {
    if (taken.includes(name)) {
      throw new TypeError(
        `Cannot name an aggregate ${JSON.stringify(name)} in ${where} as that column is there already: got ${taken.join(", ")}; choose another name`,
      );
    }
    if (typeof (spec[name] as { aggregate?: unknown } | undefined)?.aggregate !== "object") {
      throw notAggregation(name, where, spec[name]);
    }
  }
  for (const name of names) {
    const { value, aggregate } = spec[name]!;
    if (value !== undefined || ("check" in aggregate && !ofRows.has(aggregate.name)))
      checkValue(value, aggregate.name, `aggregate ${JSON.stringify(name)} in ${where}`);
  }
  return {
    names,
    foldings: names.map((name) => spec[name]!.aggregate as unknown as Folding),
    values: names.map((name) => spec[name]!.value as Lambda | undefined),
  };
}

function notAggregation(name: string, where: string, given: unknown): TypeError {
  const isRecord = typeof given === "object" && given !== null && "zero" in given && "add" in given;
  return new TypeError(
    `Cannot aggregate ${JSON.stringify(name)} in ${where} as it must be an aggregate of a value of the rows: ` +
      (isRecord
        ? "got an aggregate by itself; say of what: aggregation(yours, (row) => row.price)"
        : `got ${typeof given}; ${typeof given === "function" ? "call it, as in count() or " : "use for instance "}sum((row) => row.price)`),
  );
}

/** Aggregates of rows, where no value is read of them: others that say what values they take must be told which. */
const ofRows: ReadonlySet<string> = new Set(["count", "collect"]);

/** What an aggregate is told of a row; of those that order rows it is no comparison. */
function checkValue(value: unknown, aggregate: string, what: string): void {
  const orders = aggregate === "maxBy" || aggregate === "minBy" || aggregate === "topK";
  if (orders && typeof value === "function")
    mustBeOrderOf(value as Lambda, what, `${aggregate}(…, (row) => row.price)`);
  else mustBeLambda(value, what, "sum((row) => row.price)");
}

/** The steps of aggregates over all time: a row for each key, or one of all rows. */
export function aggregateStep(input: Port, key: KeySpec, spec: AggregateSpec<never>, options: StepOptions): Port {
  const aggregates = aggregationSpec(spec, key?.names ?? [], "aggregate");
  return groupStep(input, { key, aggregates, output: "rows" }, options, "aggregate");
}

/** The steps of a reduce over all time: the rows of each key, or all, as one. */
export function reduceStep(
  input: Port,
  key: KeySpec,
  reduce: (left: never, right: never) => unknown,
  options: StepOptions,
): Port {
  return groupStep(input, { key, aggregates: reduction(reduce, options), output: "values" }, options, "reduce");
}

function groupStep(
  input: Port,
  group: Omit<GroupAggregateOptions, "emit" | "leavesOut" | "input">,
  options: StepOptions,
  what: string,
): Port {
  const emit = boundednessOf(input.node) === "bounded" ? "final" : "changes";
  const given = givesChanges(input) ? "changes" : "rows";
  const operator = groupAggregate({ ...group, input: given, emit, leavesOut: leavesOut(options) });
  return step([exchangeByKey(input, group.key)], operator, options, what);
}

/**
 * The aggregate that folds rows with the user's function. It may change its left row and return that, as accumulators of
 * `Array.reduce` do: a partial result that others hold too (the first row, which is the user's own, or is in several windows;
 * a result that was given) is then copied, once, before anything is folded into it.
 */
export function reduction(reduce: (left: never, right: never) => unknown, options?: unknown): AggregationSpec {
  mustHaveNoFirst(options);
  mustBeSync(reduce, "reduce", ".reduce((left, right) => left + right)");
  const call = (left: unknown, right: unknown): unknown => {
    const made = (reduce as (left: unknown, right: unknown) => unknown)(left, right);
    if (made !== undefined) return made === right ? own(made) : made;
    throw new TypeError(
      "Cannot reduce with a function that gives nothing as two rows must become one: got undefined; " +
        "return it, as in .reduce((left, right) => left + right)",
    );
  };
  const own = changesNothing(reduce) ? <Row>(row: Row): Row => row : ownCopy;
  const folding: Folding = {
    name: "reduce",
    byArrival: true,
    zero: () => undefined,
    add: (partial: unknown, _value: unknown, row: () => unknown) =>
      partial === undefined ? own(row()) : call(partial, row()),
    merge: (left: unknown, right: unknown) =>
      left === undefined ? own(right) : right === undefined ? left : call(left, right),
    result: (partial: unknown) => {
      if (partial instanceof Promise) throw new TypeError(laterReduced);
      return own(partial);
    },
  };
  return { names: ["value"], foldings: [folding], values: [undefined] };
}

const laterReduced =
  "Cannot reduce with a function that gives a promise as it would be taken for the result: got a promise; " +
  "use apply(mapAsync(…)) for each row before, or await before from(…)";

function noNames(got: string, where: string): string {
  return `Cannot aggregate in ${where} as each result must have a name: got ${got}; use for instance { n: count() }`;
}

/** Arrays have a value to begin with as the second argument. */
function mustHaveNoFirst(options: unknown): void {
  if (typeof options === "object" && options !== null && !Array.isArray(options)) return;
  if (options === undefined) return;
  throw new TypeError(
    `Cannot begin reduce with a value as it begins with the first row: got ${shown(options)}; leave it out, ` +
      "or use for instance .aggregate({ total: sum((row) => row.km) }), or an aggregate of your own, whose zero() it is",
  );
}
