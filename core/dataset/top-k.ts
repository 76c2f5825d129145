import type { Ordered } from "../aggregates/order.ts";
import { checkOptions, type KnownOptions, shown } from "../data/options.ts";
import type { Lambda } from "../expression/read-lambda.ts";
import type { KeySpec } from "../operators/keyed-input.ts";
import { objectColumns } from "../operators/object-columns.ts";
import type { OrderBy } from "../operators/top-order.ts";
import { topRows } from "../operators/top-rows.ts";
import { boundednessOf, givesChanges, type Port } from "../plan/node.ts";
import { mustBeOrderOf } from "./checks.ts";
import { ofStep, type StepOptions, stepOptions } from "./options.ts";
import { exchangeByKey, nameOf, step } from "./plan-steps.ts";

/** What rows are ranked by: a column, or a function that gives a number, text, boolean, bigint or Date; null leaves the row out. */
export type RankBy<Row> = (string & keyof Row) | ((row: Row) => Ordered | null | undefined);

/** One of several things that rows are ranked by, with an order of its own. */
export type RankPart<Row> = RankBy<Row> | { readonly by: RankBy<Row>; readonly order?: "ascending" | "descending" };

export interface TopKOptions extends StepOptions {
  /** Default `"descending"`: the greatest first. NaN is the greatest value of all. */
  readonly order?: "ascending" | "descending";
}

/** The same with a column that says which place a row has. */
export interface RankedTopKOptions<Rank extends string> extends TopKOptions {
  /** Name of the column that holds the place, from 1 on. Without it rows that only change their place do not show. */
  readonly rank: Rank;
}

const known: KnownOptions<RankedTopKOptions<string>> = {
  order: ["descending", "ascending"],
  rank: true,
  ...stepOptions,
};

interface Ranking {
  readonly count: number;
  readonly by: unknown;
  readonly options: TopKOptions & { readonly rank?: string };
}

/** The steps of topK: an exchange by key, or all in one subtask; the best rows of each key. */
export function topKStep(input: Port, key: KeySpec, { count, by, options }: Ranking): Port {
  checkOptions<object>(options, known, "topK");
  const name = nameOf([input], ofStep(options), "topK");
  if (!Number.isInteger(count) || count < 1) throw new RangeError(badCount(count, name));
  const parts = (Array.isArray(by) ? by : [by]) as RankPart<never>[];
  if (parts.length === 0) throw new TypeError(badPart("nothing", name));
  const { rank } = options;
  const operator = topRows({
    key,
    by: parts.map((part) => orderOf(part, options, name)),
    count,
    ties: "first",
    ...(rank === undefined ? {} : { rank }),
    changes: givesChanges(input),
    emit: boundednessOf(input.node) === "bounded" ? "final" : "changes",
  });
  const rows = rank === undefined ? input : step([input], objectColumns(), {}, "columns");
  return step([exchangeByKey(rows, key)], operator, { ...ofStep(options), name });
}

function orderOf(part: RankPart<never>, options: TopKOptions, name: string): OrderBy {
  const own: { readonly by: unknown; readonly order?: TopKOptions["order"] } =
    typeof part === "object" && part !== null ? part : { by: part };
  checkOptions<object>(own, { by: true, order: ["descending", "ascending"] } as KnownOptions<object>, name);
  const { by, order = options.order ?? "descending" } = own;
  if (typeof by === "string") return { column: by, order };
  if (typeof by === "function") {
    const lambda = mustBeOrderOf(by as Lambda, `take the top rows in ${name}`, "topK(10, (row) => row.price)");
    return { lambda, order };
  }
  throw new TypeError(badPart(by === null ? "null" : typeof by, name));
}

function badCount(count: unknown, name: string): string {
  return `Cannot take the top rows in ${name} as topK takes a whole number of rows from 1 on: got ${shown(count)}; use for instance topK(10, (row) => row.price)`;
}

function badPart(got: string, name: string): string {
  return (
    `Cannot take the top rows in ${name} as they are ranked by a column, a function of the row, or an array of such: got ${got}; ` +
    'use for instance topK(10, "price") or topK(1, ["price", { by: "at", order: "ascending" }])'
  );
}
