import { checkOptions, type KnownOptions, type OptionsElsewhere } from "../data/options.ts";
import type { Lambda } from "../expression/read-lambda.ts";
import type { Operator } from "../operators/operator.ts";
import { type SortKey, sort } from "../operators/sort.ts";
import { boundednessOf, type Port } from "../plan/node.ts";
import { mustBeOrderOf } from "./checks.ts";
import { ofStep, type StepOptions, stepOptions } from "./options.ts";
import { exchange, nameOf, step } from "./plan-steps.ts";

/** What rows are sorted by: a column, or a function that gives a number, text, boolean, bigint or Date. */
export type SortBy<Row> = (string & keyof Row) | ((row: Row) => unknown);

export interface SortOrder {
  /** Default `"ascending"`: numbers from the least, texts by their UTF-16 code units as `<` orders them, false before true. */
  readonly order?: "ascending" | "descending";
  /** Where rows go whose value is null, in either order. Default `"last"`. NaN is no null, but the greatest value. */
  readonly nulls?: "first" | "last";
}

/** One of several things that rows are sorted by, with an order of its own. */
export type SortPart<Row> = SortBy<Row> | (SortOrder & { readonly by: SortBy<Row> });

export interface SortOptions extends SortOrder, StepOptions {}

/** As pandas and Spark have it. */
export const ordersElsewhere: OptionsElsewhere = {
  ascending: 'order: "descending" for false',
  descending: 'order: "descending"',
};

const orders: KnownOptions<SortOrder> = { order: ["ascending", "descending"], nulls: ["last", "first"] };
const sortOptions: KnownOptions<SortOptions> = { ...orders, ...stepOptions };

type Part = SortPart<never>;

/** The steps of a sort: all rows meet in one subtask, which gives them in order at the end. */
export function sortStep(input: Port, by: unknown, options: SortOptions): Port {
  const { name, operator } = sorting(input, by, options, "sort");
  return step([exchange(input, { by: "gather" })], operator, { ...ofStep(options), name });
}

/** The operator of a sort of bounded data, and the name of its step. */
export function sorting(
  input: Port,
  by: unknown,
  options: SortOptions,
  what: string,
): { readonly name: string; readonly operator: Operator } {
  checkOptions(options, sortOptions, what, ordersElsewhere);
  const name = nameOf([input], ofStep(options), what);
  const parts = (Array.isArray(by) ? by : [by]) as Part[];
  if (parts.length === 0) throw new TypeError(badPart("nothing", name));
  const keys = parts.map((part) => sortKey(part, options, name));
  if (boundednessOf(input.node) === "unbounded") throw new TypeError(endless(name));
  return { name, operator: sort(keys) };
}

function sortKey(part: Part, options: SortOrder, name: string): SortKey {
  const own: SortOrder & { readonly by: unknown } = typeof part === "object" && part !== null ? part : { by: part };
  checkOptions(own, { by: true, ...orders }, name);
  const { order = options.order ?? "ascending", nulls = options.nulls ?? "last", by } = own;
  if (typeof by === "string") return { column: by, order, nulls };
  if (typeof by === "function") {
    return { lambda: mustBeOrderOf(by as Lambda, `sort in ${name}`, "sort((row) => row.price)"), order, nulls };
  }
  throw new TypeError(badPart(by === null ? "null" : typeof by, name));
}

function badPart(got: string, name: string): string {
  return (
    `Cannot sort in ${name} as rows are sorted by a column, a function of the row, or an array of such: got ${got}; ` +
    'use for instance sort("price", { order: "descending" }) or sort([(row) => row.day, "price"])'
  );
}

function endless(name: string): string {
  return (
    `Cannot sort in ${name} as the last row must have come before the first can go: got an unbounded dataset; ` +
    "use a window with topK, topK(n, …) for a changelog of the greatest, or sort bounded data"
  );
}
