import type { Matrix } from "../../../ml/mod.ts";

/** Rows that learners are measured on. */
export interface BenchRows {
  readonly features: Matrix;
  readonly numbers: Float64Array;
  /** 0 and 1. */
  readonly classes: Float64Array;
  /** 0, 1 and 2. */
  readonly three: Float64Array;
  /** Rows that nobody learns from, and their classes. */
  readonly held: Matrix;
  readonly heldClasses: Float64Array;
}

const heldRows = 10_000;

/** Rows of features of different scales, some of which go together; labels follow them with noise, with a curve, and with a step. */
export function benchRows(rows: number, columns: number): BenchRows {
  const random = normal(42);
  const weights = Float64Array.from({ length: columns }, (_, c) => (c % 4 === 3 ? 0 : random() / Math.sqrt(columns)));
  const all = rows + heldRows;
  const data = new Float64Array(all * columns);
  const signals = new Float64Array(all);
  for (let row = 0; row < all; row++) {
    const shared = random();
    let signal = 0;
    for (let c = 0; c < columns; c++) {
      const value = random() + (c % 3 === 0 ? shared : 0);
      data[row * columns + c] = value * (1 + (c % 5)) + c;
      signal += weights[c]! * value;
    }
    const [a, b] = [data[row * columns]!, data[row * columns + 1]! - 1];
    signals[row] = 2 * signal + (a > 1 ? 0.8 : 0) + 0.3 * a * (b > 0 ? 1 : -1) + 0.5 * random();
  }
  const take = (of: (signal: number) => number, start: number, end: number): Float64Array =>
    signals.slice(start, end).map(of);
  const cut = (start: number, end: number): Matrix => ({
    data: data.slice(start * columns, end * columns),
    rows: end - start,
    columns,
  });
  const sorted = signals.slice().sort();
  const [low, middle, high] = [1 / 3, 1 / 2, 2 / 3].map((share) => sorted[Math.floor(share * all)]!) as [
    number,
    number,
    number,
  ];
  return {
    features: cut(0, rows),
    numbers: take((signal) => 100 + 5 * signal, 0, rows),
    classes: take((signal) => (signal > middle ? 1 : 0), 0, rows),
    three: take((signal) => (signal > high ? 2 : signal > low ? 1 : 0), 0, rows),
    held: cut(rows, all),
    heldClasses: take((signal) => (signal > middle ? 1 : 0), rows, all),
  };
}

/** Normal numbers, the same for the same seed. */
function normal(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let bits = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
    return (((bits ^ (bits >>> 15)) >>> 0) + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
