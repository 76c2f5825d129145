/** Which values of the fields of a batch are absent. */
export interface NullMarks {
  /** A bit for each row of each field: 1 where there is a value. */
  readonly validity: readonly Uint8Array[];
  /** How many are absent. */
  readonly nulls: Int32Array;
}

export function markNull({ validity, nulls }: NullMarks, field: number, row: number): void {
  const bits = validity[field]!;
  const bit = 1 << (row & 7);
  if ((bits[row >> 3]! & bit) === 0) return;
  bits[row >> 3]! &= ~bit;
  nulls[field]!++;
}

export function unmarkNull({ validity, nulls }: NullMarks, field: number, row: number): void {
  const bits = validity[field]!;
  const bit = 1 << (row & 7);
  if (row >> 3 >= bits.length || (bits[row >> 3]! & bit) !== 0) return;
  bits[row >> 3]! |= bit;
  nulls[field]!--;
}

/** As a column has it: undefined where every value is there. */
export function validityOf({ validity, nulls }: NullMarks, field: number): Uint8Array | undefined {
  return nulls[field]! > 0 ? validity[field] : undefined;
}
