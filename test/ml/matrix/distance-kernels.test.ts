import { expect, test } from "vitest";
import { uniform } from "../learner/random-rows.ts";
import { sameInBoth } from "./twins.ts";

// Nearest centres and rows: kernels in WebAssembly and JavaScript give the same, and what plain loops give.

function randomRows(random: () => number, rows: number, columns: number): number[][] {
  // Whole numbers: many distances are alike, and sums have no rounding.
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => Math.floor(4 * random())));
}

function squared(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, c) => sum + (value - b[c]!) ** 2, 0);
}

const sizes = [
  [1, 1, 1],
  [2, 3, 2],
  [5, 5, 3],
  [7, 9, 4],
  [16, 12, 5],
  [33, 13, 20],
] as const;

test.each(sizes)("%i rows with the nearest of %i centres, the first of several, of %i columns", (rows, k, columns) => {
  for (let seed = 1; seed <= 10; seed++) {
    const random = uniform(seed);
    const [features, centres] = [randomRows(random, rows, columns), randomRows(random, k, columns)];
    const weights = features.map((_, row) => (row * seed) % 4);
    const origin = Array.from({ length: columns }, (_, c) => c % 3);
    const padded = Math.ceil(k / 4) * 4;
    for (const weighted of [true, false]) {
      const { nearest, distances, sums, counts, inertia } = sameInBoth((memory) => {
        const put = (values: readonly number[]): Float64Array => {
          const array = memory.float64(values.length);
          array.set(values);
          return array;
        };
        const [x, from, w] = [put(features.flat()), put(origin), weighted ? put(weights) : undefined];
        const tiles = memory.float64(padded * columns).fill(0);
        const halves = memory.float64(padded).fill(Number.POSITIVE_INFINITY);
        centres.forEach((centre, at) => {
          halves[at] = squared(centre, origin) / 2;
          centre.forEach((value, c) => {
            tiles[(at >> 2) * columns * 4 + c * 4 + (at & 3)] = value - origin[c]!;
          });
        });
        const nearest = memory.uint32(rows).fill(9);
        const shifted = memory.float64(8 * columns + (columns * padded) / 2);
        memory.run("nearestCentres", x, from, tiles, halves, rows, columns, padded, shifted, nearest);
        const [sums, counts] = [memory.float64(k * columns).fill(1), memory.float64(k).fill(1)];
        const distances = memory.float64(rows);
        const of = [x, w, nearest, rows, columns, put(centres.flat()), from, sums, counts, distances] as const;
        return { inertia: memory.run("addAssigned", ...of), nearest, distances, sums, counts };
      });
      const expected = features.map((row) => {
        const own = centres.map((centre) => squared(row, centre));
        return own.indexOf(Math.min(...own));
      });
      const weightOf = (row: number): number => (weighted ? weights[row]! : 1);
      const near = features.map((row, at) => squared(row, centres[expected[at]!]!));
      expect(Array.from(nearest)).toEqual(expected);
      expect(Array.from(distances)).toEqual(near);
      expect(inertia).toBe(near.reduce((sum, distance, row) => sum + weightOf(row) * distance, 0));
      centres.forEach((_, at) => {
        const own = features.flatMap((_, row) => (expected[row] === at ? [row] : []));
        expect(counts[at]).toBe(1 + own.reduce((sum, row) => sum + weightOf(row), 0));
        origin.forEach((from, c) => {
          const sum = own.reduce((all, row) => all + weightOf(row) * (features[row]![c]! - from), 0);
          expect(sums[at * columns + c]).toBe(1 + sum);
        });
      });
    }
  }
});

test.each([1, 1e-25, 1e-42, 1e20, 1e150])(
  "the nearest centres of rows of the scale %d, near 0 and far from it",
  (scale) => {
    const [rows, k, columns] = [61, 9, 7];
    for (let seed = 1; seed <= 20; seed++) {
      const random = uniform(seed);
      const far = seed % 3 === 0 ? 1e6 : 0;
      const lay = (count: number): number[][] =>
        Array.from({ length: count }, () => Array.from({ length: columns }, () => scale * (random() + far)));
      const [features, centres] = [lay(rows), lay(k)];
      // A row that is no number, and one in the middle of two centres.
      features[13]![2] = Number.NaN;
      features[40] = centres[7]!.map((value, c) => (value + centres[2]![c]!) / 2);
      const origin = Array.from({ length: columns }, (_, c) =>
        centres.reduce((sum, centre) => sum + centre[c]! / k, 0),
      );
      const { nearest, sums } = sameInBoth((memory) => {
        const tiles = memory.float64(12 * columns).fill(0);
        const halves = memory.float64(12).fill(Number.POSITIVE_INFINITY);
        centres.forEach((centre, at) => {
          halves[at] = squared(centre, origin) / 2;
          centre.forEach((value, c) => {
            tiles[(at >> 2) * columns * 4 + c * 4 + (at & 3)] = value - origin[c]!;
          });
        });
        const x = memory.float64(rows * columns);
        x.set(features.flat());
        const from = memory.float64(columns);
        from.set(origin);
        const nearest = memory.uint32(rows).fill(9);
        const spare = memory.float64(14 * columns);
        memory.run("nearestCentres", x, from, tiles, halves, rows, columns, 12, spare, nearest);
        const [sums, counts] = [memory.float64(k * columns).fill(0), memory.float64(k).fill(0)];
        memory.run("addToCentres", x, undefined, nearest, rows, columns, from, sums, counts);
        return { nearest, sums, counts };
      });
      const expected = features.map((row, at) => {
        if (at === 13) return 0;
        const own = centres.map((centre) =>
          squared(
            row.map((value) => value / scale),
            centre.map((value) => value / scale),
          ),
        );
        return own.indexOf(Math.min(...own));
      });
      nearest[40] = expected[40]!;
      // Squares of the largest and the smallest are not numbers any more.
      if (scale > 1e-100 && scale < 1e100) expect(Array.from(nearest)).toEqual(expected);
      expect(sums.length).toBe(k * columns);
    }
  },
);

test.each(sizes)(
  "%i queries among %i points find the nearest ones, of equal ones the earlier, %i columns",
  (rows, few, columns) => {
    const count = 37 * few;
    for (let seed = 1; seed <= 10; seed++) {
      const random = uniform(seed);
      // Far from 0, and in two clouds far from their mean, where squares have few digits left for what lies between neighbours.
      const moved = seed % 2 === 0 ? 1e7 : 0;
      const apart = seed % 3 === 0 ? 1e7 : 0;
      const lay = (of: number[][]): number[][] =>
        of.map((row, at) => row.map((value) => value + moved + (at % 2 === 0 ? apart : -apart)));
      const [points, queries] = [lay(randomRows(random, count, columns)), lay(randomRows(random, rows, columns))];
      const k = 1 + (seed % Math.min(7, count));
      const mean = Array.from({ length: columns }, (_, c) => points.reduce((sum, row) => sum + row[c]! / count, 0));
      const less = (row: readonly number[]): number[] => row.map((value, c) => value - mean[c]!);
      const padded = Math.ceil(count / 4) * 4;
      const { distances, neighbours } = sameInBoth((memory) => {
        const put = (values: readonly number[]): Float64Array => {
          const array = memory.float64(values.length);
          array.set(values);
          return array;
        };
        const tiles = memory.float64(padded * columns).fill(0);
        const squares = memory.float64(padded).fill(Number.POSITIVE_INFINITY);
        points.map(less).forEach((point, at) => {
          squares[at] = point.reduce((sum, value) => sum + value * value, 0);
          point.forEach((value, c) => {
            tiles[(at >> 2) * columns * 4 + c * 4 + (at & 3)] = value;
          });
        });
        const asked = [
          put(queries.flat()),
          put(queries.flatMap(less)),
          rows,
          put(points.flat()),
          tiles,
          squares,
        ] as const;
        const largest = Math.max(...squares.subarray(0, count));
        const of = [count, columns, largest, Math.max(...points.flat().map(Math.abs)), k] as const;
        const [turned, bounds] = [memory.float64(4 * columns), memory.float64(3 * rows)];
        const [distances, neighbours] = [memory.float64(rows * k), memory.uint32(rows * k).fill(0)];
        memory.run("kNearest", ...asked, ...of, turned, bounds, distances, neighbours);
        return { distances, neighbours };
      });
      queries.forEach((query, row) => {
        const order = points
          .map((point, at) => ({ at, distance: squared(query, point) }))
          .sort((a, b) => a.distance - b.distance || a.at - b.at)
          .slice(0, k);
        expect(Array.from(neighbours.subarray(row * k, row * k + k))).toEqual(order.map(({ at }) => at));
        expect(Array.from(distances.subarray(row * k, row * k + k))).toEqual(order.map(({ distance }) => distance));
      });
    }
  },
);

test.each(sizes)(
  "pairs of %i · 9 rows within a distance, each once; %i seeds more, of %i columns",
  (few, more, columns) => {
    const rows = 9 * few;
    for (let seed = 1; seed <= 8 + more; seed++) {
      const random = uniform(seed);
      const scale = [1, 1e-4, 1e7, 1e160][seed % 4]!;
      const far = seed % 3 === 0 ? 1e7 : 0;
      const points = randomRows(random, rows, columns)
        .map((row, at) => row.map((value) => scale * (value + (at % 2 === 0 ? far : -far))))
        .sort((a, b) => a[0]! - b[0]!);
      // Of whole numbers many pairs lie just at the distance.
      const distance = scale * Math.sqrt(1 + (seed % columns));
      const most = distance ** 2;
      const tiled = 4 * Math.ceil(rows / 4);
      const largest = Math.max(...points.flat().map((value) => Math.abs(value / distance)));
      const { found, ends, total } = sameInBoth((memory) => {
        const all = memory.float64(rows * columns);
        all.set(points.flat());
        const tiles = memory.float32(tiled * columns).fill(0);
        points.forEach((point, at) => {
          point.forEach((value, c) => {
            tiles[(at >> 2) * columns * 4 + c * 4 + (at & 3)] = value / distance;
          });
        });
        // Squares of the largest scale are infinite.
        const room = (1 + 3 * 2 ** -24 * largest * Math.sqrt(columns)) ** 2 * (1 + (columns + 8) * 2 ** -23);
        const bound = most < 1e280 ? room : Number.POSITIVE_INFINITY;
        const [start, end] = [4 * Math.floor(few / 4), rows];
        const [spare, found] = [memory.uint32(4 * rows), memory.uint32((end - start) * rows)];
        const ends = memory.uint32(end - start);
        const of = [all, tiles, rows, columns, most, bound, start, end, spare, found, ends] as const;
        const total = memory.run("pairsWithin", ...of);
        return { total, found: found.slice(0, total), ends };
      });
      let at = 0;
      for (const [index, end] of ends.entries()) {
        const row = 4 * Math.floor(few / 4) + index;
        const near = points.flatMap((point, other) =>
          other > row && squared(points[row]!, point) <= most ? [other] : [],
        );
        expect(Array.from(found.subarray(at, end))).toEqual(near);
        at = end;
      }
      expect(total).toBe(at);
    }
  },
);
