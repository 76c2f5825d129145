import { readFileSync } from "node:fs";
import { type Dataset, from } from "../../../core/mod.ts";
import { evaluateRegression, kFold, type Split } from "../../../ml/mod.ts";
import { asRows, dataOf } from "../learner/facts.ts";

/** What `facts.py` made. */
// biome-ignore lint/suspicious/noExplicitAny: facts of many shapes
export const facts: any = JSON.parse(readFileSync(new URL("data/facts.json", import.meta.url), "utf8"));

type Row = ReturnType<typeof asRows>[number];

/** The rows that it is about. */
export const diabetes: Row[] = asRows(dataOf("diabetes")).slice(0, 440);
export const rows: Dataset<Row> = from(diabetes);

export const folds = (count: number): Split[] => kFold(count, 5);

export const r2 = async (answers: Dataset<object>): Promise<number> => (await evaluateRegression(answers)).r2;
