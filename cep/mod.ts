// Patterns
export { pattern } from "./pattern/begin.ts";
export type { Guard, Pattern, PatternOf, RepeatOptions, Where, WithinOptions } from "./pattern/pattern.ts";
export { type AnyOrderOptions, inAnyOrder, oneOf, type Patterns } from "./pattern/alternatives.ts";
export type { Accepted, EventOf } from "./pattern/accepted.ts";
export type { AfterMatch } from "./pattern/part.ts";

// … and their matches
export { type MatchOf, type MatchOptions, match, type PatternMatching, type TimeoutOf } from "./match.ts";

// Several patterns over one input
export { matchEach, type MatchOfEach, type NamedPatterns } from "./match-each.ts";

// Patterns as data
export {
  type ConditionJson,
  type PartJson,
  type PatternJson,
  patternFromJson,
  patternToJson,
  type RepeatJson,
} from "./rules/pattern-json.ts";
export { patternJsonSchema } from "./rules/pattern-json-schema.ts";
export type { ComparisonName, Operand, StepAggregate } from "./pattern/comparison.ts";

// … that come, change and go
export { matchRules } from "./rules/match-rules.ts";
export type { Rule, RuleMatch } from "./rules/rule.ts";
