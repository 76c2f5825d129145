import { type Guard, Pattern, partOf, type Where } from "./pattern.ts";
import type { With } from "./step-types.ts";

/**
 * The first step of a pattern: its name, and which events it takes; or a group of steps, which may be repeated as a whole.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { match, pattern } from "millrace/cep";
 * const login = pattern("failed", (e: { user: string; ok: boolean; at: number }) => !e.ok)
 *   .times(3)
 *   .consecutive()
 *   .next("ok", (e) => e.ok)
 *   .within("1m");
 * const events = [false, false, false, true].map((ok, at) => ({ user: "ann", ok, at }));
 * const matches = from(events).withEventTime((e) => e.at).keyBy("user").apply(match(login));
 * console.log((await matches.collect()).map(({ failed }) => failed.length)); // [3]
 * ```
 */
export function pattern<Name extends string, Event, Narrow extends Event>(
  name: Name,
  where: Guard<Event, With<object, Name, Event>, Narrow>,
): Pattern<Event, With<object, Name, Narrow>, Name>;
export function pattern<Name extends string, Event>(
  name: Name,
  where: Where<Event, With<object, Name, Event>>,
): Pattern<Event, With<object, Name, Event>, Name>;
export function pattern<Event, Steps, Last extends string>(
  group: Pattern<Event, Steps, Last>,
): Pattern<Event, Steps, Extract<keyof Steps, string>>;
export function pattern(part: unknown, where?: unknown): unknown {
  return new Pattern({ parts: [partOf("next", part, where, "pattern")], afterMatch: "none" });
}
