import { expect, test } from "vitest";
import { match, type PatternOf, pattern } from "../../cep/mod.ts";
import { from, into, type RunOptions } from "../../core/mod.ts";
import { memoryFiles } from "../../core/testing/memory-files.ts";
import { handed } from "../core/runtime/handed-source.ts";

interface Event {
  readonly n: string;
  readonly at: number;
}

const is = (n: string) => (event: Event) => event.n === n;
const ab = () => pattern("a", is("a")).followedBy("b", is("b")).within("1m");
const abc = () => pattern("a", is("a")).followedBy("b", is("b")).followedBy("c", is("c")).within("1m");

function upgraded(before: PatternOf<Event>, after: PatternOf<Event>, name = "looks") {
  const files = memoryFiles();
  const source = handed<Event>();
  const found: unknown[] = [];
  const plan = (one: PatternOf<Event>, step: string, sink: unknown[]) =>
    from(source.source)
      .withEventTime((event) => event.at)
      .apply(match(one as never, { name: step }) as never)
      .sinkTo(into(sink));
  return async (checkpoint: Partial<NonNullable<RunOptions["checkpoint"]>> = {}) => {
    const first = plan(before, "looks", []).start({ checkpoint: { dir: "ck", interval: "1h", files } });
    first.finished.catch(() => undefined);
    source.give({ n: "a", at: 1 }, { n: "z", at: 2 });
    while (first.metrics.get("looks", "partialMatches(b)") === 0) await new Promise((done) => setImmediate(done));
    const savepoint = await first.savepoint("sp");
    await first.stop();
    const options = { dir: "ck2", interval: "10ms", files, from: savepoint, ...checkpoint } as const;
    const second = plan(after, name, found).start({ checkpoint: options, restart: { strategy: "none" } });
    source.give({ n: "b", at: 3 }, { n: "c", at: 4 }, { n: "z", at: 5 });
    const going = (async () => {
      while (second.metrics.get(name, "numRecordsIn") < 3) await new Promise((done) => setImmediate(done));
      while (!second.checkpoints().some(({ path }) => path !== null)) await new Promise((done) => setImmediate(done));
    })();
    try {
      await Promise.race([going, second.finished]);
    } finally {
      await second.stop().catch(() => undefined);
      second.finished.catch(() => undefined);
    }
    return found;
  };
}

test("a pattern that is the same goes on with its partial matches", async () => {
  expect(await upgraded(ab(), ab())()).toEqual([{ a: [{ n: "a", at: 1 }], b: [{ n: "b", at: 3 }] }]);
});

test("one that has changed is refused with both, and says how to let go of what was under way", async () => {
  await expect(upgraded(ab(), abc())()).rejects.toThrow(
    /must fit the job: it must be state of the kind that it was; let go of it, by another name of the step and unmatched: "drop", or .*\n\n.*\n.*a followedBy b within.*a followedBy b followedBy c/,
  );
});

test("by another name of the step it begins anew, where what nobody takes may go", async () => {
  expect(await upgraded(ab(), abc(), "looks again")({ upgrade: { unmatched: "drop" } } as never)).toEqual([]);
});
