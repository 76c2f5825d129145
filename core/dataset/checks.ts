import { isAsync } from "../data/async-function.ts";
import type { Lambda } from "../expression/read-lambda.ts";
import type { Sink } from "../io/sink.ts";
import { boundednessOf, givesChanges, type Port } from "../plan/node.ts";

// What a compiler would refuse, told to those who have none at hand.

/** A function of a row, and one that gives its result at once: a promise would be taken for the result. */
export function mustBeLambda(value: unknown, what: string, example: string): Lambda {
  if (typeof value !== "function") {
    throw new TypeError(
      `Cannot ${what} as it takes a function of a row: got ${shown(value)}; use for instance ${example}`,
    );
  }
  refuseAsync(value, what);
  return value as Lambda;
}

function refuseAsync(value: { readonly name: string }, what: string): void {
  if (!isAsync(value)) return;
  throw new TypeError(
    `Cannot ${what} with an async function as its promise would be taken for the result: got ${value.name || "an async function"}; ` +
      "use apply(mapAsync(…)) for each row, await before from(…), or in forEach",
  );
}

/** A function of something else than a row that gives its result at once. */
export function mustBeSync(value: unknown, what: string, example: string): void {
  mustBeCall(value, what, example);
  refuseAsync(value as { readonly name: string }, what);
}

/** What rows are ordered by: a comparison would be called with one row, and its NaN taken for what all rows are ordered by. */
export function mustBeOrderOf(value: (...given: never) => unknown, what: string, example: string): Lambda {
  if (value.length > 1) {
    throw new TypeError(
      `Cannot ${what} by a comparison of two rows as it takes what a row is ordered by: ` +
        `got a function of ${value.length} parameters; use for instance ${example}`,
    );
  }
  return mustBeLambda(value, what, example);
}

/** A function that may answer later. */
export function mustBeCall(value: unknown, what: string, example: string): void {
  if (typeof value === "function") return;
  throw new TypeError(`Cannot ${what} as it takes a function: got ${shown(value)}; use for instance ${example}`);
}

/** One function of a row, or columns by name. */
export function mustBeKeys(keys: readonly unknown[]): void {
  const [first, ...others] = keys;
  const example = '.keyBy((row) => row.city) or .keyBy("city")';
  if (typeof first !== "string") mustBeLambda(first, "key rows", example);
  const odd = others.find((each) => typeof first === "function" || typeof each !== "string");
  if (odd === undefined) return;
  throw new TypeError(
    `Cannot key rows by several things as they must all be columns by name: got ${shown(first)} and ${shown(odd)}; ` +
      "make one key of them, like .keyBy((row) => ({ city: row.city, day: row.day }))",
  );
}

export function mustBeWindow(value: unknown): void {
  if (typeof value === "object" && value !== null && "kind" in value) return;
  throw new TypeError(`Cannot window by ${shown(value)} as it must be a window: use for instance tumbling("1h")`);
}

export function mustBeSink(value: unknown): void {
  if (typeof (value as Sink<unknown> | null | undefined)?.open === "function") return;
  throw new TypeError(`Cannot write to ${shown(value)} as it must be a sink: use for instance sinkTo(csv("out.csv"))`);
}

export function mustBeName(value: unknown, where: string): void {
  if (value === undefined || (typeof value === "string" && value !== "")) return;
  throw new TypeError(
    `Cannot name ${where} as a name must be text: got ${value === "" ? "none" : shown(value)}; use for instance { name: "dear ones" }`,
  );
}

export function mustBeSchema(value: unknown): void {
  if (typeof value === "object" && value !== null && "fields" in value && "index" in value) return;
  throw new TypeError(
    `Cannot take the schema of from as it must be what schema(…) makes: got ${shown(value)}; use for instance schema({ price: "float64" })`,
  );
}

export function mustBeOnError(value: unknown, where: string): void {
  if (value === undefined || value === "fail" || value === "skip") return;
  if (typeof value === "object" && value !== null && "deadLetter" in value) return mustBeSink(value.deadLetter);
  throw new TypeError(
    `Cannot take ${shown(value)} as onError of ${where} as there is no such way: use "fail", "skip" or deadLetter(sink)`,
  );
}

/** Behaviour for a step: a record with a name and `open`. */
export function mustBeOperator(value: unknown): void {
  const { name, open } = (value ?? {}) as { readonly name?: unknown; readonly open?: unknown };
  if (typeof value === "object" && typeof name === "string" && typeof open === "function") return;
  throw new TypeError(
    `Cannot pipe rows into ${shown(value)} as it must be an operator, an object with a name and open: got ${shown(value)}; ` +
      'use for instance { name: "count rows", open: (context) => ({ batch: (batch) => context.emit(batch) }) }',
  );
}

/** Something that has a place in a plan. */
export function mustBeDataset(value: unknown, what: string): void {
  if (typeof value === "object" && value !== null && "port" in value) return;
  throw new TypeError(`Cannot ${what} ${shown(value)} as it must be a dataset: wrap it, like from(rows)`);
}

/** A composition of steps, and what it gives: a dataset, or what more is asked of (keys, windows). */
export function applied<In, Out>(transform: (input: In) => Out, input: In): Out {
  mustBeSync(transform, "apply a composition", "apply((rows) => rows.filter((row) => row.price > 0))");
  const result = transform(input);
  if (typeof result === "object" && result !== null && !(result instanceof Promise)) return result;
  throw new TypeError(
    `Cannot apply ${transform.name === "" ? "a composition" : transform.name} as it must return a dataset: got ${shown(result)}; ` +
      "return what its steps make of the one that it is given",
  );
}

/** What a composition is given: one that stands where a function of a row belongs is given rows. */
export function mustBeInput(value: unknown, what: string): void {
  if (typeof value === "object" && value !== null && "port" in value) return;
  throw new TypeError(
    `Cannot take ${shown(value)} as the input of ${what} as it must be a dataset: use dataset.apply(${what}(…)), not map`,
  );
}

export function mustBeCount(value: number, what: string, example: string): void {
  if (Number.isInteger(value) && value >= 0) return;
  throw new RangeError(
    `Cannot ${what} as the number of rows must be a whole number, 0 or more: got ${shown(value)}; use for instance ${example}`,
  );
}

/** A whole number above 0. */
export function mustBePositive(value: number, what: string, example: string): void {
  if (Number.isInteger(value) && value > 0) return;
  throw new RangeError(
    `Cannot ${what} as it must be a whole number above 0: got ${shown(value)}; use for instance ${example}`,
  );
}

export function mustBeFraction(value: number, what: string, example: string): void {
  if (typeof value === "number" && value >= 0 && value <= 1) return;
  throw new RangeError(
    `Cannot ${what} as the fraction must be in [0, 1]: got ${shown(value)}; use for instance ${example}`,
  );
}

export function mustEnd(port: Port, what: string, instead: string): void {
  const { node } = port;
  if (boundednessOf(node) === "bounded") return;
  const first = givesChanges(port) ? "changelog() before it, which makes a row of each change, and then " : "";
  throw new TypeError(
    `Cannot ${what} an unbounded dataset as it never ends: got ${node.kind === "operator" ? node.name : "a source"}; use ${first}${instead}`,
  );
}

function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 80));
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "function") return "a function";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}
