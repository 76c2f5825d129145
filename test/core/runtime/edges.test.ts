import { expect, test } from "vitest";
import { makeBatch } from "../../../core/data/batch.ts";
import { any } from "../../../core/data/data-type.ts";
import { valueSchema } from "../../../core/data/schema.ts";
import type { Sink, SinkWriter } from "../../../core/io/sink.ts";
import type { Source, SplitReader } from "../../../core/io/source.ts";
import { from, mapAsync, range } from "../../../core/mod.ts";
import { type Happening, notingSink } from "./record.ts";

const never = <Value>(): Promise<Value> => new Promise<Value>(() => undefined);

const noAnswer = (doing: string, option: string, ms = 5): string =>
  `Cannot ${doing} as it must answer in time: got no answer within ${ms} ms; ` +
  `see whether what is behind it can be reached, or raise ${option}`;

/** A sink that never answers one of its calls. */
function silentSink(silent: keyof SinkWriter | "open" | "commit"): Sink<unknown> {
  const answer = async (call: string): Promise<undefined> => (call === silent ? never() : undefined);
  return {
    name: "silent",
    guarantee: "exactly-once",
    open: async () => {
      await answer("open");
      return {
        write: () => answer("write"),
        finish: () => answer("finish"),
        prepare: async () => (await answer("prepare")) ?? { some: "rows" },
        close: () => answer("close"),
      };
    },
    commit: () => answer("commit"),
  };
}

for (const [call, doing] of [
  ["open", "open silent"],
  ["write", "write to silent"],
  ["finish", "finish silent"],
  ["prepare", "prepare silent"],
  ["commit", "commit to silent"],
] as const) {
  test(`a sink whose ${call} never settles fails the run`, async () => {
    const run = range(3).sinkTo(silentSink(call)).run({ ioTimeout: 5 });
    await expect(run).rejects.toThrow(noAnswer(doing, "ioTimeout"));
  });
}

test("a sink whose close never settles fails the run, and does not hide why it failed before", async () => {
  const rows = range(3);
  await expect(rows.sinkTo(silentSink("close")).run({ closeTimeout: 5 })).rejects.toThrow(
    noAnswer("close silent", "closeTimeout"),
  );
  const failing = rows.map(() => {
    throw new Error("no such row");
  });
  await expect(failing.sinkTo(silentSink("close")).run({ closeTimeout: 5 })).rejects.toThrow("no such row");
});

/** A source that never answers one of its calls; read, it gives one row and ends. */
function silentSource(silent: keyof SplitReader | "describe" | "splits" | "open"): Source<number> {
  const answer = async (call: string): Promise<undefined> => (call === silent ? never() : undefined);
  const schema = valueSchema(any);
  let given = 0;
  return {
    name: "silent",
    boundedness: "bounded",
    describe: async () => (await answer("describe")) ?? { schema },
    splits: async () => (await answer("splits")) ?? [{ id: "all" }],
    open: async () => {
      await answer("open");
      return {
        read: async () => {
          await answer("read");
          if (given++ > 0) return undefined;
          return makeBatch(schema, 1, [{ type: any, layout: "values", values: [7], validity: undefined }]);
        },
        position: () => 0,
        close: () => answer("close"),
      };
    },
  };
}

for (const [call, doing] of [
  ["describe", "look at silent"],
  ["splits", "list what to read of silent"],
  ["open", "open silent"],
] as const) {
  test(`a source whose ${call} never settles fails the run`, async () => {
    await expect(from(silentSource(call)).collect({ ioTimeout: 5 })).rejects.toThrow(noAnswer(doing, "ioTimeout"));
  });

  test(`a run can be stopped while a source's ${call} does not settle`, async () => {
    const stop = new AbortController();
    const run = from(silentSource(call)).collect({ signal: stop.signal });
    setTimeout(() => stop.abort(new Error("enough")), 5);
    await expect(run).rejects.toThrow("enough");
  });
}

test("a source whose close never settles fails the run, and a stop all the same stops", async () => {
  await expect(from(silentSource("close")).collect({ closeTimeout: 5 })).rejects.toThrow(
    noAnswer("close silent", "closeTimeout"),
  );
  const stop = new AbortController();
  const rows = from(silentSource("close")).map((n) => {
    stop.abort(new Error("enough"));
    return n;
  });
  await expect(rows.collect({ signal: stop.signal, closeTimeout: 5 })).rejects.toThrow("enough");
});

test("a stream may be idle, and a function of the user's take its time, for longer than any timeout", async () => {
  async function* idle(): AsyncGenerator<number> {
    for (let n = 0; n < 2; n++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      yield n;
    }
  }
  const seen: number[] = [];
  await from(idle()).forEach(
    async (n) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      seen.push(n);
    },
    { ioTimeout: 2 },
  );
  expect(seen).toEqual([0, 1]);
});

test("what opens when nobody waits any more is closed", async () => {
  const happened: Happening[] = [];
  const opened = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  const sink = notingSink(happened, { close: async () => closed.resolve() });
  const late: Sink<unknown> = { ...sink, open: async (context) => opened.promise.then(() => sink.open(context)) };
  await expect(range(1).sinkTo(late).run({ ioTimeout: 5 })).rejects.toThrow(noAnswer("open sink", "ioTimeout"));
  opened.resolve();
  await closed.promise;
  expect(happened).toEqual(["sink opens 0", "sink closes 0"]);
});

test("a timeout is a duration", async () => {
  await expect(range(1).collect({ ioTimeout: "soon" })).rejects.toThrow(/^Cannot take "soon" as ioTimeout as it must/);
  await expect(range(1).collect({ closeTimeout: 0 })).rejects.toThrow(/^Cannot take 0 as closeTimeout as it must/);
});

test("all subtasks of a source have stopped when a run fails by one of them", async () => {
  const happened: Happening[] = [];
  const source: Source<number> = {
    name: "two halves",
    boundedness: "bounded",
    splits: async () => [{ id: "bad" }, { id: "slow" }],
    open: async ({ id }, _, { signal }) => ({
      read: () =>
        id === "bad"
          ? Promise.reject(new Error("bad disk"))
          : new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
      position: () => 0,
      close: async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        happened.push(`${id} closes`);
      },
    }),
  };
  const run = from(source).sinkTo(notingSink(happened)).run({ parallelism: 2 });
  await expect(run).rejects.toThrow("bad disk");
  expect(happened.slice(-4).sort()).toEqual(["bad closes", "sink closes 0", "sink closes 1", "slow closes"]);
  expect(happened.slice(-2)).toEqual(["sink closes 0", "sink closes 1"]);
});

test("a subtask of a source that is held back has stopped when a run fails by another one", async () => {
  const failing = Promise.withResolvers<never>();
  const asked = new Set<string>();
  const source: Source<string> = {
    name: "two rows",
    boundedness: "bounded",
    splits: async () => [{ id: "bad" }, { id: "silent" }],
    open: async ({ id }) => {
      let given = false;
      return {
        read: async () => {
          if (given) return undefined;
          given = true;
          return makeBatch(valueSchema(any), 1, [{ type: any, layout: "values", values: [id], validity: undefined }]);
        },
        position: () => 0,
        close: async () => undefined,
      };
    },
  };
  const ask = (id: string): Promise<never> => {
    if (asked.add(id).size === 2) failing.reject(new Error("bad disk"));
    return id === "bad" ? failing.promise : never();
  };
  const run = from(source)
    .apply(mapAsync(ask, { capacity: 1, timeout: "1h" }))
    .collect({ parallelism: 2 });
  await expect(run).rejects.toThrow("bad disk");
});
