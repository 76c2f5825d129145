/** Whether the bits of all these rows are set. */
export function allPresent(validity: Uint8Array, rows: Int32Array): boolean {
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k]!;
    if (((validity[row >> 3]! >> (row & 7)) & 1) === 0) return false;
  }
  return true;
}
