import { describe, expect, test } from "vitest";
import { type Dataset, from, state } from "../../../core/mod.ts";
import { at, crash, end, harness, on, row, verifyOperator, watermark } from "../../../core/testing/mod.ts";
import { operatorOf } from "../operators/operator-of.ts";

interface Order {
  readonly id: number;
  readonly item: string;
}

interface Payment {
  readonly order: number;
  readonly by: string;
}

const orders = from<Order>([]);
const payments = from<Payment>([]);
const order = (id: number, item: string): Order => ({ id, item });
const payment = (id: number, by: string): Payment => ({ order: id, by });

describe("two datasets", () => {
  test("each row is what the lambda of its side makes of it", async () => {
    const connected = from([1, 2]).connect(from(["a"]));
    const mapped = connected.map(
      (n) => n * 10,
      (text) => text.length,
    );
    expect((await mapped.collect()).sort()).toEqual([1, 10, 20]);
    const all = connected.flatMap(
      (n) => [n, n],
      (text) => [text.toUpperCase()],
    );
    expect((await all.collect()).map(String).sort()).toEqual(["1", "1", "2", "2", "A"]);
  });

  test("functions of both sides share what open returned, and side outputs", () =>
    verifyOperator(
      operatorOf(
        from<number>([])
          .connect(from<string>([]))
          .process(
            {
              open: () => "n",
              left: (n, { opened }) => [`${opened}${n}`],
              right: (text, { sideOutput }) => sideOutput("texts", text),
            },
            { sideOutputs: ["texts"] },
          ),
      ),
      {
        input: [on(0, at(1, 5)), on(1, at(2, "a")), on(0, watermark(4)), on(1, watermark(3)), on(0, at(9, 6))],
        output: [at(1, "n5"), watermark(3), at(9, "n6")],
        sides: { texts: [at(2, "a")] },
        exchange: ["rebalance", "rebalance"],
      },
    ));
});

describe("two keyed datasets", () => {
  /** Orders that are not paid within a while. */
  const unpaid = operatorOf(
    orders
      .keyBy((each) => each.id)
      .connect(payments.keyBy((each) => each.order))
      .process(
        {
          state: { item: state.value<string>(), payer: state.value<string>() },
          left(each, { state, time, setEventTimer }) {
            const by = state.payer.get();
            if (by !== undefined) return [`${by} paid ${each.item}`];
            state.item.set(each.item);
            setEventTimer(time! + 10);
            return [];
          },
          right(each, { key, state, sideOutput }) {
            const item = state.item.get();
            state.payer.set(each.by);
            if (item === undefined) return sideOutput("early", key);
            state.item.clear();
            return [`${each.by} paid ${item}`];
          },
          onTimer: (_, { key, state }) => (state.item.get() === undefined ? [] : [`${key} is not paid`]),
        },
        { sideOutputs: ["early"] },
      ),
  );

  test("share the state and the timers of a key, whichever comes first", () =>
    verifyOperator(unpaid, {
      input: [
        on(0, at(1, order(1, "cup"))),
        on(0, at(2, order(2, "hat"))),
        on(1, at(3, payment(1, "Ann"))),
        on(1, at(4, payment(3, "Bob"))),
        on(0, watermark(20)),
        on(0, at(30, order(3, "tea"))),
        on(1, watermark(12)),
        end,
      ],
      output: [at(3, "Ann paid cup"), at(30, "Bob paid tea"), at(12, "2 is not paid"), watermark(12), end],
      sides: { early: [at(4, 3)] },
      exchange: [(each: Order) => each.id, (each: Payment) => each.order],
    }));

  test("must have keys that are alike", () => {
    const pairs = from([{ a: 1, b: 2 }]);
    const others = from([{ a: 1, c: 2 }]);
    expect(() => pairs.keyBy("a", "b").connect(others.keyBy("a", "c") as never)).toThrow(
      /Cannot connect keyed datasets as their keys must be alike: got a, b and a, c; key both by/,
    );
    expect(() => pairs.keyBy("a").connect(others as never)).toThrow(
      /Cannot connect a keyed dataset with one that is not/,
    );
    expect(() => pairs.connect([1] as never)).toThrow(/Cannot connect with an array of 1 as it must be a dataset/);
  });

  test("have the same results at any parallelism and batch size", async () => {
    const all = async (options: { parallelism: number; batchRows: number }) => {
      const sums = await from(Array.from({ length: 100 }, (_, n) => ({ id: n % 10, n })))
        .keyBy("id")
        .connect(from(Array.from({ length: 50 }, (_, n) => ({ id: n % 7, n: -n }))).keyBy("id"))
        .process({
          state: { sum: state.reducing((a: number, b: number) => a + b) },
          left(each, { state, setProcessingTimer }) {
            state.sum.add(each.n);
            setProcessingTimer(Number.MAX_SAFE_INTEGER);
          },
          right: (each, { state }) => state.sum.add(each.n),
          onTimer: (_, { key, state }) => [`${key}: ${state.sum.get()}`],
        })
        .collect(options);
      return sums.sort();
    };
    const plain = await all({ parallelism: 1, batchRows: 100 });
    // Of key 3: 3 + 13 + … + 93 − (3 + 10 + … + 45).
    expect(plain).toHaveLength(10);
    expect(plain[3]).toBe(`3: ${480 - 168}`);
    expect(await all({ parallelism: 3, batchRows: 4 })).toEqual(plain);
  });
});

interface Rule {
  readonly item: string;
  readonly most: number;
}

describe("a broadcast dataset", () => {
  const limits = from<Rule>([]).broadcast();
  const limited = operatorOf(
    orders
      .keyBy((each) => each.item)
      .connect(limits)
      .process({
        state: { ids: state.list<number>() },
        broadcastState: { most: state.map<string, number>(), rules: state.value<number>() },
        row(each, { key, state, broadcastState: { most, rules } }) {
          state.ids.add(each.id);
          const limit = most.get(key);
          return limit !== undefined && state.ids.size > limit
            ? [`${each.id}: more than ${limit} ${key}, ${rules.get()}`]
            : [];
        },
        broadcast(rule, { broadcastState: { most, rules } }) {
          most.set(rule.item, rule.most);
          rules.set((rules.get() ?? 0) + 1);
        },
      }),
  );
  const exchange = [(each: Order) => each.item, "broadcast"] as const;

  test("is state that every subtask has, also after rescaling up and down", () =>
    verifyOperator(limited, {
      input: [
        on(1, row({ item: "cup", most: 1 })),
        on(0, row(order(1, "cup"))),
        on(0, row(order(2, "hat"))),
        on(0, row(order(3, "cup"))),
        crash,
        on(1, row({ item: "hat", most: 0 })),
        on(0, row(order(4, "hat"))),
        on(0, row(order(5, "tea"))),
        on(0, row(order(6, "cup"))),
      ],
      output: [row("3: more than 1 cup, 1"), row("4: more than 0 hat, 2"), row("6: more than 1 cup, 2")],
      exchange,
    }));

  test("applyToKeyedState reaches the state of all keys, and only of keys that have it", () =>
    verifyOperator(
      operatorOf(
        orders
          .keyBy((each) => each.item)
          .connect(from<string>([]).broadcast())
          .process({
            state: { ids: state.list<number>(), count: state.value<number>() },
            row(each, { state }) {
              state.ids.add(each.id);
              if (each.id > 1) state.count.set(state.ids.size);
            },
            broadcast(word, { applyToKeyedState }) {
              const rows: string[] = [];
              applyToKeyedState("count", (key, { ids, count }) => {
                rows.push(`${word} ${key}: ${ids.get().join()}`);
                if (word === "clear") count.clear();
              });
              return rows;
            },
          }),
      ),
      {
        input: [
          on(0, row(order(1, "cup"))),
          on(0, row(order(2, "hat"))),
          on(0, row(order(3, "hat"))),
          on(0, row(order(4, "tea"))),
          on(1, row("all")),
          on(1, row("clear")),
          on(0, row(order(5, "tea"))),
          on(1, row("left")),
        ],
        output: [
          row("all hat: 2,3"),
          row("all tea: 4"),
          row("clear hat: 2,3"),
          row("clear tea: 4"),
          row("left tea: 4,5"),
        ],
        exchange,
      },
    ));

  test("a function of applyToKeyedState that throws leaves no key at hand", () =>
    verifyOperator(
      operatorOf(
        orders
          .keyBy((each) => each.item)
          .connect(from<string>([]).broadcast())
          .process({
            state: { count: state.value<number>() },
            row: (_, { state: { count } }) => count.set(1),
            broadcast(_, { applyToKeyedState }) {
              let setCount = () => undefined as void;
              try {
                applyToKeyedState("count", (_key, { count }) => {
                  setCount = () => count.set(2);
                  throw new Error("not this one");
                });
              } catch (thrown) {
                try {
                  setCount();
                } catch (error) {
                  return [(thrown as Error).message, (error as Error).message.slice(0, 28)];
                }
              }
              return [];
            },
          }),
      ),
      {
        input: [on(0, row(order(1, "cup"))), on(1, row("all"))],
        output: [row("not this one"), row('Cannot use state "count" now')],
        order: "kept",
        exchange,
      },
    ));

  test("is read-only for other rows, and has neither keys nor timers", async () => {
    const wrong = (functions: object): Promise<unknown> =>
      from([order(1, "cup")])
        .keyBy("item")
        .connect(from([{ item: "cup", most: 1 }]).broadcast())
        .process({
          state: { ids: state.list<number>() },
          broadcastState: { most: state.map<string, number>() },
          row: () => [],
          broadcast: () => [],
          ...functions,
        })
        .collect()
        .catch(String);
    // biome-ignore lint/suspicious/noExplicitAny: mistakes have no types
    type Loose = any;
    const changes = { row: (_: unknown, { broadcastState }: Loose) => broadcastState.most.set("cup", 5) };
    expect(await wrong(changes)).toMatch(
      /Cannot change broadcast state "most" here as every subtask's copy must stay the same/,
    );
    const keyed = { broadcast: (_: unknown, { state }: Loose) => state.ids.add(1) };
    expect(await wrong(keyed)).toMatch(
      /Cannot use state "ids" now as it shows what belongs to a key, and none is at hand/,
    );
    const timed = { broadcast: (_: unknown, context: Loose) => context.setEventTimer(1), onTimer: () => [] };
    expect(await wrong(timed)).toMatch(/setEventTimer is not a function/);
    const unknown = { broadcast: (_: unknown, context: Loose) => context.applyToKeyedState("idz", () => undefined) };
    expect(await wrong(unknown)).toMatch(/must be declared: got "idz", declared ids/);
    expect(() => wrong({ broadcastState: { ids: state.list() } })).toThrow(
      /each name must be there once: got it in state and broadcastState/,
    );
    expect(() => wrong({ broadcastState: { most: state.map({ ttl: 5 }) } })).toThrow(
      /Cannot give broadcast state "most" of connect a time to live/,
    );
  });

  test("of a bounded run is there, all of it, before any other row", async () => {
    const rules = from(Array.from({ length: 5000 }, (_, n) => n));
    const rows = from([1])
      .connect(rules.broadcast())
      .process({
        broadcastState: { count: state.value<number>() },
        row: (_, { broadcastState }) => [broadcastState.count.get()],
        broadcast: (_, { broadcastState }) => broadcastState.count.set((broadcastState.count.get() ?? 0) + 1),
      });
    expect(await rows.collect({ batchRows: 10, parallelism: 2 })).toEqual([5000]);
  });

  test("a broadcast row that throws changes nothing, where the job goes on", async () => {
    const run = await harness((numbers: Dataset<number>, rules: Dataset<number>) =>
      numbers.connect(rules.broadcast()).process(
        {
          broadcastState: { all: state.list<number>() },
          row: (n, { broadcastState }) => [[n, ...broadcastState.all]],
          broadcast(rule, { broadcastState }) {
            broadcastState.all.add(rule);
            if (rule < 0) throw new RangeError("below 0");
          },
        },
        { onError: "skip" },
      ),
    );
    await run.send(on(1, row(1)), on(1, row(-2)), on(1, row(3)), on(0, row(0)));
    expect(run.output()).toEqual([row([0, 1, 3])]);
    expect(run.count("numRecordsSkipped")).toBe(1);
    await run.close();
  });
});
