import { expect, test } from "vitest";
import type { Sink, Source } from "../../../core/io/mod.ts";
import { deadLetter, follow, from, into, replay, schema } from "../../../core/mod.ts";

interface Row {
  readonly n: number;
}

/** What was called of a source and a sink, in order. */
type Calls = string[];

function source(calls: Calls, reach: () => Promise<void> = async () => undefined): Source<Row> {
  return {
    name: "a source",
    boundedness: "bounded",
    reach: (use) => {
      calls.push(`reach source to ${use}`);
      return reach();
    },
    splits: async () => {
      calls.push("splits");
      return [];
    },
    open: () => Promise.reject(new Error("there is no split")),
  };
}

function sink<Taken>(calls: Calls, reach: () => Promise<void> = async () => undefined): Sink<Taken> {
  return {
    name: "a sink",
    guarantee: "none",
    reach: (use) => {
      calls.push(`reach sink to ${use}`);
      return reach();
    },
    open: async () => {
      calls.push("open sink");
      return { write: () => undefined, prepare: async () => undefined, close: async () => undefined };
    },
    commit: async () => undefined,
  };
}

const failing = (message: string) => () => Promise.reject(new Error(message));

test("what a run reads and writes is asked whether it can be reached before anything is opened", async () => {
  const calls: Calls = [];
  await from(source(calls), { onError: deadLetter(sink(calls)) })
    .sinkTo(sink(calls))
    .run();
  expect(calls.slice(0, 3)).toEqual(["reach source to read", "reach sink to write", "reach sink to write"]);
  expect(calls.slice(3).sort()).toEqual(["open sink", "open sink", "splits"]);
});

test("one that cannot be reached fails the run with its own words, and nothing is opened or begun again", async () => {
  const calls: Calls = [];
  const run = from(source(calls, failing("Cannot reach the topic t as it must exist: got none; make it")))
    .sinkTo(sink(calls))
    .run({ restart: { strategy: "fixed delay", delay: 0 } });
  await expect(run).rejects.toThrow(/^Cannot reach the topic t as it must exist: got none; make it$/);
  expect(calls).toEqual(["reach source to read", "reach sink to write"]);
  const thrown = from(source([], failing("nobody there"))).sinkTo(sink([]));
  await expect(thrown.run()).rejects.toThrow(/^Cannot reach a source as it threw Error: nobody there;/);
});

test("several that cannot be reached are told together, sources first", async () => {
  const bad = (what: string) => failing(`Cannot reach ${what} as it must exist: got none; make it`);
  const run = from(source([], bad("topic a")))
    .sinkTo(sink([], bad("topic b")))
    .run();
  await expect(run).rejects.toThrow(
    "Cannot begin the run as all that it reads and writes must be reached: got 2 that cannot be; mend each:\n" +
      "- Cannot reach topic a as it must exist: got none; make it\n" +
      "- Cannot reach topic b as it must exist: got none; make it",
  );
  const same = from(source([], bad("host h")))
    .sinkTo(sink([], bad("host h")))
    .run();
  await expect(same).rejects.toThrow(/^Cannot reach host h as it must exist: got none; make it$/);
});

test("a run that is stopped while it asks ends at once", async () => {
  const stop = new AbortController();
  const run = from(source([], () => new Promise<void>(() => stop.abort(new Error("enough")))))
    .sinkTo(sink([]))
    .run({ signal: stop.signal });
  await expect(run).rejects.toThrow("enough");
});

test("sources that are made of others ask those", async () => {
  const numbers = { schema: schema({ n: "int32" }) };
  const made = (calls: Calls) => [
    from(source(calls), numbers),
    from(replay(source(calls), { time: "n", speedUp: Number.POSITIVE_INFINITY })),
  ];
  for (const at of [0, 1]) {
    const calls: Calls = [];
    await made(calls)[at]!.limit(0).sinkTo(into<Row>([])).run();
    expect(calls[0]).toBe("reach source to read");
  }
  const calls: Calls = [];
  const recorded = { columns: ["n"], behind: async () => new Map() };
  await follow(source(calls), { ...source(calls), boundedness: "unbounded", recorded }).reach!("read");
  expect(calls).toEqual(["reach source to read", "reach source to read"]);
});
