import { expect, expectTypeOf, test } from "vitest";
import { type MatchOf, match, oneOf, type PatternMatching, pattern } from "../../cep/mod.ts";
import { from } from "../../core/mod.ts";

// Each type stands beside what comes at run time: what the compiler says of a match, the match holds.

interface Circle {
  readonly kind: "circle";
  readonly radius: number;
  readonly at: number;
}

interface Square {
  readonly kind: "square";
  readonly side: number;
  readonly at: number;
}

type Shape = Circle | Square;

const isCircle = (shape: Shape): shape is Circle => shape.kind === "circle";
const isSquare = (shape: Shape): shape is Square => shape.kind === "square";
const square: Square = { kind: "square", side: 1, at: 1 };
const circles: readonly Circle[] = [2, 3].map((at) => ({ kind: "circle", radius: at, at }));
const shapes: readonly Shape[] = [square, ...circles];

async function found<Steps>(looked: PatternMatching<Shape, Steps>, given = shapes): Promise<Steps[]> {
  const rows = from(given).withEventTime(({ at }) => at);
  return await rows.apply(match(looked, { onWarning: () => undefined })).collect();
}

test("a step of either of two guards holds what either lets through", async () => {
  const either = pattern("one", isCircle).or(isSquare);
  expectTypeOf<MatchOf<typeof either>["one"]>().toEqualTypeOf<readonly [Circle | Square]>();
  expect((await found(either)).map(({ one }) => one[0])).toEqual(shapes);
});

test("a step of a guard or of another condition holds any event", async () => {
  const either = pattern("one", isCircle).or((shape) => shape.at === 1);
  expectTypeOf<MatchOf<typeof either>["one"]>().toEqualTypeOf<readonly [Shape]>();
  expect((await found(either)).map(({ one }) => one[0])).toEqual(shapes);
});

test("`or` behind no condition is the condition, and others join it", async () => {
  const looked = pattern("a", isSquare).followedByAny("b").or(isCircle);
  expect((await found(looked)).map(({ b }) => b[0])).toEqual(circles);
  const none = pattern("a", isSquare).followedByAny("b").or(isSquare);
  expect(await found(none)).toEqual([]);
  const two = pattern("a", (_: Shape) => true).followedByAny("b");
  const joined = two.or((shape) => shape.at === 2).or((shape) => shape.at === 3);
  expect((await found(joined)).map(({ a, b }) => [a[0].at, b[0].at])).toEqual([
    [1, 2],
    [1, 3],
    [2, 3],
  ]);
});

test("a condition that always holds is one, and `or` leaves it", async () => {
  const looked = pattern("one", (_: Shape) => true).or(isCircle);
  expect(await found(looked)).toHaveLength(3);
});

test("what may come no times may be none", async () => {
  const looked = pattern("a", isSquare).followedBy("b", isCircle).times(0, 2);
  expectTypeOf<MatchOf<typeof looked>["b"]>().toEqualTypeOf<readonly Circle[]>();
  expect((await found(looked)).map(({ b }) => b.length).sort()).toEqual([0, 1, 2]);
  const least = 1 as number;
  const unknown = pattern("a", isSquare).followedBy("b", isCircle).times(least, 2);
  expectTypeOf<MatchOf<typeof unknown>["b"]>().toEqualTypeOf<readonly Circle[]>();
  const some = pattern("a", isSquare).followedBy("b", isCircle).times(least);
  expectTypeOf<MatchOf<typeof some>["b"]>().toEqualTypeOf<readonly [Circle, ...Circle[]]>();
  expect(() => some.times(0)).toThrow(/at least 1: got 0/);
});

test("a guard behind a loop says what each event is, not that there is one", async () => {
  const looked = pattern("a", (_: Shape) => true)
    .oneOrMore()
    .where(isCircle);
  expectTypeOf<MatchOf<typeof looked>["a"]>().toEqualTypeOf<readonly [Circle, ...Circle[]]>();
  expect((await found(looked)).map(({ a }) => a.length).sort()).toEqual([1, 1, 2]);
});

test("a guard behind what may be left out leaves it so", async () => {
  const looked = pattern("a", isSquare).next("b").optional().where(isCircle);
  expectTypeOf<MatchOf<typeof looked>["b"]>().toEqualTypeOf<readonly Circle[]>();
  expect((await found(looked)).map(({ b }) => b.length).sort()).toEqual([0, 1]);
});

test("a second guard does not forget the first", () => {
  type Large = Shape & { readonly large: true };
  const isLarge = (shape: Shape): shape is Large => shape.at > 1;
  const looked = pattern("a", isCircle).where(isLarge);
  expectTypeOf<MatchOf<typeof looked>["a"][0]>().toExtend<Circle & Large>();
});

test("what is left out of a round of a group may be left out of all", async () => {
  const round = pattern("a", isCircle).next("b", isSquare).optional();
  const looked = pattern(round).times(2);
  expectTypeOf<MatchOf<typeof looked>["a"]>().toEqualTypeOf<readonly [Circle, ...Circle[]]>();
  expectTypeOf<MatchOf<typeof looked>["b"]>().toEqualTypeOf<readonly Square[]>();
  expect(await found(looked)).toEqual([{ a: circles, b: [] }]);
});

test("of alternatives that are repeated each may have no event", async () => {
  const looked = pattern("x", isSquare).next(oneOf(pattern("a", isCircle), pattern("b", isSquare)).oneOrMore());
  expectTypeOf<MatchOf<typeof looked>["b"]>().toEqualTypeOf<readonly Square[]>();
  expect((await found(looked)).map(({ b }) => b)).toEqual([[], []]);
});
