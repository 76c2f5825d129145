import fc from "fast-check";
import { expect, test } from "vitest";
import { rowsByTarget } from "../../../../core/runtime/kernels/rows-by-target.ts";

test("rows are dealt to their targets in order", () => {
  const targets = fc.integer({ min: 1, max: 5 });
  fc.assert(
    fc.property(targets, fc.array(fc.nat(4), { maxLength: 50 }), fc.boolean(), (count, entries, selected) => {
      const targetOf = Int32Array.from({ length: 5 }, (_, entry) => (entry * 7) % count);
      const selection = selected ? Int32Array.from(entries, (_, k) => 3 * k) : undefined;
      const naive = Array.from({ length: count }, (): number[] => []);
      for (const [k, entry] of entries.entries()) naive[targetOf[entry]!]!.push(selection?.[k] ?? k);
      const rows = new Int32Array(entries.length + 2).fill(-1);
      const ends = new Int32Array(count).fill(99);
      rowsByTarget(targetOf, Int32Array.from(entries), selection, entries.length, rows, ends);
      const dealt = naive.map((_, target) => [...rows.subarray(target === 0 ? 0 : ends[target - 1], ends[target])]);
      expect(dealt).toEqual(naive);
      expect([...rows.subarray(entries.length)]).toEqual([-1, -1]);
    }),
  );
});
