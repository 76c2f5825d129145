import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Dataset, from } from "../../../core/mod.ts";
import { als, type Factors } from "../../../ml/mod.ts";
import { alternatingLeastSquares } from "../../../ml/recommend/als-training.ts";
import { definitionOf } from "../../../ml/stages/definitions.ts";
import { savedGives } from "../feature/saved.ts";
import { uniform } from "../learner/random-rows.ts";

const facts = JSON.parse(readFileSync(new URL("data/facts.json", import.meta.url), "utf8"));

interface Rated {
  readonly user: number;
  readonly item: number;
  readonly rating: number;
}

function ratingsOf(rows: readonly (readonly [number, number, number])[]): Rated[] {
  return rows.map(([user, item, rating]) => ({ user, item, rating }));
}

const train = ratingsOf(facts.train);
const held = ratingsOf(facts.test);
const counts = ratingsOf(facts.counts);

async function errorOf(
  model: { transform(rows: Dataset<Rated>): Dataset<Rated & { prediction: number }> },
  rows: readonly Rated[],
): Promise<number> {
  const answers = await model.transform(from(rows)).collect();
  return Math.sqrt(answers.reduce((sum, row) => sum + (row.prediction - row.rating) ** 2, 0) / rows.length);
}

for (const { rank, regularization, ...twin } of facts.explicit) {
  test(`rank ${rank}: errors of ratings, learned and held back, are within .002 of a twin in NumPy`, async () => {
    const model = await als({ rank, regularization, iterations: 60 }).fit(from(train));
    const own = await errorOf(model, train);
    expect(Math.min(...twin.train.map((error: number) => Math.abs(error - own)))).toBeLessThan(0.002);
    const ownHeld = await errorOf(model, held);
    expect(Math.min(...twin.test.map((error: number) => Math.abs(error - ownHeld)))).toBeLessThan(0.002);
  });
}

for (const { rank, regularization, confidence, cost } of facts.implicit) {
  test(`implicit ratings, rank ${rank}: the cost is as low as a twin's in NumPy`, async () => {
    const how = { rank, regularization, confidence, feedback: "implicit" as const, iterations: 60 };
    const { learned } = await als(how).fit(from(counts));
    const own = implicitCost(learned, rank, regularization, confidence);
    expect(own).toBeGreaterThan(Math.min(...cost) * 0.99);
    expect(own).toBeLessThan(Math.max(...cost) * 1.01);
  });
}

/** Σ (1 + α·rating)·(liked − product)² over all pairs + λ·Σ ratings·‖vector‖². */
function implicitCost(factors: Factors, rank: number, regularization: number, confidence: number): number {
  const { users, items, userFactors, itemFactors } = factors;
  const rated = new Map(counts.map(({ user, item, rating }) => [`${user} ${item}`, rating]));
  const part = (of: Float64Array, at: number): Float64Array => of.subarray(at * rank, (at + 1) * rank);
  const product = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  let cost = 0;
  // Items that nobody has count too: their vectors are 0, and so is their part.
  users.forEach((user, u) => {
    items.forEach((item, i) => {
      const [own, other] = [part(userFactors, u), part(itemFactors, i)];
      const rating = rated.get(`${user} ${item}`) ?? 0;
      cost += (1 + confidence * rating) * ((rating > 0 ? 1 : 0) - product(own, other)) ** 2;
      if (rating > 0) cost += regularization * (product(own, own) + product(other, other));
    });
  });
  return cost;
}

test("item factors are the best for those of the users: no small change of one costs less", async () => {
  const [rank, regularization] = [4, 0.2];
  const { learned } = await als({ rank, regularization, iterations: 3 }).fit(from(train));
  const cost = (itemFactors: Float64Array): number =>
    train.reduce((sum, { user, item, rating }) => {
      const own = learned.userFactors.subarray(learned.users.indexOf(user) * rank);
      const at = learned.items.indexOf(item) * rank;
      let product = 0;
      let square = 0;
      for (let f = 0; f < rank; f++) {
        product += own[f]! * itemFactors[at + f]!;
        square += itemFactors[at + f]! ** 2;
      }
      return sum + (rating - product) ** 2 + regularization * square;
    }, 0);
  for (let at = 0; at < 40; at++) {
    const [more, less] = [1e-4, -1e-4].map((by) =>
      cost(learned.itemFactors.map((value, place) => (place === at ? value + by : value))),
    );
    expect(Math.abs(more! - less!) / 2e-4).toBeLessThan(1e-6);
  }
});

test("ids of any numbers, in any order; users and items that were not learned get NaN, rows without an id null", async () => {
  const rows = [
    { user: 7.5, item: -3, rating: 4 },
    { user: -1e15, item: 2 ** 52, rating: 2 },
    { user: 7.5, item: 2 ** 52, rating: 1 },
  ];
  const model = await als({ rank: 2, regularization: 0.001, iterations: 30 }).fit(from(rows));
  expect([...model.learned.users]).toEqual([-1e15, 7.5]);
  const asked = [...rows, { user: 8, item: -3, rating: 0 }, { user: 7.5, item: 0, rating: 0 }];
  const answers = await model.transform(from(asked)).collect();
  answers.slice(0, 3).forEach(({ prediction, rating }) => expect(prediction).toBeCloseTo(rating, 1));
  expect(answers.slice(3).map(({ prediction }) => prediction)).toEqual([Number.NaN, Number.NaN]);
  const [absent] = await model.transform(from([{ user: null, item: -3 }])).collect();
  expect(absent!.prediction).toBeNull();
});

test("one rating, and ratings without a penalty that leave many solutions", async () => {
  const one = await als({ rank: 3, regularization: 0 }).fit(from([{ user: 1, item: 1, rating: 5 }]));
  expect(await errorOf(one, [{ user: 1, item: 1, rating: 5 }])).toBeLessThan(1e-6);
  const huge = train.map((row) => ({ ...row, rating: row.rating * 1e150 }));
  const model = await als({ rank: 3, regularization: 0.05, iterations: 10 }).fit(from(huge));
  expect(Number.isFinite(model.learned.userFactors[0]!)).toBe(true);
});

test("implicit ratings that are not above 0 say that an item is not liked", async () => {
  const rows = [
    { user: 1, item: 1, rating: 3 },
    { user: 1, item: 2, rating: -3 },
    { user: 2, item: 1, rating: 1 },
    { user: 3, item: 2, rating: 0 },
  ];
  const model = await als({ rank: 2, feedback: "implicit", regularization: 0.01 }).fit(from(rows));
  const [liked, not, , never] = (await model.transform(from(rows)).collect()).map(({ prediction }) => prediction);
  expect(liked).toBeGreaterThan(0.9);
  expect(Math.abs(not!)).toBeLessThan(0.1);
  expect(never).toBe(0);
});

test("a model does not depend on batches, and is the same for the same seed; saved it predicts the same", async () => {
  const whole = await als({ rank: 3 }).fit(from(train));
  expect((await als({ rank: 3 }).fit(from(train), { run: { batchRows: 11 } })).learned).toEqual(whole.learned);
  expect((await als({ rank: 3, seed: 2 }).fit(from(train))).learned.itemFactors).not.toEqual(whole.learned.itemFactors);
  await savedGives(whole, from(held));
});

test("it tells the error of each round, which falls, and stops at a signal", async () => {
  const losses: number[] = [];
  const onProgress = ({ loss }: { readonly loss?: number }) => loss !== undefined && losses.push(loss);
  const model = await als({ rank: 3, iterations: 6 }).fit(from(train), { onProgress: (told) => void onProgress(told) });
  expect(losses).toHaveLength(6);
  expect(losses.at(-1)).toBeCloseTo(await errorOf(model, train), 10);
  expect(losses.at(-1)).toBeLessThan(losses[0]!);
  const signal = AbortSignal.timeout(60);
  await expect(als({ rank: 60, iterations: 100_000 }).fit(from(train), { signal })).rejects.toThrow("timeout");
});

test("ids and ratings that are missing or infinite, and options out of range, are refused", async () => {
  const bad = from([...train.slice(0, 3), { user: 1, item: Number.NaN, rating: 1 }]);
  await expect(als().fit(bad)).rejects.toThrow(
    'Cannot fit als as column "item" must hold finite numbers: got NaN in row 3; use stringIndexer for ids that are texts, or leave such rows out',
  );
  await expect(als().fit(from([{ user: 1, item: 1, rating: null }]))).rejects.toThrow('column "rating"');
  await expect(als().fit(from(train).filter(() => false))).rejects.toThrow("Cannot fit als as it must be given rows");
  expect(() => als({ rank: 0 })).toThrow(
    "Cannot set rank in als as it must be a whole number ≥ 1 and ≤ 1024 (factors): got 0",
  );
  expect(() => als({ confidence: 2 })).toThrow(
    'Cannot set confidence in als as feedback must be "implicit": got "explicit"; leave it out',
  );
});

test("a model whose factors are not as many as its ids, or whose ids do not ascend, is refused", async () => {
  const { learned } = await als({ rank: 2 }).fit(from(train));
  const made = (changed: object) => () => definitionOf(als({ rank: 2 }))!.modelOf({ ...learned, ...changed }, {});
  expect(made({})).not.toThrow();
  expect(made({ userFactors: new Float64Array(3) })).toThrow("it must have as many factors as its rank");
  expect(made({ users: learned.users.toReversed() })).toThrow("ids must ascend");
});

test("others have their turn as often as computing is long, however few members there are", () => {
  const turnsOf = (rank: number): number => {
    const ids = Float64Array.from({ length: 20 }, (_, at) => at);
    const others = Uint32Array.from({ length: 400 }, (_, at) => at % 20);
    const side = {
      starts: Uint32Array.from({ length: 21 }, (_, at) => 20 * at),
      others,
      ratings: Float64Array.from(others, (other) => 1 + (other % 5)),
    };
    const how = { rank, iterations: 1, regularization: 0.1, confidence: undefined, seed: 0 };
    const training = alternatingLeastSquares({ users: ids, items: ids, byUser: side, byItem: side }, how);
    return Array.from(training).filter((round) => round === undefined).length;
  };
  // One for the first vectors, one for each side, one for the error.
  expect(turnsOf(4)).toBe(4);
  // Of 2.6 million products for each member.
  expect(turnsOf(180)).toBe(2 + 2 * 10);
});

test.each([undefined, 2])(
  "a user with more ratings than are added up in one turn has the same factors (confidence %s)",
  (confidence) => {
    const [rank, count] = [60, 2800]; // 60² · 2800 products: two turns and a bit
    const random = uniform(5);
    const each = Uint32Array.from({ length: count }, (_, at) => at);
    const ratings = Float64Array.from(each, () => 2 + random());
    const itemFactors = Float64Array.from({ length: count * rank }, random);
    const ratingsBy = {
      users: Float64Array.of(7),
      items: Float64Array.from(each),
      byUser: { starts: Uint32Array.of(0, count), others: each, ratings },
      byItem: {
        starts: Uint32Array.from({ length: count + 1 }, (_, at) => at),
        others: new Uint32Array(count),
        ratings,
      },
    };
    const how = { rank, iterations: 2, regularization: 0.1, confidence, seed: 0 };
    const steps = alternatingLeastSquares(ratingsBy, how, {
      iteration: 1,
      userFactors: new Float64Array(rank),
      itemFactors,
    });
    let step = steps.next();
    while (!step.done) step = steps.next();
    const x = step.value.userFactors;
    // The gradient by the factors: 0 where they are best.
    const gradient = x.map((value) => 0.1 * count * value);
    for (const item of each) {
      const v = itemFactors.subarray(item * rank, (item + 1) * rank);
      const product = v.reduce((sum, value, at) => sum + value * x[at]!, 0);
      const weight = confidence === undefined ? 1 : 1 + confidence * ratings[item]!;
      const apart = weight * (product - (confidence === undefined ? ratings[item]! : 1));
      for (let at = 0; at < rank; at++) gradient[at]! += apart * v[at]!;
    }
    expect(Math.max(...gradient.map(Math.abs))).toBeLessThan(1e-6);
  },
);
