import fc from "fast-check";
import { expect, test } from "vitest";
import { OrderedNumbers } from "../../../core/state/ordered-numbers.ts";

test("ordered numbers are what a sorted set of them is", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.integer({ min: -9, max: 9 })), { maxLength: 60 }), (steps) => {
      const ordered = new OrderedNumbers();
      const naive = new Set<number>();
      for (const [adds, number] of steps) {
        if (adds && !naive.has(number)) {
          naive.add(number);
          ordered.add(number);
        } else if (!adds) {
          // The least goes mostly, as a pane does.
          const gone = naive.has(number) ? number : Math.min(...naive);
          if (naive.delete(gone)) ordered.remove(gone);
        }
        const sorted = [...naive].sort((a, b) => a - b);
        expect([...ordered]).toEqual(sorted);
        expect(ordered.size).toBe(sorted.length);
        expect(ordered.at(0)).toBe(sorted[0]);
        expect(ordered.within(-3, number)).toEqual(sorted.filter((each) => each >= -3 && each < number));
        expect(ordered.firstWhere((each) => each > number)).toBe(sorted.filter((each) => each <= number).length);
      }
    }),
  );
});
