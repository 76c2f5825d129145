import { mustBeTokens, type TokensOrAbsent } from "../feature/tokens.ts";
import { Turns } from "../learner/turns.ts";
import { valueColumn } from "../stages/columns.ts";
import { estimator } from "../stages/estimator.ts";
import { columnName, integer, number, optional } from "../stages/parameters.ts";
import type { Columns } from "../stages/row-types.ts";
import type { Estimator, Model } from "../stages/stage.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { associationRules } from "./association-rules.ts";
import { frequentSets } from "./fp-tree.ts";
import type { FrequentItemsets } from "./learned.ts";

/** Options of `fpGrowth`. */
export interface FpGrowthOptions<Prediction extends string> {
  /** The column that models add: items that rules expect beside those of the row. Default `"prediction"`. */
  readonly prediction?: Prediction;
  /** The share of the rows that have a set, above 0 to 1, from which it is frequent. Default 0.3. */
  readonly minSupport?: number;
  /** Of the rows with what a rule is about, the share that have what it expects, 0 to 1, from which models follow it. Default 0.8. */
  readonly minConfidence?: number;
  /** Items of a set at most, from 1. Default: any number. */
  readonly maxItems?: number;
}

const kind = stageKind({
  name: "fpGrowth",
  version: 1,
  parameters: {
    input: columnName(),
    prediction: columnName("prediction"),
    minSupport: number({ default: 0.3, above: 0, max: 1, unit: "share of the rows" }),
    minConfidence: number({ default: 0.8, min: 0, max: 1, unit: "share of the rows" }),
    maxItems: optional(integer({ min: 1, unit: "items" })),
  },
  learned: { items: "texts", starts: "uint32", members: "uint32", counts: "float64", rows: "number" },
  check: ({ items, starts, members, counts }) => {
    const ascends = starts.every((start, at) => at === 0 || start > starts[at - 1]!);
    if (starts.length !== counts.length + 1 || starts[0] !== 0 || starts.at(-1) !== members.length || !ascends)
      return "it must have items and a count for each set";
    return members.every((item) => item < items.length) ? undefined : "sets must be of items that there are";
  },
  make: ({ input, ...options }: { readonly input: string } & FpGrowthOptions<string>) => fpGrowth(input, options),
});

/**
 * Sets of items that come often together, and by them what else to expect of a row. Sets are in `model.learned`, most frequent items first;
 * `associationRules(model.learned)` are the rules. It reads the rows twice and keeps those that differ in memory.
 *
 * @param input The column of lists of texts; an item counts once in a row.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { associationRules, fpGrowth } from "millrace/ml";
 * const rows = from([{ bought: ["tea", "cup"] }, { bought: ["tea", "cup", "jam"] }, { bought: ["jam"] }]);
 * const model = await fpGrowth("bought", { minSupport: 0.5 }).fit(rows);
 * const [rule] = associationRules(model.learned);
 * console.log(rule!.antecedent, rule!.consequent, rule!.confidence); // ["tea"] "cup" 1
 * const [asked] = await model.transform(from([{ bought: ["cup"] }])).collect();
 * console.log(asked!.prediction); // ["tea"]
 * ```
 * @see Han, Pei, Yin, “Mining Frequent Patterns without Candidate Generation”, SIGMOD 2000; Spark ML, `FPGrowth`.
 */
export function fpGrowth<const Input extends string, const Prediction extends string = "prediction">(
  input: Input,
  options: FpGrowthOptions<Prediction> = {},
): Estimator<
  Columns<Input, TokensOrAbsent>,
  { [Name in Prediction]: string[] },
  Model<Columns<Input, TokensOrAbsent>, { [Name in Prediction]: string[] }, FrequentItemsets>
> {
  const parameters = kind.read({ input, ...options });
  const { prediction, minSupport, minConfidence, maxItems = Number.POSITIVE_INFINITY } = parameters;
  return estimator(kind, parameters, {
    reads: [input],
    adds: [prediction],
    fit: async (rows) => {
      const counts = new Map<string, number>();
      await rows.pass((batch) => {
        for (const row of batch.values(input)) {
          for (const item of itemsOf(input, row)) counts.set(item, (counts.get(item) ?? 0) + 1);
        }
      });
      const least = Math.ceil(minSupport * rows.rows - 1e-9);
      const items = frequentItems(counts, least);
      const places = new Map(items.map((item, place) => [item, place]));
      const transactions = new Transactions();
      await rows.pass((batch) => {
        for (const row of batch.values(input)) transactions.add(itemsOf(input, row), places);
      });
      const sets = await setsOf(transactions, items.length, { least, mostItems: maxItems }, new Turns(rows));
      return { ...sets, items, rows: rows.rows };
    },
    model: (learned) => ({
      reads: [input],
      adds: [prediction],
      types: () => [{ kind: "list", item: { kind: "string" } }],
      open: () => {
        const rules = associationRules(learned, { minConfidence });
        return (batch) => {
          const expected = batch
            .values(input)
            .map((row) => (row === null ? null : expectedOf(itemsOf(input, row), rules)));
          return [valueColumn(expected, { kind: "list", item: { kind: "string" } })];
        };
      },
    }),
  });
}

function itemsOf(input: string, row: unknown): ReadonlySet<string> {
  return new Set(row === null || row === undefined ? [] : mustBeTokens(kind.name, input, row));
}

function frequentItems(counts: ReadonlyMap<string, number>, least: number): string[] {
  return [...counts]
    .filter(([, count]) => count >= least)
    .sort(([a, countOfA], [b, countOfB]) => countOfB - countOfA || (a < b ? -1 : 1))
    .map(([item]) => item);
}

/** Rows of the same frequent items count as one. */
class Transactions {
  readonly #counts = new Map<string, { readonly items: Uint32Array; count: number }>();

  add(items: ReadonlySet<string>, places: ReadonlyMap<string, number>): void {
    const own = Uint32Array.from(
      [...items].map((item) => places.get(item)).filter((place) => place !== undefined),
    ).sort();
    if (own.length === 0) return;
    const key = own.join();
    const known = this.#counts.get(key);
    if (known === undefined) this.#counts.set(key, { items: own, count: 1 });
    else known.count++;
  }

  values(): Iterable<{ readonly items: Uint32Array; readonly count: number }> {
    return this.#counts.values();
  }
}

async function setsOf(
  transactions: Transactions,
  items: number,
  how: { readonly least: number; readonly mostItems: number },
  turns: Turns,
): Promise<Pick<FrequentItemsets, "starts" | "members" | "counts">> {
  const sets: { readonly items: readonly number[]; readonly count: number }[] = [];
  const search = frequentSets(transactions.values(), items, how, (own, count) => sets.push({ items: own, count }));
  for (const _ of search) await turns.give();
  sets.sort((a, b) => b.count - a.count || a.items.length - b.items.length || firstApart(a.items, b.items));
  const starts = new Uint32Array(sets.length + 1);
  sets.forEach((set, at) => {
    starts[at + 1] = starts[at]! + set.items.length;
  });
  return {
    starts,
    members: Uint32Array.from(sets.flatMap((set) => set.items)),
    counts: Float64Array.from(sets, ({ count }) => count),
  };
}

function firstApart(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((item, place) => item !== b[place]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

/** What rules expect of whoever has these items and has it not. */
function expectedOf(items: ReadonlySet<string>, rules: ReturnType<typeof associationRules>): string[] {
  const expected = new Set<string>();
  for (const { antecedent, consequent } of rules) {
    if (!items.has(consequent) && antecedent.every((item) => items.has(item))) expected.add(consequent);
  }
  return [...expected];
}
