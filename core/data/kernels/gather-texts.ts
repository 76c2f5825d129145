/**
 * Copies texts one after another into `out` from `first` on, each beginning at a multiple of 4, and points `starts` at the
 * copies, counted from `first`. The naive version: `copyTexts`, byte by byte. Texts that begin at a multiple of 4 are copied
 * by words, with what lies behind them up to the next; runs of texts that lie together are copied in one go.
 */
export function gatherTexts(
  bytes: Uint8Array,
  starts: Int32Array, // [texts], changed
  lengths: Int32Array, // [texts]
  out: Uint8Array,
  outWords: Int32Array, // the same memory
  first: number, // a multiple of 4
): void {
  const isAligned = (bytes.byteOffset & 3) === 0;
  const words = isAligned ? new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2) : outWords;
  const end = words.length << 2;
  let used = first;
  let row = 0;
  while (row < starts.length) {
    const start = starts[row]!;
    const runUsed = used;
    // Texts that lie where they would be copied to, seen from the first of them.
    let run = row;
    while (run < starts.length && starts[run]! - start === used - runUsed) {
      starts[run] = used - first;
      used += (lengths[run]! + 3) & ~3;
      run++;
    }
    const size = used - runUsed;
    if (run - row > 3 && start + size <= bytes.length) out.set(bytes.subarray(start, start + size), runUsed);
    else if (isAligned && (start & 3) === 0 && start + size <= end) {
      const from = start >> 2;
      const to = runUsed >> 2;
      const count = size >> 2;
      for (let word = 0; word < count; word++) outWords[to + word] = words[from + word]!;
    } else {
      const count = Math.min(size, bytes.length - start);
      for (let at = 0; at < count; at++) out[runUsed + at] = bytes[start + at]!;
    }
    row = run;
  }
}
