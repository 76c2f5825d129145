import { holds } from "../pattern/comparison.ts";
import { type Condition, truthOf } from "../pattern/condition.ts";
import type { AcceptedEvents } from "./accepted-events.ts";

/** What a condition says of an event and what was accepted before it. */
export type Test = (event: unknown, match: AcceptedEvents) => boolean;

/** A condition as one function. */
export function testOf(condition: Condition): Test {
  switch (condition.kind) {
    case "true":
      return () => true;
    case "event":
      return (event) => truthOf(condition.test(event as never));
    case "match":
      return (event, match) => truthOf(condition.test(event as never, match as never));
    case "compare":
      return (event, match) => holds(condition.comparison, event, match as never);
    default:
      return joined(condition.kind, condition.of.map(testOf));
  }
}

function joined(kind: "and" | "or" | "not", tests: readonly Test[]): Test {
  if (kind === "not") return (event, match) => !tests[0]!(event, match);
  return kind === "and"
    ? (event, match) => tests.every((test) => test(event, match))
    : (event, match) => tests.some((test) => test(event, match));
}
