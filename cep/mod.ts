// Patterns
export { pattern } from "./pattern/begin.ts";
export type { Guard, Pattern, PatternOf, RepeatOptions, Where, WithinOptions } from "./pattern/pattern.ts";
export { type AnyOrderOptions, inAnyOrder, oneOf, type Patterns } from "./pattern/alternatives.ts";
export type { Accepted, EventOf } from "./pattern/accepted.ts";
export type { AfterMatch } from "./pattern/part.ts";

// … and their matches
export { type MatchOf, type MatchOptions, match, type PatternMatching, type TimeoutOf } from "./match.ts";
