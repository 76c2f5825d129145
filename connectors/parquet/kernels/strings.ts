/**
 * PLAIN byte arrays: each a 4-byte little-endian length and its bytes. Notes where each begins and how long it is,
 * adding `base` to the starts; returns where the values end.
 */
export function locatePlain(
  view: DataView,
  start: number,
  end: number,
  count: number,
  base: number,
  starts: Int32Array,
  lengths: Int32Array,
  at: number,
): number {
  let position = start;
  for (let value = at; value < at + count; value++) {
    if (position + 4 > end) throw new RangeError(`${at + count - value} values missing at the end of a page`);
    const length = view.getInt32(position, true);
    position += 4;
    if (length < 0 || length > end - position) {
      throw new RangeError(`a value of ${length} bytes where ${end - position} are left`);
    }
    starts[value] = base + position;
    lengths[value] = length;
    position += length;
  }
  return position;
}
