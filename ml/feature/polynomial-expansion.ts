import { integer } from "../stages/parameters.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { transformer } from "../stages/transformer.ts";
import {
  inPlace,
  type VectorOptions,
  type VectorTransformer,
  vectorMapping,
  vectorParameters,
} from "./vector-stage.ts";

export interface PolynomialExpansionOptions<Input extends string, Output extends string>
  extends VectorOptions<Input, Output> {
  /** The degree of products at most, 1 or more. Default 2. */
  readonly degree?: number;
}

const kind = stageKind({
  name: "polynomialExpansion",
  version: 1,
  parameters: { ...vectorParameters, degree: integer({ default: 2, min: 1, max: 100 }) },
  make: (options: PolynomialExpansionOptions<string, string>) => polynomialExpansion(options),
});

/**
 * Vectors of all products of up to so many of their numbers: `(x, x², y, x·y, y²)` of `(x, y)`. Sparse vectors become dense.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { polynomialExpansion } from "millrace/ml";
 * console.log(await polynomialExpansion().transform(from([{ features: [2, 3] }])).collect()); // [2, 4, 3, 6, 9]
 * ```
 */
export function polynomialExpansion<const Input extends string = "features", const Output extends string = Input>(
  options: PolynomialExpansionOptions<Input, Output> = {},
): VectorTransformer<Input, Output, Float64Array> {
  const parameters = kind.read(inPlace(options));
  const { input, output, degree } = parameters;
  let terms: Terms = { size: 0, factors: [] };
  return transformer(
    kind,
    parameters,
    vectorMapping({
      input,
      output,
      width: (size) => widthOf(input, size, degree),
      dense: ({ data, rows, columns }, out) => {
        if (terms.size !== columns) terms = { size: columns, factors: termsOf(columns, degree) };
        for (let row = 0; row < rows; row++) expand(data, row * columns, terms.factors, out.data, row * out.columns);
      },
    }),
  );
}

interface Terms {
  readonly size: number;
  readonly factors: readonly Term[];
}

/** A product: an earlier one (−1 for 1) times a number of the vector. */
interface Term {
  readonly before: number;
  readonly number: number;
}

function expand(data: Float64Array, from: number, terms: readonly Term[], out: Float64Array, to: number): void {
  for (let at = 0; at < terms.length; at++) {
    const { before, number } = terms[at]!;
    const value = data[from + number]!;
    out[to + at] = before < 0 ? value : out[to + before]! * value;
  }
}

/**
 * The products of numbers 0 … size − 1, each by its powers: those without the last number come first, then those with its first power, and
 * so on: `f(a…c, d) = f(a…b, d) ++ f(a…b, d − 1)·c ++ … ++ [c^d]`.
 */
function termsOf(size: number, degree: number): Term[] {
  const terms: Term[] = [];
  const places = new Map<string, number>([["", -1]]);
  const add = (powers: readonly number[]): void => {
    if (powers.length === 0) return;
    // The product without one factor of its last number, or where that stands later, of another one.
    const key = (of: readonly number[]): string => of.join();
    const lacking = powers.findLastIndex((_, at) => places.has(key(powers.toSpliced(at, 1))));
    places.set(key(powers), terms.length);
    terms.push({ before: places.get(key(powers.toSpliced(lacking, 1)))!, number: powers[lacking]! });
  };
  const walk = (last: number, left: number, powers: readonly number[]): void => {
    if (last < 0) return add(powers);
    for (let power = 0; power <= left; power++) {
      walk(last - 1, left - power, [...new Array<number>(power).fill(last), ...powers]);
    }
  };
  walk(size - 1, degree, []);
  return terms;
}

const widest = 65_536;

/** `(size + degree over degree) − 1` products. */
function widthOf(input: string, size: number, degree: number): number {
  let width = 1;
  for (let d = 1; d <= degree; d++) width = (width * (size + d)) / d;
  if (width - 1 <= widest) return Math.round(width) - 1;
  throw new RangeError(
    `Cannot expand the vectors of column ${JSON.stringify(input)} as there may be ${widest} products at most: ` +
      `got ${Math.round(width) - 1} of ${size} numbers to degree ${degree}; lower the degree, or slice the vectors`,
  );
}
