import { makeBatch, type Operator } from "../../core/mod.ts";
import { type Choice, columnReader, type Read } from "../build/edge-columns.ts";
import type { GraphShape } from "./algorithm-operator.ts";

/** What is read of edges: their ends, and their weight where it is wanted and there is one. */
export function edgeReads({ source, target, weight }: GraphShape, wantsWeight: boolean): readonly Read[] {
  const ends: readonly Read[] = [
    { name: "source", choice: source },
    { name: "target", choice: target },
  ];
  return wantsWeight && weight !== undefined ? [...ends, { name: "weight", choice: weight }] : ends;
}

/** The columns that reads name; all where one is a function. */
export function columnsRead(reads: readonly { readonly choice: Choice }[]): ReadonlySet<string> | "all" {
  const names = reads.flatMap(({ choice }) => (typeof choice === "string" ? [choice] : []));
  return names.length === reads.length ? new Set(names) : "all";
}

/** The ends and weights of edges under their common names, and nothing else; at their times. */
export function edgesOperator(reads: readonly Read[], weights: Parameters<typeof columnReader>[2]): Operator {
  return {
    name: "edges",
    selection: "accepts",
    changes: "keeps",
    reads: () => [columnsRead(reads)],
    open: (context) => {
      const read = columnReader(context, reads, weights);
      return {
        batch: (batch) => {
          const given = read(batch);
          if (given === undefined) return;
          const { schema, rowCount, columns, selection, reused } = given;
          context.emit(makeBatch(schema, rowCount, columns, { ...batch, selection, reused }));
        },
      };
    },
  };
}
