/** A vector of which most numbers are 0: `values[k]` is the one at `indices[k]`; indices ascend. */
export interface SparseVector {
  /** How many numbers the vector has. */
  readonly size: number;
  readonly indices: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** What a column of vectors may hold: arrays of numbers, all of one length, or sparse vectors. */
export type VectorValue = Float64Array | readonly number[] | SparseVector | null | undefined;

/** What a column of numbers may hold. */
export type NumberValue = number | boolean | bigint | null | undefined;

/** Rows that have the columns, each with such values. */
export type Columns<Names extends string, Value> = { readonly [Name in Names]: Value };

/** In the columns that a stage adds: what is of the kind that another column has: numbers, sparse or dense vectors. */
export interface LikeColumn<Name extends string> {
  readonly likeColumn: Name;
}

/** In the columns that a stage adds: vectors of what several columns have, sparse where one of those is. */
export interface AssembledColumns<Names extends string> {
  readonly assembled: Names;
}

/** In the columns that a stage adds: numbers where another column has some, else dense vectors. */
export interface DenseColumn<Name extends string> {
  readonly dense: Name;
}

/** In the columns that a stage adds: what another column has, without null. */
export interface CompleteColumn<Name extends string> {
  readonly complete: Name;
}

/** Names of the columns that a stage adds, or several one after another. */
export type AddedNames<Added> = Added extends readonly (infer One)[] ? NamesOf<One> : keyof Added;

/** Of each of a union, which a list of what stages add gives. */
type NamesOf<One> = One extends readonly (infer Inner)[] ? NamesOf<Inner> : One extends unknown ? keyof One : never;

/** A row with what a stage adds, or several one after another. */
export type With<Row, Added> = Added extends readonly [infer First, ...infer Others]
  ? With<With<Row, First>, Others>
  : Added extends readonly []
    ? Row
    : WithOne<Row, Added>;

type WithOne<Row, Added> = {
  [Name in keyof Row | keyof Added]: Name extends keyof Added
    ? Resolved<Row, Added[Name]>
    : Name extends keyof Row
      ? Row[Name]
      : never;
} & {};

type Resolved<Row, Value> = [Value] extends [LikeColumn<infer Name>]
  ? Name extends keyof Row
    ? VectorLike<Row[Name]>
    : Float64Array
  : [Value] extends [AssembledColumns<infer Names>]
    ? Assembled<Row[Names & keyof Row]>
    : [Value] extends [CompleteColumn<infer Name>]
      ? Exclude<VectorLike<Row[Name & keyof Row]>, null>
      : [Value] extends [DenseColumn<infer Name>]
        ? Dense<VectorLike<Row[Name & keyof Row]>>
        : Value;

type Dense<Value> = Value extends SparseVector ? Float64Array : Value;

type Assembled<Values> = [Extract<Values, SparseVector>] extends [never] ? Float64Array : SparseVector;

type VectorLike<Value> = Value extends SparseVector | null
  ? Value
  : Value extends undefined
    ? null
    : Value extends number | boolean | bigint
      ? number
      : Float64Array;
