import fc from "fast-check";
import { expect, test } from "vitest";
import { type PatternJson, patternFromJson, patternToJson } from "../../cep/mod.ts";
import type { Comparison } from "../../cep/pattern/comparison.ts";
import { always, type Condition } from "../../cep/pattern/condition.ts";
import { contiguities, once, type Part, type PatternSpec, type Quantifier, stepNames } from "../../cep/pattern/part.ts";
import { Pattern } from "../../cep/pattern/pattern.ts";

const contiguity = fc.constantFrom(...contiguities);
const ms = fc.option(fc.integer({ min: 1, max: 99 }), { nil: undefined });
const within = fc.record({ firstMs: ms, previousMs: ms });

const ordered = fc.oneof(fc.integer(), fc.string());
const any = fc.oneof(ordered, fc.boolean(), fc.constant(null));
const operand = fc.oneof(
  fc.constant({ field: "v" }),
  fc.constant({ plus: [{ field: "v" }, { times: [2, { minus: [{ field: "w" }, 1] }] }] }),
);
const comparison = fc
  .oneof(
    fc.record({ op: fc.constantFrom("=", "!="), left: operand, right: any }),
    fc.record({ op: fc.constantFrom("<", "<=", ">", ">="), left: operand, right: ordered }),
    fc.record({ op: fc.constantFrom("contains", "starts with", "ends with"), left: operand, right: fc.string() }),
    fc.record({ op: fc.constant("in"), left: operand, right: fc.array(any) }),
  )
  .map((given): Condition => {
    const compared = given as Comparison;
    return { kind: "compare", comparison: compared, text: JSON.stringify(compared), back: false };
  });
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, depthIdentifier: "condition" },
    comparison,
    fc.constant(always),
    fc.record({ kind: fc.constantFrom("and", "or"), of: fc.array(tie("condition"), { minLength: 1, maxLength: 3 }) }),
    fc.record({ kind: fc.constant("not"), of: fc.tuple(tie("condition")) }),
  ) as fc.Arbitrary<Condition>,
}));

const quantifier: fc.Arbitrary<Quantifier> = fc
  .record({
    kind: fc.constantFrom("one", "times", "loop"),
    from: fc.integer({ min: 1, max: 3 }),
    more: fc.integer({ min: 0, max: 2 }),
    inner: contiguity,
    optional: fc.boolean(),
    greedy: fc.boolean(),
    withinMs: ms,
  })
  .map(({ kind, from, more, optional, ...fields }) => {
    if (kind === "one") return { ...once, optional };
    const to = kind === "loop" ? Number.POSITIVE_INFINITY : from + more;
    return { kind: kind as "times", from, to, optional, ...fields };
  });

/** What only steps, or only loops, may have is left out where it may not be, as most patterns would be refused else. */
function fitting<Fields extends { readonly kind: string; readonly quantifier: Quantifier }>(fields: Fields): Fields {
  const { kind, inner, greedy } = fields.quantifier;
  const mayBeGreedy = fields.kind === "step" && inner !== "followedByAny";
  const tidy = { ...fields, quantifier: { ...fields.quantifier, greedy: greedy && mayBeGreedy } };
  return "until" in fields && kind !== "loop" ? { ...tidy, until: undefined } : tidy;
}

const common = { contiguity, quantifier, within };
const end = fc.option(condition, { nil: undefined });
const step = fc.record({ kind: fc.constant("step"), where: condition, until: end, ...common }).map(fitting);
const negation = fc.record({
  kind: fc.constant("not"),
  where: condition,
  contiguity: fc.constantFrom("next", "followedBy"),
  within,
});

interface Parts {
  readonly positive: Part;
  readonly parts: readonly Part[];
}

/** Parts of all kinds in one another; their steps are named later, as no two may have one name. */
const { parts } = fc.letrec<Parts>((tie) => {
  const lists = fc.array(tie("parts"), { minLength: 1, maxLength: 2 });
  const some = fc.record({ members: lists, least: fc.boolean(), inner: contiguity, ...common });
  return {
    parts: fc
      .tuple(tie("positive"), fc.option(negation), fc.option(tie("positive")))
      .map(
        ([first, not, last]) => [first, ...(not === null || last === null ? [] : [not]), last ?? []].flat() as Part[],
      ),
    positive: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      step,
      fc.record({ kind: fc.constant("group"), parts: tie("parts"), until: end, ...common }).map(fitting),
      fc.record({ kind: fc.constant("oneOf"), branches: lists, ...common }).map(fitting),
      some.map(({ least, ...fields }) => {
        return fitting({ kind: "inAnyOrder", atLeast: least ? 1 : fields.members.length, ...fields });
      }),
    ) as fc.Arbitrary<Part>,
  };
});

const patterns = fc
  .record({ parts, after: fc.constantFrom("none", "next", "past last", "first", "last"), miss: fc.boolean() })
  .map(({ parts: unnamed, after, miss }): PatternSpec => {
    let count = 0;
    const named = renamed(unnamed, () => `s${count++}`);
    const name = stepNames(named.filter(({ kind }) => kind === "step"))[0] ?? "s0";
    const isWord = after !== "first" && after !== "last";
    const afterMatch = isWord ? after : { [after]: name, ...(miss ? { onMiss: "error" } : {}) };
    return { parts: named, afterMatch: afterMatch as PatternSpec["afterMatch"] };
  })
  .filter((spec) => {
    try {
      return Boolean(new Pattern(spec));
    } catch {
      return false;
    }
  });

function renamed(unnamed: readonly Part[], name: () => string): Part[] {
  return unnamed.map((part): Part => {
    switch (part.kind) {
      case "group":
        return { ...part, parts: renamed(part.parts, name) };
      case "oneOf":
        return { ...part, branches: part.branches.map((branch) => renamed(branch, name)) };
      case "inAnyOrder":
        return { ...part, members: part.members.map((member) => renamed(member, name)) };
      default:
        return { ...part, name: name() };
    }
  });
}

/** What of patterns a part has that its JSON form could lose. */
function traits(part: Part): string[] {
  const { firstMs, previousMs } = part.within;
  const base = [part.kind, ...(firstMs ? ["within"] : []), ...(previousMs ? ["since previous"] : [])];
  if (part.kind === "not") return base;
  const { kind, greedy, optional, inner, withinMs } = part.quantifier;
  const until = "until" in part && part.until !== undefined ? ["until"] : [];
  const often = [kind, ...(greedy ? ["greedy"] : []), ...(optional ? ["optional"] : []), ...(withinMs ? ["each"] : [])];
  return [...base, ...often, ...until, `inner ${inner}`, part.contiguity];
}

test("a pattern's JSON form loses nothing of it, as text neither", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(patterns, (spec) => {
      for (const part of spec.parts) for (const trait of traits(part)) seen.add(trait);
      const json = patternToJson(new Pattern(spec));
      expect(patternFromJson(json).spec).toEqual(spec);
      expect(patternFromJson(JSON.parse(JSON.stringify(json))).spec).toEqual(spec);
    }),
    { numRuns: 120 },
  );
  expect([...seen].sort()).toEqual(
    [...contiguities, "each", "greedy", "group", "inAnyOrder"]
      .concat(contiguities.map((inner) => `inner ${inner}`))
      .concat(["loop", "not", "one", "oneOf", "optional", "since previous", "step", "times", "until", "within"])
      .sort(),
  );
});

const where = (given: unknown): unknown => ({ parts: [{ step: "a", where: given }] });
const field = { field: "v" };

test.each<[unknown, string]>([
  [{ parts: [{ step: "a", within: "10m" }] }, 'parts[0] must be without "within": got *; did you mean "withinMs"?'],
  [{ parts: [{ step: "a", wher: true }] }, 'parts[0] must be without "wher": got *; did you mean "where"?'],
  [
    { parts: [{ stp: "a" }] },
    'must be an object with "step" or * or an object with "inAnyOrder": got *; did you mean "step"?',
  ],
  [
    { parts: [{ inAnyOrder: [[{ step: "a" }]], atleast: 1 }] },
    'parts[0] must be without "atleast": got *; did you mean "atLeast"?',
  ],
  [{ steps: [] }, 'the pattern must be an object with "parts": got {"steps":[]}; see'],
  [{ parts: [{ step: "a" }], afterMatch: { frist: "a" } }, 'an object with "last": got *; did you mean "first"?'],
  [{ parts: [{ step: "a", not: "b" }] }, 'parts[0] must be without "not" or without "step": got'],
  [{ parts: [{ step: "a", repeat: { from: 5, to: 2 } }] }, "parts[0].repeat.to must be a whole number of at least 5"],
  [where({ op: "=", left: field }), 'where must be an object with "right": got'],
  [
    where({ op: "=", left: field, right: { step: "a", aggregate: "sum" } }),
    'where.right must be an object with "field": got',
  ],
  [
    where({ op: "=", left: field, right: { step: "a", aggregate: "count", field: "v" } }),
    'where.right must be without "field": got',
  ],
  ...[{}, field].map((more): [unknown, string] => [
    where({ op: "=", left: field, right: { step: "a", aggregate: "mean", ...more } }),
    'where.right.aggregate must be *"count"*: got "mean"; see',
  ]),
  [where({ op: "=", left: { plus: [field] }, right: 1 }), "where.left.plus must be a list of 2: got"],
  [where({ op: ">", left: "v", right: 500 }), 'where must be a comparison with a field, * say { field: "v" }; see'],
  [where({ op: ">", left: { plus: [1, { times: [2, 3] }] }, right: 5 }), "where must be a comparison with a field, "],
  [where({ op: "in", left: field, right: "x" }), 'where.right must be a list, or a field: got "x"; see'],
  [where({ op: "in", left: [1], right: field }), "where.left must be no list: got [1]; see"],
  [where({ all: [{ op: "=", left: field, right: [1] }] }), "where.all[0].right must be no list: got [1]; see"],
  [where({ not: { op: "contains", left: field, right: 5 } }), "where.not.right must be a text, or a field: got 5; see"],
  [where({ op: "<", left: null, right: field }), "where.left must be a number or a text, or a field: got null; see"],
])("%j is refused where it is wrong", (json, said) => {
  const parts = said.split("*").map((part) => part.replace(/[.[\]?{}()|$^+]/g, "\\$&"));
  expect(() => patternFromJson(json as PatternJson)).toThrow(
    new RegExp(`^Cannot read a pattern as .*${parts.join(".*")}`),
  );
});

test.each([
  [Number.NaN, /where\.right must be .*: got NaN;/],
  [Number.POSITIVE_INFINITY, /where\.right must be .*: got Infinity;/],
  [5n, /where\.right must be .*: got 5n;/],
])("what JSON has no word for is shown as it is: %s", (right, said) => {
  expect(() => patternFromJson(where({ op: ">", left: field, right }) as PatternJson)).toThrow(said);
});

test.each([
  { op: "in", left: "x", right: field },
  { op: "=", left: { time: "event" }, right: 5 },
  { op: "!=", left: null, right: field },
  { op: "<", left: { minus: [{ time: "event" }, 1] }, right: 5 },
])("%j can be, and is taken", (condition) => {
  expect(patternToJson(patternFromJson(where(condition) as PatternJson))).toEqual(where(condition));
});
