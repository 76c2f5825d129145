import fc from "fast-check";
import { expect, test } from "vitest";
import { TimeHeap } from "../../../core/runtime/time-heap.ts";

test("a time heap gives the least first, of equals the one that was put first, through delays and takings (property)", () => {
  const step = fc.oneof(
    fc.record({ put: fc.integer({ min: -3, max: 9 }) }),
    fc.record({ delayBy: fc.integer({ min: 0, max: 5 }) }),
    fc.constant("take" as const),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const heap = new TimeHeap<number>();
      // In order of being put.
      let kept: { timeMs: number; item: number }[] = [];
      const least = () => kept.reduce((one, other) => (other.timeMs < one.timeMs ? other : one), kept[0]!);
      for (const [item, one] of steps.entries()) {
        if (one === "take") {
          kept = kept.filter((entry) => entry !== least());
          heap.takeLeast();
        } else if ("put" in one) {
          kept.push({ timeMs: one.put, item });
          heap.put(one.put, item);
        } else if (kept.length > 0) {
          const first = least();
          first.timeMs += one.delayBy;
          heap.delayLeast(first.timeMs);
        }
        expect(heap.size).toBe(kept.length);
        if (kept.length === 0) expect(heap.least).toBeUndefined();
        else expect(heap.least).toMatchObject(least());
      }
    }),
  );
});
