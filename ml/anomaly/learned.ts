import type { Trees } from "../trees/learned.ts";

/** Trees that set rows apart; the value of a leaf is the number of splits that it takes to single a row of it out. */
export interface IsolationTrees extends Trees {
  readonly columns: number;
  /** Rows from which each tree was grown. */
  readonly sampleRows: number;
  /** Rows with a score above it are anomalies. */
  readonly threshold: number;
}
