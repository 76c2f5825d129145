import { describe, expect, test } from "vitest";
import { checkOptions, type KnownOptions } from "../../../core/data/options.ts";

interface Brewing {
  readonly minutes?: number;
  readonly strength?: "weak" | "strong";
}

const known: KnownOptions<Brewing> = { minutes: true, strength: ["weak", "strong"] };

function check(options: unknown): () => void {
  return () => checkOptions(options as Brewing, known, "brew #1");
}

describe("options", () => {
  test("those that are known pass, as does none at all, and a choice that is undefined", () => {
    for (const options of [undefined, {}, { minutes: 3, strength: "strong" }, { strength: undefined }])
      expect(check(options)).not.toThrow();
  });

  test("a name that is nearly right is told the right one", () => {
    expect(check({ minuets: 3 })).toThrow(
      new TypeError(
        'Cannot set "minuets" in brew #1 as there is no such option: got "minuets", known are minutes, strength; did you mean minutes?',
      ),
    );
  });

  test("a name like none is told all there are, also one that every object has", () => {
    expect(check({ milk: true })).toThrow('got "milk", known are minutes, strength; use one of these, or leave it out');
    expect(check({ constructor: 1 })).toThrow('Cannot set "constructor" in brew #1');
    expect(check({ milk: undefined })).toThrow('Cannot set "milk"');
  });

  test("a choice that there is not is refused with those there are", () => {
    expect(check({ strength: "string" })).toThrow(
      new RangeError(
        'Cannot set strength in brew #1 as it must be "weak" or "strong": got "string"; leave it out for "weak"',
      ),
    );
    expect(check({ strength: null })).toThrow('got null; leave it out for "weak"');
  });

  test("a number that is none is refused, also one that counts or compares as one", () => {
    const counted: KnownOptions<Brewing> = { ...known, minutes: "a number" };
    const brew = (minutes: unknown) => (): void => checkOptions({ minutes } as Brewing, counted, "brew #1");
    for (const minutes of [undefined, 3, Number.NaN]) expect(brew(minutes)).not.toThrow();
    for (const [minutes, got] of [
      ["3", '"3"'],
      [null, "null"],
      [3n, "the bigint 3n"],
      [Symbol("three"), "Symbol(three)"],
      [[3], "an array"],
      [new Date(3), "an object"],
    ] as const) {
      expect(brew(minutes)).toThrow(
        new TypeError(
          `Cannot set minutes in brew #1 as it must be a number: got ${got}; write for instance minutes: 1`,
        ),
      );
    }
  });

  test("what is no object is refused", () => {
    for (const [options, got] of [
      ["strong", '"strong"'],
      [null, "null"],
      [["strong"], "an array"],
      [3, "3"],
      [() => 3, "a function"],
    ] as const) {
      expect(check(options)).toThrow(
        new TypeError(
          `Cannot take the options of brew #1 as they must be an object: got ${got}; use for instance { minutes: … }`,
        ),
      );
    }
  });

  test("a name does not bring control characters into a message", () => {
    expect(check({ "\u001b[31m": 1 })).toThrow('Cannot set "\\u001b[31m" in brew #1');
  });
});
