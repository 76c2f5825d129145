import { expect, test } from "vitest";
import { uniform } from "../learner/random-rows.ts";
import { sameInBoth } from "./twins.ts";

// Factors of ratings: kernels in WebAssembly and JavaScript give the same, at which plain sums have no slope.

test.each([1, 2, 3, 4, 7, 10])("factors of rank %i are the best for those of the other side", (rank) => {
  for (let seed = 1; seed <= 12; seed++) {
    const random = uniform(seed);
    const [members, many] = [5, 9];
    // None, one, and more ratings than are taken at a time.
    const ratings = Array.from({ length: members }, (_, member) =>
      Array.from({ length: [0, 1, 4, 6, 13][member]! }, () => ({
        other: Math.floor(Math.abs(random()) * many) % many,
        right: random(),
        weight: Math.abs(random()),
      })),
    );
    const factors = Array.from({ length: many }, () => Array.from({ length: rank }, random));
    const isWeighted = seed % 2 === 0;
    const base = Array.from({ length: rank * rank }, (_, at) => (isWeighted && at % (rank + 1) === 0 ? 2 : 0));
    const regularization = seed % 3 === 0 ? 0 : 0.1;
    const { own, error } = sameInBoth((memory) => {
      const put = (values: readonly number[]): Float64Array => {
        const array = memory.float64(values.length + 1).fill(7);
        array.set(values);
        return array;
      };
      const all = ratings.flat();
      const [starts, others] = [memory.uint32(members + 1).fill(0), memory.uint32(all.length)];
      ratings.forEach((own, member) => {
        starts[member + 1] = starts[member]! + own.length;
      });
      others.set(all.map(({ other }) => other));
      const [weights, rights] = [put(all.map(({ weight }) => weight)), put(all.map(({ right }) => right))];
      const counts = put(ratings.map(({ length }) => length));
      const given = [starts, others, isWeighted ? weights : undefined, rights, counts, put(factors.flat())] as const;
      const own = put(Array<number>(members * rank).fill(9));
      const how = [rank, regularization, put(base), put(base), 1, members, own] as const;
      memory.run("solveFactors", ...given, ...how);
      const error = memory.run("squaredErrors", starts, others, rights, own, given[5], rank, members);
      return { own, error };
    });
    expect(own[0]).toBe(9);
    let squares = 0;
    ratings.forEach((rated, member) => {
      const x = Array.from(own.subarray(member * rank, (member + 1) * rank));
      const product = (other: number): number => x.reduce((sum, value, i) => sum + value * factors[other]![i]!, 0);
      for (const { other, right } of rated) squares += (right - product(other)) ** 2;
      if (member === 0) return;
      for (let i = 0; i < rank; i++) {
        const slope = rated.reduce(
          (sum, { other, right, weight }) =>
            sum + factors[other]![i]! * ((isWeighted ? weight : 1) * product(other) - right),
          (regularization * rated.length + base[0]!) * x[i]!,
        );
        const size = 1 + Math.max(...x.map(Math.abs));
        expect(Math.abs(slope)).toBeLessThan(1e-9 * size);
      }
    });
    expect(error).toBeCloseTo(squares, 6 - Math.ceil(Math.log10(1 + squares)));
  }
});
