import type fc from "fast-check";
import type { Dataset } from "../../core/mod.ts";
import type { Sample } from "./sample.ts";

export type Rows = Dataset<Sample>;

/** What is known of a dataset of a program, so that steps get what they can take. */
export interface Traits {
  /** Whether rows have event time. */
  readonly timed: boolean;
  /** Whether no two rows can be told apart by how far the watermark is: not so where a time is the end of a window. */
  readonly early: boolean;
  /** Whether it is a changelog where its sources do not end. */
  readonly changes: boolean;
  /** Whether its sources must end. */
  readonly ends: boolean;
  /** Whether its rows have an order. */
  readonly ordered: boolean;
  /** How often rows were paired: pairs of pairs of pairs would be too many. */
  readonly pairings: number;
}

export const ofSource: Traits = {
  timed: true,
  early: true,
  changes: false,
  ends: false,
  ordered: false,
  pairings: 0,
};

/** A kind of step: its source text is what a failing program prints, so it may use nothing but its numbers and the package. */
export interface Step {
  /** The numbers that a step is made with. */
  readonly numbers: fc.Arbitrary<number[]>;
  readonly takes?: (rows: Traits, other: Traits) => boolean;
  readonly gives?: (rows: Traits, other: Traits) => Traits;
  /** Whether it has a second input. */
  readonly pairs?: true;
  // biome-ignore lint/suspicious/noExplicitAny: each step is made with numbers of its own
  readonly make: (...numbers: any[]) => (rows: Rows, other: Rows) => Rows;
}

export type Steps = Readonly<Record<string, Step>>;

/** Timers, and windows that cannot take rows back: their results have the last time of the window. */
export const inTime: Pick<Step, "takes" | "gives"> = {
  takes: (rows) => rows.timed && !rows.changes,
  gives: (rows) => ({ ...rows, early: false, ordered: false }),
};

/** Windows: of changelogs they give plain rows, as nothing comes late. */
export const inWindows: Pick<Step, "takes" | "gives"> = {
  takes: (rows) => rows.timed,
  gives: (rows) => ({ ...rows, early: false, changes: false, ordered: false }),
};

/**
 * A session that a watermark has closed does not take a record exactly the gap later, an open one does: so two times must
 * not differ by the gap when a watermark can lie between them.
 */
export const inSessions: Pick<Step, "takes" | "gives"> = {
  ...inWindows,
  takes: (rows, other) => rows.early && inWindows.takes!(rows, other),
};

/** Results of all rows there are: a changelog of them where these do not end. */
export const ofAll: Pick<Step, "takes" | "gives"> = {
  gives: (rows) => ({ ...rows, timed: false, early: false, changes: !rows.ends, ordered: false }),
};
