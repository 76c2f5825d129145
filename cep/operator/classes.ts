/** What patterns make of the rows of a piece: in which class of events each row is for each pattern. */
export interface Classes {
  /** The rows that may matter to some pattern, ascending. */
  readonly rows: Int32Array;
  /** The class of a row for the pattern of a number. */
  of(pattern: number, row: number): number;
  /** Patterns that may begin with a row of a key, each once; so many of `starts`. */
  startsAt(row: number, key: number): number;
  readonly starts: readonly number[];
}
