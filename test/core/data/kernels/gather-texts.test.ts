import fc from "fast-check";
import { expect, test } from "vitest";
import { copyTexts } from "../../../../core/data/kernels/copy-texts.ts";
import { gatherTexts } from "../../../../core/data/kernels/gather-texts.ts";

test("texts that lie anywhere, together or apart, come out as when they are copied byte by byte", () => {
  const pieces = fc.array(
    fc.record({
      length: fc.integer({ min: 0, max: 9 }),
      gap: fc.constantFrom(0, 0, 0, 1, 4),
      taken: fc.integer({ min: 0, max: 3 }),
    }),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(pieces, fc.constantFrom(0, 1, 4), fc.boolean(), fc.constantFrom(0, 8), (all, offset, padded, first) => {
      const starts: number[] = [];
      const lengths: number[] = [];
      let used = 0;
      for (const { length, gap, taken } of all) {
        if (taken > 0) {
          starts.push(used);
          lengths.push(length);
        }
        used += (padded ? (length + 3) & ~3 : length) + gap;
      }
      const bytes = new Uint8Array(offset + used).subarray(offset).map((_, at) => 1 + (at % 250));
      const size = lengths.reduce((sum, length) => sum + ((length + 3) & ~3), 0);
      const memory = new SharedArrayBuffer(first + size + 8);
      const out = new Uint8Array(memory);
      const ownStarts = Int32Array.from(starts);
      gatherTexts(bytes, ownStarts, Int32Array.from(lengths), out, new Int32Array(memory), first);
      const naive = new Uint8Array(size);
      const naiveStarts = Int32Array.from(starts);
      copyTexts(bytes, naiveStarts, Int32Array.from(lengths), 0, lengths.length, naive, 0);
      expect(ownStarts).toEqual(naiveStarts);
      for (const [row, start] of naiveStarts.entries()) {
        const [from, to] = [start, start + lengths[row]!];
        expect([...out.subarray(first + from, first + to)]).toEqual([...naive.subarray(from, to)]);
      }
      expect([...out.subarray(first + size)]).toEqual(Array(8).fill(0));
    }),
    { numRuns: 500 },
  );
});
