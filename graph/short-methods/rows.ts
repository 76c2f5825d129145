import type { Dataset, Flat } from "../../core/mod.ts";
import type { AnyAlgorithm, Computation } from "../algorithm.ts";

/** A row for each vertex: its id, and what an algorithm gave. */
export type PerVertex<Id, Name extends string, Row> = Dataset<Flat<Readonly<Record<Name, Id>> & Row>>;

/** A row for each edge: its ends, and what an algorithm gave. */
export type PerEdge<Id, Row> = Dataset<Flat<{ readonly source: Id; readonly target: Id } & Row>>;

/** Rows of an algorithm as they are. */
export type OwnRows<Row> = Dataset<Flat<Readonly<Row>>>;

/** The rows that an algorithm gives, by what they stand for. */
export type RowsOf<Id, Name extends string, Of> =
  Of extends Computation<infer _Id, infer Row>
    ? Of extends { readonly gives: "rows" }
      ? OwnRows<Row>
      : Of extends { readonly gives: "edges" }
        ? PerEdge<Id, Row>
        : PerVertex<Id, Name, Row>
    : never;

/** What makes the algorithm behind each short method. */
export type Makers<Methods> = { readonly [Name in keyof Methods]: (options: never) => AnyAlgorithm<never, object> };
