import type { JoinHow } from "../operators/join-spec.ts";
import type { PaneAssigner, TimeWindowAssigner } from "../time/window.ts";
import type { StepOptions } from "./options.ts";
import type { WindowRow } from "./windowed-dataset.ts";

/** What rows are joined by: a column of both sides, several of them, or what a function gives of each side's rows. */
export type JoinOn<Left, Right> =
  | SharedName<Left, Right>
  | readonly SharedName<Left, Right>[]
  | readonly [left: (row: Left) => unknown, right: (row: Right) => unknown];

type SharedName<Left, Right> = string & keyof Left & keyof Right;

/** How two datasets are joined, column beside column. */
export interface JoinColumns<Left, Right> extends StepOptions {
  /**
   * Rows whose keys are equal belong together; null equals nothing, and a bigint no number: a join of a side with only bigints
   * to one with only numbers is refused.
   */
  readonly on: JoinOn<Left, Right>;
  /**
   * Which rows come out: pairs (`"inner"`, the default), also left or right rows or both without a partner, beside nulls
   * (`"left"`, `"right"`, `"full"`), or left rows for whether they have one (`"semi"`, `"anti"`). Nulls stand in the columns
   * that the other side is known to have before it gives a row (those of tables, files, literals of `map`, aggregates), and in
   * those of the rows that it gave; a side of objects whose properties nobody knows, and that gives no row, adds no column.
   */
  readonly how?: JoinHow;
  /**
   * Only rows whose event times lie in the same window belong together. Without one, rows of unbounded datasets are kept for ever,
   * and what comes out is a changelog.
   */
  readonly window?: PaneAssigner;
}

/** The same with a function that says what becomes of a pair; null stands for a side without a partner. */
export interface JoinSelect<Left, Right, Out, How extends JoinHow>
  extends Omit<JoinColumns<Left, Right>, "how" | "window"> {
  readonly how?: How;
  /** As above; windows may also be of each key's own, such as sessions, or by the clock. */
  readonly window?: TimeWindowAssigner<Left | Right>;
  readonly select: (left: LeftOf<Left, How>, right: RightOf<Right, How>) => Out;
}

type LeftOf<Left, How> = How extends "right" | "full" ? Left | null : Left;

type RightOf<Right, How> = How extends "semi" | "anti" ? null : How extends "left" | "full" ? Right | null : Right;

/** Rows of which any value may be absent. */
export type Nullable<Row> = { [Name in keyof Row]: Row[Name] | null };

/** The rows of a join. */
export type Joined<Left, Right, Options> = Flattened<
  Pair<Left, Right, SharedBy<Options>, HowOf<Options>> &
    (Options extends { readonly window: object } ? WindowRow : unknown)
>;

type Flattened<Type> = { [Name in keyof Type]: Type[Name] } & {};

type HowOf<Options> = Options extends { readonly how: infer How } ? How : "inner";

type SharedBy<Options> = Options extends { readonly on: infer On }
  ? On extends readonly (infer Name)[]
    ? Extract<Name, string>
    : Extract<On, string>
  : never;

type Pair<Left, Right, Shared, How> = How extends "semi" | "anti"
  ? Left
  : How extends "left"
    ? Left & Nullable<Omit<Right, Shared & string>>
    : How extends "right"
      ? Nullable<Omit<Left, Shared & string>> & Right
      : How extends "full"
        ? Pick<Left, Shared & keyof Left> &
            Nullable<Omit<Left, Shared & string>> &
            Nullable<Omit<Right, Shared & string>>
        : Left & Omit<Right, Shared & string>;
