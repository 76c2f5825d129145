import { neverRight } from "../data/never-right.ts";
import { isSlipOf, missingColumn, nearestNames, quotedName } from "../data/schema.ts";
import type { ColumnName, SoughtColumn, SoughtColumns } from "../operators/sought-columns.ts";

/** What a thread has seen of the columns that steps name, by the ids of their stages. */
export type ToldColumns = readonly (readonly [stage: string, columns: readonly SoughtColumn[]])[];

/** The columns that the steps of a run name, each over all its subtasks. */
export interface ColumnSightings {
  /** @param stage Its id. */
  of(stage: string): SoughtColumns;
  /** At the end of all inputs: throws where no row had a column that a step counts on, and warns where that may be meant. */
  refuse(onWarning: (text: string) => void): void;
  /** For the main thread: all that was seen so far. */
  tell(): ToldColumns;
  /** What a worker has seen so far, in the place of what it told before. */
  hear(told: ToldColumns, before: ToldColumns): void;
}

export function columnSightings(): ColumnSightings {
  const stages = new Map<string, Map<string, SoughtColumn>>();
  const of = (stage: string): SoughtColumns => {
    const columns = stages.get(stage) ?? new Map<string, SoughtColumn>();
    stages.set(stage, columns);
    return { of: (column) => foundIn(columns, column) };
  };
  return {
    of,
    refuse: (onWarning) => {
      const absent = [...stages.values()].flatMap((columns) => [...columns.values()].filter(isAbsent));
      for (const column of absent) if (isWrong(column)) throw neverRight(new TypeError(refusal(column)));
      for (const column of absent) if (isOdd(column)) onWarning(warning(column));
    },
    tell: () => [...stages].map(([stage, columns]) => [stage, [...columns.values()]]),
    hear: (told, before) => {
      for (const [stage, columns] of told) {
        const earlier = new Map(before.find(([id]) => id === stage)?.[1].map((column) => [keyOf(column), column.rows]));
        for (const column of columns) add(of(stage).of(column), column, earlier.get(keyOf(column)) ?? 0);
      }
    },
  };
}

function keyOf({ step, name }: ColumnName): string {
  return JSON.stringify([step, name]);
}

function foundIn(columns: Map<string, SoughtColumn>, { step, name, sureness, beside }: ColumnName): SoughtColumn {
  const key = keyOf({ step, name, sureness, beside });
  const found = columns.get(key) ?? { step, name, sureness, beside, isMet: false, rows: 0, there: new Set<string>() };
  columns.set(key, found);
  return found;
}

function add(own: SoughtColumn, { isMet, rows, there }: SoughtColumn, before: number): void {
  own.isMet ||= isMet;
  own.rows += rows - before;
  for (const name of there) own.there.add(name);
}

function isAbsent({ isMet, rows }: SoughtColumn): boolean {
  return !isMet && rows > 0;
}

/**
 * Whether another column was meant: one of nearly its name, which the lambda does not name as well. `line1` is no slip of `line2`; of
 * what is computed with all that is near is one, as without it nothing makes sense.
 */
function isMisspelt({ name, there, beside, sureness }: SoughtColumn): boolean {
  const letters = (text: string): string => text.replace(/\d+/g, "");
  const near = sureness === "needed" ? nearestNames(name, [...there]) : [...there].filter((one) => isSlipOf(name, one));
  return near.some((one) => !beside.includes(one) && letters(one) !== letters(name));
}

/** What resembles no column may be one that no record has today, as an error on a day without any: of that a run does not fail. */
function isWrong(column: SoughtColumn): boolean {
  return column.sureness === "named" || (column.sureness !== "sometimes" && isMisspelt(column));
}

function isOdd(column: SoughtColumn): boolean {
  return column.sureness !== "sometimes" || isMisspelt(column);
}

function refusal({ step, name, rows, there, sureness }: SoughtColumn): string {
  const missing = missingColumn(name, [...there], step);
  return sureness === "named" ? missing : `${missing} — ${noneOf(rows)} has it; ${remedyFor(name)}`;
}

function warning({ step, name, rows, there }: SoughtColumn): string {
  const names = [...there].slice(0, 20).map(quotedName).join(", ");
  return (
    `Cannot tell whether ${quotedName(name)} in ${step} is a column as ${noneOf(rows)} has it: ` +
    `got ${names || "no columns"}${there.size > 20 ? ", …" : ""}; mend its name, or ${remedyFor(name)}`
  );
}

function noneOf(rows: number): string {
  return rows === 1 ? "not even its only row" : `none of its ${rows.toLocaleString("en-US")} rows`;
}

function remedyFor(name: string): string {
  const read = /^[A-Za-z_$][\w$]*$/.test(name) ? `row.${name}` : `row[${quotedName(name)}]`;
  return `where it may be absent, say so, as in ${read} ?? null`;
}
