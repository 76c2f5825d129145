import type { Dataset } from "../../../../core/mod.ts";
import type { Similarity } from "../../../../graph/mod.ts";
import type { Fact } from "../file.ts";
import { column, type Replay } from "../replay.ts";

/** What vertices have in common. */
export const similarity: Readonly<Record<string, Replay>> = {
  jaccard: (one, fact) => scores(one.jaccard({ pairs: pairsOf(fact) })),
  adamicAdar: (one, fact) => scores(one.adamicAdar({ pairs: pairsOf(fact) })),
  resourceAllocation: (one, fact) => scores(one.resourceAllocation({ pairs: pairsOf(fact) })),
  preferentialAttachment: (one, fact) => scores(one.preferentialAttachment({ pairs: pairsOf(fact) })),
  simrank: (one, { params }) =>
    column(one.simRank({ from: params.source as number, decay: params.c as number, weights: "use" }), "similarity"),
  resistanceDistance: async (one, { expected }) => {
    const pairs = (expected as [number, number, number][]).map(([a, b]): [number, number] => [a, b]);
    const rows = await one.resistanceDistance({ pairs }).collect();
    return rows.map(({ source, target, resistance }) => [source, target, resistance]);
  },
};

function pairsOf({ params }: Fact): [number, number][] {
  return params.pairs as [number, number][];
}

async function scores(rows: Dataset<Similarity<number>>): Promise<number[][]> {
  return (await rows.collect()).map(({ source, target, similarity }) => [source, target, similarity]);
}
