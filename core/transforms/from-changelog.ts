import { checkOptions, type KnownOptions } from "../data/options.ts";
import { mustBeLambda } from "../dataset/checks.ts";
import { Dataset, type Transform } from "../dataset/dataset.ts";
import { chosenKey, type KeyChoice } from "../dataset/deduplicate.ts";
import { ofStep, type StepOptions, stepOptions } from "../dataset/options.ts";
import { exchangeByKey, nameOf, step } from "../dataset/plan-steps.ts";
import { finalRows } from "../operators/final-rows.ts";
import { fromChangelog as changesOf, type DescribedChange, fromUpserts } from "../operators/from-changelog.ts";
import type { KeySpec } from "../operators/keyed-input.ts";

/** What a record of a changelog does to the rows before it; `"upsert"` where it does not say whether there was one. */
export type ChangeWord = "insert" | "updateBefore" | "updateAfter" | "delete" | "upsert";

/** How records are read as changes. */
export interface FromChangelogOptions<In, Row> extends StepOptions {
  /** What a record does. Default: its `change`. */
  readonly change?: (record: In) => ChangeWord;
  /** The row that it does it to. Default: its `row`. */
  readonly row?: (record: In) => Row;
  /**
   * What rows are known by. Then the last row of each key is remembered: `"upsert"` is understood, a delete may name the key
   * alone, and what says nothing new is left out. Without it each record must hold the whole row that it takes back.
   */
  readonly by?: KeyChoice<NoInfer<Row>>;
}

const known: KnownOptions<FromChangelogOptions<never, never>> = { change: true, row: true, by: true, ...stepOptions };

/**
 * Records that say what changes as a changelog: the way back from `changelog()`, and the way in for change data capture. What
 * follows (filters, aggregates, joins, topK …) gives what it would give of the rows that are there. The changes of a row must
 * come in their order. Of bounded data it is the rows that are left at the end.
 *
 * @example
 * ```ts
 * import { count, from, fromChangelog } from "millrace";
 * const records = [
 *   { op: "c", after: { id: 1, city: "Kent" } },
 *   { op: "c", after: { id: 2, city: "Kent" } },
 *   { op: "u", after: { id: 1, city: "Bend" } },
 * ];
 * const rowOf = (record: (typeof records)[number]) => record.after;
 * const people = from(records).apply(fromChangelog({ change: () => "upsert", row: rowOf, by: "id" }));
 * console.log(await people.keyBy("city").aggregate({ people: count() }).collect());
 * // [{ city: "Kent", people: 1 }, { city: "Bend", people: 1 }] in some order
 * ```
 */
export function fromChangelog<In, Row>(
  options: FromChangelogOptions<In, Row> & Required<Pick<FromChangelogOptions<In, Row>, "change" | "row">>,
): Transform<In, Row>;
export function fromChangelog<Row>(
  options?: Pick<FromChangelogOptions<DescribedChange, Row>, "by" | keyof StepOptions>,
): Transform<{ readonly change: ChangeWord; readonly row: Row }, Row>;
export function fromChangelog(given: object = {}): unknown {
  const options = given as FromChangelogOptions<never, never>;
  checkOptions(options, known, "fromChangelog");
  const read = reader(options);
  const { by } = options;
  return (input: Dataset<unknown>): Dataset<unknown> => {
    const records = input.map(read);
    const name = nameOf([records.port], ofStep(options), "fromChangelog");
    const own = { ...ofStep(options), name };
    if (by === undefined) {
      const changes = new Dataset<unknown>(step([records.port], changesOf(), own));
      return input.boundedness === "bounded" ? ended(changes, wholeRow) : changes;
    }
    const key = keyOfRow(by);
    const changes = new Dataset<unknown>(step([exchangeByKey(records.port, key)], fromUpserts(key), own));
    return input.boundedness === "bounded" ? ended(changes, chosenKey(by)) : changes;
  };
}

const wholeRow: KeySpec = { lambda: (row: never) => [row], names: ["key"] };

/** On bounded data only what is left at the end counts. */
function ended(changes: Dataset<unknown>, key: KeySpec): Dataset<unknown> {
  return new Dataset(step([exchangeByKey(changes.port, key)], finalRows(key), {}, "final rows"));
}

function reader({ change, row }: FromChangelogOptions<never, never>): (record: unknown) => DescribedChange {
  const changeOf =
    change === undefined
      ? undefined
      : mustBeLambda(
          change,
          "read a changelog",
          'fromChangelog({ change: (record) => record.op === "d" ? "delete" : "upsert", … })',
        );
  const rowOf =
    row === undefined
      ? undefined
      : mustBeLambda(row, "read a changelog", "fromChangelog({ row: (record) => record.after, … })");
  return (record) => {
    const given = record as DescribedChange;
    return {
      change: changeOf === undefined ? given.change : changeOf(record as never),
      row: rowOf === undefined ? given.row : rowOf(record as never),
      ...(changeOf === undefined && given.keptColumns ? { keptColumns: given.keptColumns } : {}),
    };
  };
}

/** The key of a described change is that of its row. */
function keyOfRow(by: KeyChoice<never>): KeySpec {
  const columns = typeof by === "string" ? [by] : by;
  const keyOf =
    typeof columns === "function"
      ? (columns as (row: unknown) => unknown)
      : (row: unknown) => picked(row as Record<string, unknown> | null, columns as readonly string[]);
  return { lambda: (change: never) => keyOf((change as DescribedChange).row), names: ["key"] };
}

function picked(row: Record<string, unknown> | null, names: readonly string[]): unknown {
  if (names.length === 1) return row?.[names[0]!] ?? null;
  return Object.fromEntries(names.map((name) => [name, row?.[name] ?? null]));
}
