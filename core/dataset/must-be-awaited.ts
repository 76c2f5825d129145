import type { Port } from "../plan/node.ts";
import { mustEnd } from "./checks.ts";

/** What is asked of rows, and of a table, where `await` was forgotten. */
const names = {
  collect: {
    read: ["length"],
    called: ["map", "filter", "forEach", "reduce", "slice", "at", "find", "some", "every", "sort", "join", "push"],
  },
  toTable: {
    read: ["columns", "rowCount", "shape", "length"],
    called: ["head", "tail", "print", "toObjects", "select", "filter", "map", "sortBy", "groupBy", "describe", "plot"],
  },
} as const;

/**
 * All rows of a dataset, as a promise that tells who forgot to await it: without a compiler `rows.length` would be undefined, and a program go on with nothing.
 */
export function mustBeAwaited<Value>(
  method: keyof typeof names,
  port: Port,
  make: () => Promise<Value>,
): Promise<Value> {
  const promise = (async () => {
    mustEnd(port, "collect", "limit(n) before it, forEach, or for await");
    return make();
  })();
  const refuse = (what: string, instead: string) => (): never => {
    // Whoever is told so awaits it no more.
    promise.catch(() => undefined);
    throw new TypeError(
      `Cannot ${what} what ${method}() gives as it is there only later: got a promise; await it, as in ${instead}`,
    );
  };
  const rows = `(await dataset.${method}())`;
  const { read, called } = names[method];
  for (const name of read) {
    Object.defineProperty(promise, name, { get: refuse(`read ${name} of`, `${rows}.${name}`) });
  }
  for (const name of called) {
    Object.defineProperty(promise, name, { value: refuse(`call ${name} of`, `${rows}.${name}(…)`) });
  }
  return Object.defineProperty(promise, Symbol.iterator, {
    value: refuse("loop over", `for (const row of await dataset.${method}())`),
  });
}
