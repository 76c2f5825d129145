import fc from "fast-check";
import { expect, test } from "vitest";
import { patternFromJson, patternToJson } from "../../cep/mod.ts";
import type { Comparison } from "../../cep/pattern/comparison.ts";
import { always, type Condition } from "../../cep/pattern/condition.ts";
import { contiguities, once, type Part, type PatternSpec, type Quantifier, stepNames } from "../../cep/pattern/part.ts";
import { Pattern } from "../../cep/pattern/pattern.ts";

const contiguity = fc.constantFrom(...contiguities);
const ms = fc.option(fc.integer({ min: 1, max: 99 }), { nil: undefined });
const within = fc.record({ firstMs: ms, previousMs: ms });

const value = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null));
const operand = fc.oneof(
  fc.constant({ field: "v" }),
  fc.constant({ plus: [{ field: "v" }, { times: [2, { minus: [{ field: "w" }, 1] }] }] }),
);
const comparison = fc
  .record({ op: fc.constantFrom("=", "!=", "<", "<=", ">", ">="), left: operand, right: value })
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
