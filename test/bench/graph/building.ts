import { type Dictionary, dictionaryOf } from "../../../core/data/dictionary.ts";
import { type Column, fromColumns, makeBatch, type Operator, rowSchema } from "../../../core/mod.ts";
import { graph, type RowAlgorithm } from "../../../graph/mod.ts";
import type { BenchCase } from "../case.ts";
import type { BenchGraph } from "./graphs.ts";

/** Asks for the rows of the graph, and gives nothing. */
const rowsAlone: RowAlgorithm<number, object> = {
  name: "rows",
  gives: "rows",
  *run({ out }) {
    yield;
    if (out.neighbours.length === 0) throw new Error("Cannot measure a graph without edges");
    return {};
  },
};

/** From columns of a dataset to sparse rows, ids and all: what `build` begins with are numbers of vertices. */
export function buildingCases(graphOf: () => BenchGraph): readonly BenchCase[] {
  const { name, vertexCount, sources, targets } = graphOf();
  const whole = [sources, targets].map((ends) => Int32Array.from(ends));
  // Numbers far apart: multiples of an odd one, modulo 2^32.
  const apart = [sources, targets].map((ends) => Float64Array.from(ends, (end) => Math.imul(end, 2_654_435_761) >>> 0));
  const texts = dictionaryOf(Array.from({ length: vertexCount }, (_, vertex) => `vertex ${vertex}`));
  const ids = [
    ["whole numbers", whole, undefined],
    ["numbers far apart", apart, undefined],
    ["texts by dictionary", whole, asTexts(texts)],
  ] as const;
  return ids.map(([kind, [source, target], convert]) => ({
    name: `from columns, ${kind} · ${name}`,
    rows: sources.length,
    run: async () => {
      const columns = fromColumns({ source: source!, target: target! });
      const edges = convert === undefined ? columns : columns.pipe<{ source: number; target: number }>(convert);
      await graph({ edges, source: "source", target: "target", directed: false })
        .apply(rowsAlone)
        .forEach(() => {});
    },
  }));
}

/** Numbers as codes of texts. */
function asTexts(dictionary: Dictionary): Operator {
  const schema = rowSchema(["source", "target"].map((name) => ({ name, type: { kind: "string" } })));
  return {
    name: "as texts",
    open: (context) => ({
      batch: ({ columns, rowCount }) => {
        const texts = columns.map((column): Column => {
          const { values: codes } = column as Column & { readonly layout: "int32" };
          return { type: { kind: "string" }, layout: "dictionary", codes, dictionary, validity: undefined };
        });
        context.emit(makeBatch(schema, rowCount, texts));
      },
    }),
  };
}
