import { expect, test } from "vitest";
import { match, matchEach, pattern } from "../../cep/mod.ts";
import { metricsText, prometheusText } from "../../core/display/mod.ts";
import { from } from "../../core/mod.ts";
import { handed } from "../core/runtime/handed-source.ts";

interface Event {
  readonly n: string;
  readonly at: number;
}

const is = (n: string) => (event: Event) => event.n === n;
const events = (names: string, from = 0): Event[] => [...names].map((n, at) => ({ n, at: from + at }));

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 20_000; tries++) {
    if (isSo()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error("Cannot go on as it must become so in time");
}

test("a run shows how many partial matches wait for each step, after a failure those that there are", async () => {
  const source = handed<Event>();
  let failures = 0;
  const run = from(source.source)
    .filter((event) => {
      if (event.n === "!" && failures++ === 0) throw new Error("once");
      return true;
    })
    .withEventTime((event) => event.at)
    .apply(match(pattern("a", is("a")).followedBy("b", is("b")).followedBy("c", is("c")), { name: "abc" }))
    .discard()
    .start({ restart: { strategy: "fixed delay", attempts: 3, delay: 0 } });
  run.finished.catch(() => undefined);
  const waiting = (step: string): number => run.metrics.get("abc", `partialMatches(${step})`);
  source.give(...events("aaab"), { n: "z", at: 10 });
  await until(() => waiting("c") === 3);
  expect(waiting("b")).toBe(0);
  source.give(...events("aa", 11), { n: "z", at: 20 });
  await until(() => waiting("b") === 2);
  const { gauges, stateEntries } = run.metrics.snapshot().steps.abc!;
  expect(gauges).toEqual({ "partialMatches(a)": 0, "partialMatches(b)": 2, "partialMatches(c)": 3 });
  expect(stateEntries).toBeGreaterThanOrEqual(5);
  expect(metricsText(run.metrics.snapshot())).toContain("partialMatches(c) 3, partialMatches(b) 2");
  expect(prometheusText(run.metrics.snapshot())).toMatch(/TYPE millrace_gauge gauge\n.*name="partialMatches/);
  source.give({ n: "!", at: 21 }, { n: "z", at: 22 });
  await until(() => failures === 2 && waiting("b") === 2);
  expect([waiting("b"), waiting("c"), run.metrics.snapshot().numRestarts]).toEqual([2, 3, 1]);
  source.give({ n: "c", at: 30 }, { n: "z", at: 31 });
  await until(() => waiting("c") === 0);
  await run.stop();
});

test("of several patterns each is told with its name, those that have none are left out", async () => {
  const source = handed<Event>();
  const patterns = {
    first: pattern("a", is("a")).followedBy("b", is("b")),
    second: pattern("a", is("a")).followedBy("c", is("c")),
    third: pattern("x", is("x")).followedBy("y", is("y")),
  };
  const run = from(source.source)
    .withEventTime((event) => event.at)
    .apply(matchEach(patterns, { name: "each" }))
    .discard()
    .start();
  run.finished.catch(() => undefined);
  source.give(...events("aab"), { n: "z", at: 10 });
  const gauges = () => run.metrics.snapshot().steps.each?.gauges ?? {};
  await until(() => gauges()["partialMatches(second: c)"] === 2);
  expect(gauges()).toEqual({ "partialMatches(second: c)": 2 });
  await run.stop();
});

test("what reaches a limit, or throws, is told with its pattern", async () => {
  const rows = from(events("aaaaaz")).withEventTime((event) => event.at);
  const many = matchEach(
    { many: pattern("a", is("a")).followedBy("b", is("b")) },
    { maxPartialMatches: 3, name: "each" },
  );
  await expect(rows.apply(many).collect()).rejects.toThrow(
    'Cannot match any further in pattern "many" of each as a key may have 3 partial matches at most',
  );
  const throwing = matchEach(
    {
      bad: pattern("a", is("a")).followedBy("b", (_event, { count }) => {
        if (count("a") === 1) throw new Error("no");
        return false;
      }),
    },
    { name: "each" },
  );
  await expect(rows.apply(throwing).collect()).rejects.toThrow('apply a condition of pattern "bad" of each');
});
