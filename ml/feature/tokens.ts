import type { Column, DataType } from "../../core/mod.ts";
import { valueColumn } from "../stages/columns.ts";
import type { Mapping } from "../stages/mapping.ts";
import type { Columns } from "../stages/row-types.ts";
import type { Transformer } from "../stages/stage.ts";

/** Lists of texts: tokens of a document. */
const tokenLists: DataType = { kind: "list", item: { kind: "string" } };

export type TokensOrAbsent = readonly string[] | null | undefined;

/** A transformer from texts to their tokens. */
export type Tokenizing<Input extends string, Output extends string> = Transformer<
  Columns<Input, string | null | undefined>,
  { [Name in NoInfer<Output>]: string[] }
>;

/** A transformer of tokens. */
export type OfTokens<Input extends string, Output extends string> = Transformer<
  Columns<Input, TokensOrAbsent>,
  { [Name in NoInfer<Output>]: string[] }
>;

/** Tokens of each text of a column. */
export function tokenizing(
  stage: string,
  input: string,
  output: string,
  tokensOf: (text: string) => string[],
): Mapping {
  return listMapping(input, output, (value) => {
    if (typeof value !== "string") throw wrongValue(stage, input, "texts", value, "make texts of them by map");
    return tokensOf(value);
  });
}

/** What becomes of each list of tokens of a column. */
export function ofTokens(
  stage: string,
  input: string,
  output: string,
  change: (tokens: readonly string[]) => string[],
): Mapping {
  return listMapping(input, output, (value) => change(mustBeTokens(stage, input, value)));
}

function listMapping(input: string, output: string, change: (value: unknown) => string[]): Mapping {
  return {
    reads: [input],
    adds: [output],
    types: () => [tokenLists],
    open:
      () =>
      (batch): Column[] => [
        valueColumn(
          batch.values(input).map((value) => (value === null ? null : change(value))),
          tokenLists,
        ),
      ],
  };
}

/** A list of texts, or an error. */
export function mustBeTokens(stage: string, input: string, value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((token) => typeof token === "string")) return value;
  throw wrongValue(stage, input, "lists of texts", value, "use tokenizer for texts");
}

function wrongValue(stage: string, input: string, wanted: string, got: unknown, remedy: string): TypeError {
  return new TypeError(
    `Cannot transform column ${JSON.stringify(input)} by ${stage} as it must hold ${wanted}: got ${(JSON.stringify(got) ?? String(got)).slice(0, 80)}; ${remedy}`,
  );
}
