import { checkPlainData } from "../data/plain-data.ts";
import { describe, skipMissing } from "./number-value.ts";

/** What an aggregate says of the values that it takes: to be spread into its record. */
export interface ValueCheck {
  readonly check: (value: unknown) => void;
  readonly checkedBy: "type";
}

/** Anything but a promise: nobody would wait for it. */
export function takesAnything(name: string): ValueCheck {
  return byType((value) => refusePromise(name, value));
}

export function refusePromise(name: string, value: unknown): void {
  if (!(value instanceof Promise)) return;
  throw new TypeError(
    `Cannot add a value to ${name}() as nobody waits for what comes later: got a promise; ` +
      "use apply(mapAsync(…)) before for what a function gives later",
  );
}

export function takesNumbers(name: string): ValueCheck {
  return byType((value) => {
    if (typeof value !== "number") skipMissing(name, undefined, value);
  });
}

export function takesNumbersAndBigints(name: string): ValueCheck {
  return byType((value) => {
    if (typeof value !== "number" && typeof value !== "bigint") skipMissing(name, undefined, value);
  });
}

export function takesBooleans(name: string): ValueCheck {
  return byType((value) => {
    if (typeof value === "boolean" || value === null || value === undefined) return;
    throw new TypeError(
      `Cannot add a value to ${name}() as it must be true or false: got ${describe(value)}; ` +
        `compare it in the lambda, as in ${name}((row) => row.delay > 15)`,
    );
  });
}

/** Two numbers, or missing ones, in an array. */
export function takesPairs(name: string): Pick<ValueCheck, "check"> {
  return {
    check: (pair) => {
      if (pair === null || pair === undefined) return;
      if (!Array.isArray(pair) || pair.length !== 2) {
        throw new TypeError(
          `Cannot add a value to ${name}() as it must be a pair of numbers: got ${describe(pair)}; ` +
            `give both in an array, as in ${name}((row) => [row.x, row.y])`,
        );
      }
      for (const value of pair) if (typeof value !== "number") skipMissing(name, undefined, value);
    },
  };
}

/** Numbers, strings, bigints, booleans, Dates. */
export function takesOrdered(name: string): ValueCheck {
  return byType((value) => {
    if (isText(value) || value instanceof Date || value === null || value === undefined) return;
    throw new TypeError(
      `Cannot add a value to ${name}() as it must have an order: got ${describe(value)}; ` +
        `take a number, string, bigint, boolean or Date out of it, as in ${name}((row) => row.price)`,
    );
  });
}

/** As `takesOrdered`, where the order shows in the result. */
export function takesRanked(name: string): ValueCheck & { readonly ranks: true } {
  return { ...takesOrdered(name), ranks: true };
}

export function takesTexts(name: string): ValueCheck {
  return byType((value) => {
    if (isText(value) || value === null || value === undefined) return;
    throw new TypeError(
      `Cannot add a value to ${name}() as it must be text, a number or a boolean: got ${describe(value)}; ` +
        `make text of it in the lambda, as in ${name}((row) => JSON.stringify(row.place))`,
    );
  });
}

/** What keys can be made of. */
export function takesPlainData(name: string): ValueCheck {
  return byType((value) => checkPlainData(value, `${name}()`));
}

function isText(value: unknown): boolean {
  return (
    typeof value === "number" || typeof value === "string" || typeof value === "bigint" || typeof value === "boolean"
  );
}

function byType(check: ValueCheck["check"]): ValueCheck {
  return { check, checkedBy: "type" };
}
