/**
 * Row numbers in order of their group, those of a group in order: `order[starts[g] … starts[g + 1])` are group g's.
 * Counting sort.
 */
export function orderByGroup(
  groups: Uint16Array, // [rows]
  starts: Int32Array, // [groups + 1], out
  order: Int32Array, // [rows], out
): void {
  starts.fill(0);
  for (let row = 0; row < groups.length; row++) starts[groups[row]! + 1]!++;
  for (let group = 1; group < starts.length; group++) starts[group]! += starts[group - 1]!;
  const next = starts.slice();
  for (let row = 0; row < groups.length; row++) order[next[groups[row]!]!++] = row;
}
