/**
 * The rows of a batch, those for target 0 first, then those for target 1 …, each in the order they came in. The naive version:
 * a list of rows for each target, one after another.
 */
export function rowsByTarget(
  targetOf: Int32Array, // by entry
  entries: Int32Array, // [≥ count], the entry of each row
  selection: Int32Array | undefined, // [count], the rows; undefined for 0, 1, 2 …
  count: number,
  rows: Int32Array, // [≥ count], overwritten
  ends: Int32Array, // [targets], overwritten: where the rows of each end
): void {
  ends.fill(0);
  for (let k = 0; k < count; k++) ends[targetOf[entries[k]!]!]!++;
  let start = 0;
  for (let target = 0; target < ends.length; target++) {
    const size = ends[target]!;
    ends[target] = start;
    start += size;
  }
  for (let k = 0; k < count; k++) {
    const target = targetOf[entries[k]!]!;
    rows[ends[target]!++] = selection === undefined ? k : selection[k]!;
  }
}
