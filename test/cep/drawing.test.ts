import { expect, test, vi } from "vitest";
import { match, pattern } from "../../cep/mod.ts";
import { from } from "../../core/mod.ts";

interface Event {
  readonly n: string;
}

const looked = pattern("a", (event: Event) => event.n === "a")
  .followedBy("b", (event) => event.n === "<b>")
  .notFollowedBy("c", (event) => event.n === "c")
  .within("5m");

test("an automaton as text says what each state waits for and where its ways lead", () => {
  expect(looked.explain()).toBe(
    [
      "0 start a",
      '  takes an event if event.n === "a" → 1 waits for b',
      "1 waits for b",
      '  takes an event if event.n === "<b>" → 2 match unless c comes',
      '  passes an event over if not (event.n === "<b>") → stays',
      "2 match unless c comes",
      '  goes on with the same event if event.n === "c" → 3 over, as c came',
      '  passes an event over if not (event.n === "c") → stays',
      "3 over, as c came",
    ].join("\n"),
  );
});

test("an automaton as SVG has a circle for each state and no markup of its conditions", () => {
  const svg = looked.explain("svg");
  expect(svg.match(/<circle /g)).toHaveLength(4);
  expect(svg).toContain("take if event.n === &quot;&lt;b&gt;&quot;");
  expect(svg).not.toContain("<b>");
});

test("the plan names the pattern and has a line for each state of its automaton", async () => {
  const found = from([{ n: "a" }])
    .withEventTime(() => 0)
    .apply(match(looked));
  const plan = await found.explain();
  expect(plan).toContain("a followedBy b not followedBy c within 5 m");
  expect(plan).toContain('0 start a: takes an event if event.n === "a" → 1 waits for b');
  expect(plan).toContain('(event.n === "c") → stays');
});

test("a pattern can be explained as text or SVG only", () => {
  expect(() => looked.explain("html" as "svg")).toThrow(
    /Cannot say explain of a pattern as it must be "text" or "svg": got html/,
  );
});

test("a pattern without a bound is warned of when its step is made, one with a bound is not", () => {
  const warnings: string[] = [];
  const onWarning = (warning: string): void => void warnings.push(warning);
  match(looked, { onWarning });
  match(pattern("a", (event: Event) => event.n === "a").next("b"), { onWarning });
  expect(warnings).toEqual([]);
  match(pattern("a", (event: Event) => event.n === "a").followedBy("b"), { onWarning });
  expect(warnings[0]).toMatch(
    /The pattern "a followedBy b" has no bound: what it has found waits at "b" .* say \.within/,
  );
  match(
    pattern("a", (event: Event) => event.n === "a")
      .oneOrMore()
      .consecutive(),
    { onWarning },
  );
  expect(warnings[1]).toMatch(/what it has found grows at "a" as long as fitting events come; say \.within/);
  const warned = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  match(pattern("a", (event: Event) => event.n === "a").followedBy("b"));
  expect(warned).toHaveBeenCalledOnce();
  warned.mockRestore();
});
