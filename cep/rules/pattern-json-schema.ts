import { comparisonNames } from "../pattern/comparison.ts";
import { contiguities } from "../pattern/part.ts";

const ref = (name: string) => ({ $ref: `#/$defs/${name}` }) as const;
const strict = { type: "object", additionalProperties: false } as const;
const list = (items: object, minItems = 1) => ({ type: "array", items, minItems }) as const;
const pair = { type: "array", items: ref("operand"), minItems: 2, maxItems: 2 } as const;
const ms = { type: "number", exclusiveMinimum: 0 } as const;
const text = { type: "string", minLength: 1 } as const;

const place = { by: ref("contiguity"), withinMs: ms, sincePreviousMs: ms } as const;
const repeated = { ...place, repeat: ref("repeat"), optional: { type: "boolean" } } as const;

/** The JSON Schema (draft 2020-12) of a pattern without code: what `patternFromJson` takes. */
export const patternJsonSchema: Readonly<Record<string, unknown>> & {
  readonly $defs: Readonly<Record<string, unknown>>;
} = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "A pattern of Millrace",
  ...strict,
  required: ["parts"],
  properties: { parts: list(ref("part")), afterMatch: ref("afterMatch") },
  $defs: {
    contiguity: { enum: contiguities },
    afterMatch: {
      anyOf: [
        { enum: ["none", "next", "past last"] },
        { ...strict, required: ["first"], properties: { first: text, onMiss: { const: "error" } } },
        { ...strict, required: ["last"], properties: { last: text, onMiss: { const: "error" } } },
      ],
    },
    repeat: {
      ...strict,
      required: ["from", "to"],
      properties: {
        from: { type: "integer", minimum: 1 },
        to: { anyOf: [{ type: "integer", minimum: 1 }, { const: null }] },
        inner: ref("contiguity"),
        greedy: { type: "boolean" },
        withinMs: ms,
      },
    },
    part: {
      anyOf: [
        {
          ...strict,
          required: ["step"],
          properties: { step: text, where: ref("condition"), until: ref("condition"), ...repeated },
        },
        {
          ...strict,
          required: ["not"],
          properties: { not: text, where: ref("condition"), ...place, by: { enum: ["next", "followedBy"] } },
        },
        {
          ...strict,
          required: ["group"],
          properties: { group: list(ref("part")), until: ref("condition"), ...repeated },
        },
        { ...strict, required: ["oneOf"], properties: { oneOf: list(list(ref("part"))), ...repeated } },
        {
          ...strict,
          required: ["inAnyOrder"],
          properties: {
            inAnyOrder: { ...list(list(ref("part"))), maxItems: 8 },
            atLeast: { type: "integer", minimum: 1 },
            inner: ref("contiguity"),
            ...repeated,
          },
        },
      ],
    },
    condition: {
      anyOf: [
        { const: true },
        {
          ...strict,
          required: ["op", "left", "right"],
          properties: { op: ref("op"), left: ref("operand"), right: ref("operand") },
        },
        { ...strict, required: ["all"], properties: { all: list(ref("condition")) } },
        { ...strict, required: ["any"], properties: { any: list(ref("condition")) } },
        { ...strict, required: ["not"], properties: { not: ref("condition") } },
      ],
    },
    op: { enum: comparisonNames },
    constant: { anyOf: [{ type: "number" }, { type: "string" }, { type: "boolean" }, { const: null }] },
    operand: {
      anyOf: [
        ref("constant"),
        list(ref("constant"), 0),
        { ...strict, required: ["field"], properties: { field: text } },
        { ...strict, required: ["step", "aggregate"], properties: { step: text, aggregate: { const: "count" } } },
        {
          ...strict,
          required: ["step", "aggregate", "field"],
          properties: { step: text, aggregate: { enum: ["sum", "avg", "min", "max", "first", "last"] }, field: text },
        },
        { ...strict, required: ["time"], properties: { time: { const: "event" } } },
        { ...strict, required: ["plus"], properties: { plus: pair } },
        { ...strict, required: ["minus"], properties: { minus: pair } },
        { ...strict, required: ["times"], properties: { times: pair } },
      ],
    },
  },
};
