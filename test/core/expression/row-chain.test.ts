// Lambdas here are as users write them at their worst: each rule below is broken on purpose.
// biome-ignore-all lint/complexity/noArguments: adversarial lambdas
// biome-ignore-all lint/suspicious/noAssignInExpressions: defaults that change variables
// biome-ignore-all lint/suspicious/noSelfCompare: whether two looks give one object
// biome-ignore-all lint/complexity/noCommaOperator: instrumented code
// biome-ignore-all lint/complexity/useOptionalChain: a lambda with a comparison
// biome-ignore-all lint/complexity/useLiteralKeys: a lambda that reads by a literal name
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: hostile column names
// biome-ignore-all lint/correctness/noUnusedFunctionParameters: lambdas that ignore the row
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { makeBatch } from "../../../core/data/batch.ts";
import { rowSchema } from "../../../core/data/schema.ts";
import type { RowStage } from "../../../core/expression/chain-plan.ts";
import { type Lambda, readLambda } from "../../../core/expression/read-lambda.ts";
import { rowChain } from "../../../core/expression/row-chain.ts";
import { rowsOf } from "../../../core/expression/row-reader.ts";
import { dictionaryColumn, int32Column, typedBatch, utf8Column } from "./batches.ts";
import { interpreted } from "./interpreted.ts";

type Row = {
  price: number;
  count: number;
  city: string | null;
  note: string;
  ok: boolean;
  __proto: number;
  nick?: string;
};

const rows: Row[] = Array.from({ length: 40 }, (_, n) => ({
  price: n * 1.5 - 7,
  count: n % 7,
  city: n % 5 === 0 ? null : `city ${n % 3}`,
  note: `né ${n}`,
  ok: n % 2 === 0,
  __proto: n,
  ...{ nick: n % 3 === 0 ? "nick" : undefined },
})) as Row[];

const computedName = ["pri", "ce"].join("");

const layouts = { count: int32Column, city: dictionaryColumn, note: utf8Column };

function stage(kind: RowStage["kind"], lambda: (row: never) => unknown): RowStage {
  return { kind, lambda: lambda as Lambda, step: `${kind} #1` };
}

const rethrow = (error: unknown): never => {
  throw error;
};

/** Runs the chain over the batch in one piece and, with the same compiled chain, in many of all sizes and selections. */
function run(stages: readonly RowStage[], given: readonly Row[] = rows): unknown[] {
  const batch = typedBatch(given, layouts);
  const chain = rowChain(stages, rethrow);
  const once = chain.run(batch);
  return once === undefined ? [] : rowsOf(once);
}

describe("lambdas at column speed", () => {
  const literals: Record<string, RowStage[]> = {
    "a filter on numbers": [stage("filter", (r: Row) => r.price > 3)],
    "a filter on nullable text": [stage("filter", (r: Row) => r.city !== null && r.city.endsWith("1"))],
    "a map to a literal": [stage("map", (r: Row) => ({ a: r.price * 2, city: r.city, b: r.ok }))],
    "a map that only picks columns": [stage("map", (r: Row) => ({ note: r.note, price: r.price }))],
    "a map to one column": [stage("map", (r: Row) => r.note)],
    "a map to numbers and nulls": [stage("map", (r: Row) => (r.price > 3 ? r.price : null))],
    "a map to undefined": [stage("map", (r: Row) => (r.price > 3 ? undefined : r.price))],
    "a map to null and undefined": [stage("map", (r: Row) => (r.count > 3 ? undefined : r.ok ? null : r.price))],
    "a value that changes its type": [stage("map", (r: Row) => ({ v: r.count < 5 ? r.count : r.note }))],
    "a boolean that becomes a number": [stage("map", (r: Row) => ({ v: r.price < 20 ? r.ok : r.price }))],
    "filter, map, filter, map": [
      stage("filter", (r: Row) => r.ok),
      stage("map", (r: Row) => ({ p: r.price + 1, c: r.city, n: r.note })),
      stage("filter", (r: { p: number }) => r.p > 0),
      stage("map", (r: { p: number; c: string; n: string }) => ({ twice: r.p * 2, c: r.c, n: r.n })),
    ],
    "a column handed on and looked at later": [
      stage("map", (r: Row) => ({ p: r.price, c: r.city })),
      stage("filter", (r: { p: number }) => r.p > 0),
      stage("map", (r: { p: number; c: string }) => ({ c: r.c, length: r.c?.length ?? -1 })),
    ],
    spread: [stage("map", (r: Row) => ({ ...r, x: 1 }))],
    "destructured and handed on": [stage("map", ({ note, city: where, ok }: Row) => ({ note, where, no: !ok }))],
    "destructured and only handed on": [stage("map", ({ note, price }: Row) => ({ price, note }))],
    "destructured and used twice": [stage("map", ({ note, price }: Row) => ({ note, long: note.length, price }))],
    "destructured and changed": [stage("map", ({ count, price }: Row) => ({ a: count++, count, price }))],
    "destructured twice": [stage("map", ({ price, price: also }: Row) => ({ price, also }))],
    "destructured twice and computed": [stage("map", ({ price, price: also }: Row) => ({ price, also: also + 1 }))],
    "destructured with and without a default": [stage("map", ({ city, city: where = "x" }: Row) => ({ city, where }))],
    "destructured and one column": [stage("map", ({ note }: Row) => note)],
    "destructured and shadowed": [stage("map", ({ price }: Row) => ({ price: ((price: number) => price * 2)(3) }))],
    "destructured parameter": [stage("map", ({ price, city = "none" }: Row) => ({ price, city }))],
    "rest parameter": [stage("map", ({ price, ...rest }: Row) => ({ price, rest }))],
    "destructured in the body": [
      stage("map", (r: Row) => {
        const { price, count } = r;
        return price + count;
      }),
    ],
    "destructured in the body with a default of the row": [
      stage("map", (r: Row) => {
        const { city = r.note, nick = r.city } = r;
        return { city, nick };
      }),
    ],
    "destructured in the body into a variable of the row's name, as minifiers write it": [
      stage("map", new Function("r", "var { note: r } = r; return { long: r.length };") as never),
    ],
    "destructured by a computed name": [stage("map", (({ [computedName]: x }: Record<string, unknown>) => x) as never)],
    "a loop that assigns to the row": [
      stage("map", new Function("r", "for (r.price of [5]); return r.price;") as never),
    ],
    "a loop over names that assigns to the row": [
      stage("map", new Function("r", "for (r.note in { b: 1 }); return r.note;") as never),
    ],
    "a row that code in a text keeps": [
      stage("map", new Function("r", "const kept = []; eval('kept.push(r)'); return kept[0].price;") as never),
    ],
    "a literal with a prototype": [
      stage("map", new Function("r", "return Object.keys({ __proto__: r, a: 1 }).length + r.count") as never),
      stage("map", (n: number) => ({ n })),
    ],
    "a made row that a filter changes": [
      stage("map", (r: Row) => ({ a: r.price, b: r.count })),
      stage("filter", (made: { a: number }) => {
        made.a = 9;
        return true;
      }),
      stage("map", (made: { a: number; b: number }) => ({ a: made.a, b: made.b })),
    ],
    "a second parameter that changes a variable": [
      stage("map", (({ price }: Row, more = (price = 99)) => ({ price })) as never),
    ],
    "optional chaining": [stage("map", (r: Row) => r?.city?.length)],
    "a nested function that captures the row": [stage("map", (r: Row) => [1, 2].map((n) => n * r.price))],
    "a row that is returned": [stage("map", (r: Row) => r)],
    "a computed property": [stage("map", (r: Row) => r[("pri" + "ce") as "price"])],
    "several returns of one shape": [
      stage("map", (r: Row) => {
        if (r.ok) return { kind: "a", p: r.price };
        return { kind: "b", p: r.price * 2 };
      }),
    ],
    "several returns of different shapes": [
      stage("map", (r: Row) => {
        if (r.ok) return { a: 1 };
        return { b: r.price };
      }),
    ],
    "inherited names": [stage("map", (r: Row) => typeof r.toString)],
    flatMap: [stage("flatMap", (r: Row) => (r.ok ? [r.price, r.note] : []))],
    "map then flatMap": [
      stage("map", (r: Row) => ({ n: r.count })),
      stage("flatMap", (r: { n: number }) => Array(r.n).fill(r.n)),
    ],
    "integer-like names": [stage("map", (r: Row) => ({ b: r.price, 1: r.count }))],
    "a row that is changed": [
      stage("map", (r: Row) => {
        r.price = 5;
        return r.price + r.count;
      }),
    ],
  };
  for (const [title, stages] of Object.entries(literals)) {
    test(`${title} gives what plain objects give`, () => {
      const plain = interpreted(
        stages,
        rows.map((row) => ({ ...row })),
      );
      expect(run(stages)).toEqual(plain);
    });
  }

  test("the same compiled chain gives the same over batches of every size and selection", () => {
    const stages = literals["filter, map, filter, map"]!;
    const chain = rowChain(stages, rethrow);
    const all: unknown[] = [];
    for (let from = 0; from < rows.length; from += 7) {
      const part = rows.slice(from, from + 7);
      const result = chain.run(typedBatch(part, layouts));
      if (result !== undefined) all.push(...rowsOf(result));
      const selection = Int32Array.from(part.keys()).filter((row) => row % 2 === 1);
      const chosen = chain.run({ ...typedBatch(part, layouts), selection });
      expect(chosen === undefined ? [] : rowsOf(chosen)).toEqual(
        interpreted(
          stages,
          part.filter((_, row) => row % 2 === 1),
        ),
      );
    }
    expect(all).toEqual(interpreted(stages, rows));
  });

  test("captured variables that change are seen at each call", () => {
    let factor = 1;
    const chain = rowChain([stage("map", (r: Row) => r.price * factor)], rethrow);
    const batch = typedBatch(rows, layouts);
    expect(rowsOf(chain.run(batch)!)[3]).toBe(rows[3]!.price);
    factor = 10;
    expect(rowsOf(chain.run(batch)!)[3]).toBe(rows[3]!.price * 10);
  });

  test("a row taken apart in a nested function that is called later is the row it was", () => {
    const later: (() => number)[] = [];
    const keeps = (r: Row) => {
      later.push(() => {
        const { price } = r;
        return price;
      });
      return true;
    };
    rowChain([stage("filter", keeps)], rethrow).run(typedBatch(rows, layouts));
    expect(later.map((price) => price())).toEqual(rows.map(({ price }) => price));
  });

  test("a row that is the default of a variable is a plain object", () => {
    const kept: unknown[] = [];
    const keeps = (r: Row) => {
      const { nothing = r } = r as Row & { nothing?: Row };
      return kept.push(nothing) > 0;
    };
    rowChain([stage("filter", keeps)], rethrow).run(typedBatch(rows, layouts));
    expect(kept).toEqual(rows);
  });

  test("a lambda that gives just columns is called all the same where its parameters compute something", () => {
    let calls = 0;
    const given = [
      { price: 1, nick: undefined },
      { price: 2, nick: "n" },
    ] as const;
    type Nicked = { price: number; nick?: unknown };
    for (const [lambda, result] of [
      [(r: Nicked, _ = calls++) => r.price, [1, 2]],
      [(r: Nicked, _ = calls++) => ({ p: r.price }), [{ p: 1 }, { p: 2 }]],
      [({ price, nick = calls++ }: Nicked) => price, [1, 2]],
      [({ price, nick = (price = 99) }: Nicked) => ({ price }), [{ price: 99 }, { price: 2 }]],
    ] as const)
      expect(rowsOf(rowChain([stage("map", lambda as never)], rethrow).run(typedBatch(given))!)).toEqual(result);
    expect(calls).toBe(2 + 2 + 1);
    expect(() =>
      run([stage("map", (({ city: { length: _ }, price }: Row & { city: string }) => price) as never)]),
    ).toThrow(TypeError);
  });

  test("a row has one date a column: a change of it is seen at the next look, in what is returned, and in no other lambda", () => {
    const dates = [Date.UTC(2026, 0, 2, 3), Date.UTC(2026, 0, 2, 4), Date.UTC(2027, 5, 6, 7)];
    const type = { kind: "timestamp", as: "Date" } as const;
    const values = Float64Array.from(dates);
    const batch = makeBatch(rowSchema([{ name: "at", type }]), 3, [
      { type, layout: "float64", values, validity: undefined },
    ]);
    type At = { at: Date };
    const hours = (stages: RowStage[]): unknown[] => rowsOf(rowChain(stages, rethrow).run(batch)!);
    const later = (r: At): number => r.at.setUTCHours(r.at.getUTCHours() + 10);
    const plain = dates.map((at) => ({ at: new Date(at) }));
    for (const stages of [
      [stage("map", (r: At) => ({ same: r.at === r.at }))],
      [stage("map", (r: At) => ({ set: r.at.setUTCHours(5), at: r.at }))],
      [stage("map", ({ at }: At) => ({ set: at.setUTCHours(5), at }))],
      [
        stage("map", (r: At) => {
          r.at.setUTCHours(5);
          return { at: r.at };
        }),
      ],
      [stage("map", (r: At) => ({ at: r.at }))],
      [stage("map", (r: At) => r.at)],
    ])
      expect(hours(stages)).toEqual(
        interpreted(
          stages,
          plain.map(({ at }) => ({ at: new Date(at) })),
        ),
      );
    expect(
      hours([stage("filter", (r: At) => r.at.setUTCHours(9) > 0), stage("map", (r: At) => r.at.getUTCHours())]),
    ).toEqual([3, 4, 7]);
    expect(hours([stage("filter", later as never), stage("filter", (r: At) => r.at.getUTCHours() < 9)])).toEqual(plain);
  });

  test("a row has one vector a column, as it has one date", () => {
    const type = { kind: "vector", size: 2 } as const;
    const [schema, data] = [rowSchema([{ name: "v", type }]), Float64Array.of(1, 2, 3, 4, 5, 6)];
    const batch = makeBatch(schema, 3, [{ type, layout: "vector", data, validity: undefined }]);
    type Row = { v: Float64Array };
    const given = (): Row[] => [0, 2, 4].map((at) => ({ v: data.slice(at, at + 2) }));
    for (const stages of [
      [stage("map", (r: Row) => ({ same: r.v === r.v }))],
      [stage("map", (r: Row) => ({ first: r.v.fill(7)[0], v: r.v }))],
      [stage("map", ({ v }: Row) => ({ first: v.reverse()[0], v }))],
      [
        stage("map", (r: Row) => {
          r.v.reverse();
          return { v: r.v };
        }),
      ],
      [stage("map", (r: Row) => ({ v: r.v }))],
      [stage("map", (r: Row) => r.v)],
    ])
      expect(rowsOf(rowChain(stages, rethrow).run(batch)!)).toEqual(interpreted(stages, given()));
    const zeroed = stage("filter", (r: Row) => r.v.fill(0).length > 0);
    const firsts = rowsOf(rowChain([zeroed, stage("map", (r: Row) => r.v[0])], rethrow).run(batch)!);
    expect(firsts).toEqual([1, 3, 5]);
    expect(data).toEqual(Float64Array.of(1, 2, 3, 4, 5, 6));
  });

  test("rows that a lambda keeps stay as they were", () => {
    const kept: Row[] = [];
    const chain = rowChain([stage("filter", (r: Row) => kept.push(r) > 0)], rethrow);
    chain.run(typedBatch(rows, layouts));
    chain.run(typedBatch(rows.toReversed(), layouts));
    expect(kept).toEqual([...rows, ...rows.toReversed()]);
  });

  test("event times follow the rows", () => {
    const batch = typedBatch(rows, layouts);
    const times = Float64Array.from(rows.keys());
    const filtered = rowChain([stage("filter", (r: Row) => r.ok), stage("map", (r: Row) => r.price + 1)], rethrow);
    const result = filtered.run(makeBatch(batch.schema, batch.rowCount, batch.columns, { times }))!;
    const at = (k: number): number => result.times![result.selection?.[k] ?? k]!;
    expect(Array.from({ length: 4 }, (_, k) => at(k))).toEqual([0, 2, 4, 6]);
  });

  test("a row at which the lambda throws is left out when the handler returns, and only that", () => {
    for (const stages of [
      [stage("map", (r: Row) => (r.count === 3 ? fail() : r.price))],
      [stage("map", (r: Row) => ({ p: r.count === 3 ? fail() : r.price, note: r.note }))],
      [stage("filter", (r: Row) => r.count !== 3 || fail())],
      [stage("filter", (r: Row) => r.ok || true), stage("map", (r: Row) => (r.count === 3 ? fail() : r.price))],
    ]) {
      const failed: number[] = [];
      const chain = rowChain(stages, (_error, _stage, _batch, row) => failed.push(row));
      const result = chain.run(typedBatch(rows, layouts))!;
      const good = rows.filter((row) => row.count !== 3);
      expect(rowsOf(result)).toEqual(interpreted(stages, good));
      expect(failed).toEqual(rows.flatMap((row, n) => (row.count === 3 ? [n] : [])));
    }
  });

  test("a flatMap that throws halfway leaves nothing of that row", () => {
    const chain = rowChain(
      [
        stage("flatMap", function* (r: Row) {
          yield r.count;
          if (r.count === 3) fail();
          yield r.price;
        }),
      ],
      () => undefined,
    );
    const good = rows.filter((row) => row.count !== 3);
    expect(rowsOf(chain.run(typedBatch(rows, layouts))!)).toEqual(good.flatMap((row) => [row.count, row.price]));
  });
});

function methodOfPrice(this: { price: number }): number {
  return this.price;
}

function fail(): never {
  throw new Error("no");
}

describe("which way a lambda goes", () => {
  const cursor: Record<string, Lambda> = {
    "reads columns": (r: Row) => r.price + r.count,
    "reads them by a literal name": (r: Row) => r["price"],
    "calls a method of a column": (r: Row) => r.note.startsWith("n"),
    "destructures its parameter": ({ price }: Row) => price,
    "destructures it in its body, with a default of the row": (r: Row) => {
      const { price = r.count } = r;
      return price;
    },
    "is a method": {
      f(r: Row) {
        return r.price;
      },
    }.f,
    "is a function": (r: Row) => r.price,
    "ignores the row": () => 1,
  };
  const object: Record<string, [Lambda, RegExp]> = {
    "hands the row on": [(r: Row) => String(r), /row itself/],
    "captures it in a nested function": [(r: Row) => [1].map(() => r.price), /nested function/],
    "changes it": [
      (r: Row) => {
        r.price = 1;
        return 0;
      },
      /changed/,
    ],
    "deletes from it": [(r: Partial<Row>) => delete r.price, /changed/],
    "increments it": [(r: Row) => r.price++, /changed/],
    "assigns to it by a pattern": [
      (r: Row) => {
        [r.price] = [1];
        return 1;
      },
      /changed/,
    ],
    "calls a method of it": [(r: Row & { f(): number }) => r.f(), /method of the row/],
    "is async": [async (r: Row) => r.price, /async/],
    "is a generator": [
      function* (r: Row) {
        yield r.price;
      },
      /generator/,
    ],
    "uses arguments": [
      function (_: Row) {
        return arguments[0].price;
      },
      /arguments/,
    ],
    "has a default": [(r: Row = rows[0]!) => r.price, /default/],
    "is bound": [((r: Row) => r.price).bind(null), /hidden/],
    "is native": [Boolean as Lambda, /hidden/],
    "is a proxy": [new Proxy((r: Row) => r.price, {}), /hidden/],
    "reads what every object has": [(r: Row) => r.hasOwnProperty, /every object/],
    "shadows its parameter": [
      (r: Row) => {
        {
          const r = { price: 2 };
          return r.price;
        }
      },
      /row itself/,
    ],
  };
  for (const [title, lambda] of Object.entries(cursor)) {
    test(`a lambda that ${title} is given a cursor`, () => {
      expect(readLambda(lambda)).toMatchObject({ row: "cursor" });
    });
  }
  for (const [title, [lambda, why]] of Object.entries(object)) {
    test(`a lambda that ${title} is given a plain object, and the reason is told`, () => {
      expect(readLambda(lambda).row).toBe("object");
      expect(readLambda(lambda).why).toMatch(why);
    });
  }

  test("a toString of its own that lies is not asked", () => {
    const lying = Object.assign((r: Row) => ({ ...r }), { toString: () => "(r) => ({ price: r.price })" });
    expect(run([stage("map", lying)])).toEqual(rows);
  });

  test("where Function.prototype.toString was replaced, no source is believed", async () => {
    const native = Function.prototype.toString;
    const lying = Object.assign((r: Row) => ({ ...r }), { says: "(r) => ({ price: r.price })" });
    // As zone.js replaces it: asked for its own text, it gives the native one's.
    const replaced = function (this: { says?: string }): string {
      return this.says ?? native.call((this as unknown) === Function.prototype.toString ? native : this);
    };
    vi.resetModules();
    Function.prototype.toString = replaced as typeof native;
    try {
      const later = await import("../../../core/expression/read-lambda.ts");
      const arrow = (r: Row) => r.price;
      expect(later.readLambda(lying)).toMatchObject({ row: "object", why: expect.stringContaining("was replaced") });
      expect(later.readLambda(arrow).row).toBe("object");
      // One replaced after Millrace was loaded is not asked.
      expect(readLambda(lying)).toMatchObject({ row: "object", why: expect.stringContaining("row itself") });
    } finally {
      Function.prototype.toString = native;
    }
  });

  test("minified and instrumented code is read like any other", () => {
    const counters = { s: 0 };
    const instrumented = new Function(
      "cov",
      "return (r)=>{cov.s++;return cov.s++,r.price>3?(cov.s++,!0):(cov.s++,!1)}",
    )(counters) as Lambda;
    expect(readLambda(instrumented).row).toBe("cursor");
    expect(run([{ kind: "filter", lambda: instrumented, step: "f" }])).toEqual(rows.filter((r) => r.price > 3));
    expect(counters.s).toBe(rows.length * 3);
  });
});

describe("hostile names", () => {
  test("a literal that sets its prototype gives no column of that name", () => {
    const lambda = new Function("r", "return { __proto__: { inherited: 1 }, a: r.price };");
    const made = run([stage("map", lambda as never)], rows.slice(0, 2));
    expect(made.map((row) => Object.keys(row as object))).toEqual([["a"], ["a"]]);
  });

  test("a method of the row that is a tag of a text has the row as `this`", () => {
    const given = [1, 2].map((price) => ({ price, tag: methodOfPrice }));
    const lambda = new Function("r", "return r.tag`x`;") as never;
    expect(rowsOf(rowChain([stage("map", lambda)], rethrow).run(typedBatch(given))!)).toEqual([1, 2]);
  });

  test("columns that are called as the cursor's own properties are read as they are", () => {
    const given = [
      { $row_i: 7, $row_a0: 8, price: 1 },
      { $row_i: 9, $row_a0: 10, price: 2 },
    ];
    const lambda = (r: (typeof given)[0]) => [r.$row_i, r.$row_a0, r.price].join();
    expect(rowsOf(rowChain([stage("map", lambda)], rethrow).run(typedBatch(given))!)).toEqual(["7,8,1", "9,10,2"]);
  });

  const names = [
    "__proto__",
    "constructor",
    "toString",
    "a'b",
    'a"b',
    "a\nb",
    "`${1}`",
    "*/",
    "x".repeat(10_000),
    "0",
    "",
    "\u2028",
    "#i",
    "$row_i",
    "$row_c0",
    "this",
  ];
  const row = Object.fromEntries(names.map((name, n) => [name, n]));
  Object.defineProperty(row, "__proto__", { value: 0, enumerable: true, writable: true, configurable: true });

  test("columns of any name come through as they are, and none of them runs as code", () => {
    const copied = [row, row].map((each) => Object.fromEntries(Object.entries(each)));
    const chain = rowChain([stage("map", (r: Record<string, unknown>) => ({ ...r }))], rethrow);
    const [first] = rowsOf(chain.run(typedBatch(copied))!) as Record<string, unknown>[];
    expect(Object.entries(first!)).toEqual(Object.entries(row));
    const read = rowChain(
      [stage("map", (r: Record<string, unknown>) => ({ a: r["a'b"], b: r["`${1}`"], c: r["#i"], "*/": r["*/"] }))],
      rethrow,
    );
    expect(rowsOf(read.run(typedBatch(copied))!)[1]).toEqual({ a: 3, b: 6, c: 12, "*/": 7 });
  });
});

// Random lambdas: expressions over the columns with everything that may make a row escape or not, and a log that records
// what the user sees happen.
const expression = fc.letrec<{ number: string; condition: string; lambda: string }>((tie) => ({
  number: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(
      "r.price",
      "r.count",
      "r['price']",
      "1",
      "-2.5",
      "captured",
      "(r.city?.length ?? 0)",
      "r.note.length",
    ),
    fc.tuple(tie("number"), fc.constantFrom("+", "-", "*"), tie("number")).map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc.tuple(tie("condition"), tie("number"), tie("number")).map(([c, a, b]) => `(${c} ? ${a} : ${b})`),
    tie("number").map((a) => `note(${a})`),
    tie("number").map((a) => `((x) => x + 1)(${a})`),
    tie("number").map((a) => `[1].map(() => ${a})[0]`),
    tie("number").map((a) => `[1].map(() => { const { nick = ${a} } = r; return nick; })[0]`),
    tie("number").map((a) => `[1].map(() => { const { price } = r; return price + ${a}; })[0]`),
    fc.constantFrom(
      "Object.keys(r).length",
      "pick(r).count",
      "(({ price }) => price)(r)",
      "(r.count = r.count + 1)",
      "(captured++, 1)",
    ),
  ),
  condition: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom("r.ok", "!r.ok", "r.city === null", "r.city !== 'city 1'", "'price' in r"),
    fc.tuple(tie("number"), fc.constantFrom("<", ">=", "==="), tie("number")).map(([a, op, b]) => `${a} ${op} ${b}`),
    fc.tuple(tie("condition"), fc.constantFrom("&&", "||"), tie("condition")).map(([a, op, b]) => `(${a} ${op} ${b})`),
  ),
  lambda: fc.oneof(
    tie("number").map((a) => `(r) => ${a}`),
    tie("number").map((a) => `(r) => ({ a: ${a}, city: r.city })`),
    fc
      .tuple(tie("number"), tie("condition"))
      .map(([a, c]) => `(r) => ({ city: r.city, note: r.note, a: ${a}, c: ${c} })`),
    tie("number").map((a) => `(r) => { const kept = ${a}; return { ...r, kept }; }`),
    tie("number").map(
      (a) => `(r) => { const { nick = ${a}, price, city: c = r.note } = r; return { nick, price, c }; }`,
    ),
    tie("number").map((a) =>
      `(r) => { var { note: r } = r; return { v: r.length }; }`.replace("v:", `w: typeof ((r) => ${a}), v:`),
    ),
    tie("number").map((a) => `(r, more = ${a}) => ({ price: r.price, count: r.count })`),
    tie("number").map((a) => `(r, more = ${a}) => r.price`),
    fc.constantFrom("({ price, ok = (price = 9) }) => ({ price })", "({ price, note: { length } }) => price"),
    tie("number").map((a) => `(r) => { if (r.ok) return { v: ${a} }; return { v: null }; }`),
    tie("number").map((a) =>
      `({ price, count, ...r }) => [price, count, Object.keys(r)]`.replace(
        "[price",
        `[${a.includes("r.") ? 0 : a}, price`,
      ),
    ),
  ),
}));

function compiled(source: string): { lambda: Lambda; log: unknown[] } {
  const log: unknown[] = [];
  const note = (value: unknown): unknown => (log.push(value), value);
  const pick = (row: Row): Row => (log.push({ ...row }), row);
  const make = new Function("note", "pick", `let captured = 3; return ${source};`);
  return { lambda: make(note, pick) as Lambda, log };
}

describe("random lambdas", () => {
  test("give equal results and equal effects over columns and over plain objects", () => {
    fc.assert(
      fc.property(
        expression.lambda,
        expression.condition,
        fc.array(fc.nat(39), { minLength: 1, maxLength: 30 }),
        (map, filter, picks) => {
          const given = picks.map((n) => rows[n]!);
          const [fast, slow] = [0, 1].map(() => ({ keep: compiled(`(r) => ${filter}`), make: compiled(map) })) as [
            { keep: ReturnType<typeof compiled>; make: ReturnType<typeof compiled> },
            { keep: ReturnType<typeof compiled>; make: ReturnType<typeof compiled> },
          ];
          const stagesOf = (pair: typeof fast): RowStage[] => [
            { kind: "filter", lambda: pair.keep.lambda, step: "filter" },
            { kind: "map", lambda: pair.make.lambda, step: "map" },
          ];
          // Each lambda is handed a row of its own: what a filter changes in it is not seen behind it.
          const plain = given.flatMap((row) => {
            const [keep, make] = stagesOf(slow).map(({ lambda }) => lambda as (row: Row) => unknown);
            return keep!({ ...row }) ? [make!({ ...row })] : [];
          });
          expect(run(stagesOf(fast), given)).toEqual(plain);
          expect(fast.keep.log).toEqual(slow.keep.log);
          expect(fast.make.log).toEqual(slow.make.log);
        },
      ),
      { numRuns: 400 },
    );
  });
});
