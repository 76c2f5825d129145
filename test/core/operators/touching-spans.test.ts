import fc from "fast-check";
import { expect, test } from "vitest";
import { type Span, TouchingSpans } from "../../../core/operators/touching-spans.ts";

const change = fc.record({
  does: fc.constantFrom("add", "add", "add", "remove", "leave", "findAnew", "close"),
  start: fc.integer({ min: -40, max: 120 }),
  length: fc.oneof({ weight: 4, arbitrary: fc.constant(5) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 30 }) }),
  which: fc.nat(1000),
});

/** Sorted intervals, one after the other. */
function spansOf(owns: Iterable<Span>): Span[] {
  const spans: { start: number; end: number }[] = [];
  for (const { start, end } of [...owns].sort((one, other) => one.start - other.start)) {
    const last = spans.at(-1);
    if (last === undefined || start > last.end) spans.push({ start, end });
    else last.end = Math.max(last.end, end);
  }
  return spans;
}

test("spans are those of the intervals that are there, and a change tells which of them are others", () =>
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 150, size: "max" }), (changes) => {
      const spans = new TouchingSpans<number>();
      const owns = new Map<number, Span>();
      const told = new Map<number, Span>();
      const all = { start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY };
      changes.forEach(({ does, start, length, which }, id) => {
        const [other, own] = [...owns][which % Math.max(1, owns.size)] ?? [0, { start: 0, end: 0 }];
        const of = does === "add" || owns.size === 0 ? "add" : does;
        const span = [...told.values()].find((each) => own.start >= each.start && own.end <= each.end)!;
        let changed = { before: [] as readonly Span[], after: [] as readonly Span[] };
        if (of === "add") owns.set(id, { start, end: start + length });
        else if (of === "remove" || of === "leave") owns.delete(other);
        if (of === "add") changed = spans.add({ start, end: start + length }, id);
        else if (of === "remove") changed = spans.remove(own, other);
        else if (of === "findAnew") changed = spans.findAnew(span);
        else if (of === "leave") {
          spans.leave(own, other);
          changed = spans.findAnew(span);
        } else {
          expect(spans.valuesIn(span)).toEqual(
            new Set([...owns].filter(([, each]) => each.start >= span.start && each.end <= span.end).map(([at]) => at)),
          );
          for (const value of spans.valuesIn(span)) {
            spans.leave(owns.get(value)!, value);
            owns.delete(value);
          }
          spans.delete(span);
          told.delete(span.start);
        }
        for (const each of changed.before) {
          expect(told.get(each.start)).toEqual(each);
          told.delete(each.start);
        }
        for (const each of changed.after) told.set(each.start, each);
        const expected = spansOf(owns.values());
        expect(spans.touching(all)).toEqual(expected);
        expect([...told.values()].sort((one, two) => one.start - two.start)).toEqual(expected);
        const asked = { start: start - 3, end: start + 7 };
        expect(spans.touching(asked)).toEqual(
          expected.filter((each) => each.start <= asked.end && asked.start <= each.end),
        );
      });
    }),
    { numRuns: 300 },
  ));

test("a span of another's start that is gone already is not deleted in its place", () => {
  const spans = new TouchingSpans<string>();
  spans.add({ start: 0, end: 10 }, "a");
  spans.add({ start: 5, end: 15 }, "b");
  spans.delete({ start: 0, end: 10 });
  expect(spans.touching({ start: 0, end: 1 })).toEqual([{ start: 0, end: 15 }]);
});

test.each([
  ["that grows", (n: number) => n],
  ["that comes in any order", (n: number) => (n * 7919) % 100_000],
])("a span of a hundred thousand %s loses them one by one from its end, and from its midst", (_, at) => {
  const spans = new TouchingSpans<number>();
  const own = (n: number): Span => ({ start: at(n) * 5, end: at(n) * 5 + 5 });
  for (let n = 0; n < 100_000; n++) spans.add(own(n), n);
  const whole = spans.touching({ start: 0, end: 1 });
  expect(whole).toEqual([{ start: 0, end: 500_000 }]);
  for (let n = 99_999; n >= 50_001; n--) spans.remove(own(n), n);
  for (let n = 1; n <= 50_000; n++) spans.remove(own(n), n);
  expect(spans.touching({ start: 0, end: 500_000 })).toEqual([own(0)]);
});

test("what begins where another does, and ends later, counts as long as it is there, among many blocks of others", () => {
  const spans = new TouchingSpans<string>();
  const all = { start: 0, end: 1200 };
  for (let start = 0; start < 1200; start += 2) spans.add({ start, end: start + 2 }, `${start}`);
  const remove = (start: number): void => void spans.remove({ start, end: start + 2 }, `${start}`);
  remove(1198);
  spans.add({ start: 0, end: 1000 }, "long");
  remove(800);
  expect(spans.touching(all)).toEqual([{ start: 0, end: 1198 }]);
  remove(1196);
  spans.remove({ start: 0, end: 1000 }, "long");
  expect(spans.touching(all)).toEqual([
    { start: 0, end: 800 },
    { start: 802, end: 1196 },
  ]);
  remove(600);
  expect(spans.touching(all)).toEqual([
    { start: 0, end: 600 },
    { start: 602, end: 800 },
    { start: 802, end: 1196 },
  ]);
});
