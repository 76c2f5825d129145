import { expectTypeOf, test } from "vitest";
import { type Dataset, from, iterate, lookupJoin, mapAsync, mapPartition, once, type Rounds } from "../../core/mod.ts";

interface Order {
  readonly customer: number;
  readonly total: number;
}

const orders: Dataset<Order> = from<Order>([]);

type RowOf<Each> = Each extends Dataset<infer Row> ? Row : never;

test("an async function's row comes from the dataset, and its answer's type is that of the promise", () => {
  const totals = orders.apply(mapAsync(async (order) => order.total));
  expectTypeOf<RowOf<typeof totals>>().toEqualTypeOf<number>();
  const atOnce = orders.apply(mapAsync((order) => `${order.total}`, { onTimeout: () => "late" }));
  expectTypeOf<RowOf<typeof atOnce>>().toEqualTypeOf<string>();
});

test("looked up rows have the properties of both; a left one may lack those of the other side", () => {
  const lookup = async (id: number) => ({ name: `customer ${id}` });
  const inner = orders.apply(lookupJoin({ by: (order) => order.customer, lookup }));
  expectTypeOf<RowOf<typeof inner>>().toEqualTypeOf<Order & { name: string }>();
  const left = orders.apply(lookupJoin({ by: (order) => order.customer, lookup, how: "left" }));
  expectTypeOf<RowOf<typeof left>>().toEqualTypeOf<Order & Partial<{ name: string }>>();
  const select = ({ total }: Order, found: { name: string } | null) => ({ total, known: found !== null });
  const chosen = orders.apply(lookupJoin({ by: (order: Order) => order.customer, lookup, how: "left", select }));
  expectTypeOf<RowOf<typeof chosen>>().toEqualTypeOf<{ total: number; known: boolean }>();
});

test("the body of an iteration sees its variable and its data, and gives what comes out", () => {
  const data = [from(["a"]), once(from([true]))] as const;
  const all = iterate(orders, { data }, (variable, [texts, flags], round) => {
    expectTypeOf(variable).toEqualTypeOf<Dataset<Order>>();
    expectTypeOf(texts).toEqualTypeOf<Dataset<string>>();
    expectTypeOf(flags).toEqualTypeOf<Dataset<boolean>>();
    expectTypeOf(round).toEqualTypeOf<Rounds>();
    return { feedback: variable, output: texts.map((text) => text.length) };
  });
  expectTypeOf<RowOf<typeof all>>().toEqualTypeOf<number>();
  const same = iterate(orders, {}, (variable) => ({ feedback: variable }));
  expectTypeOf<RowOf<typeof same>>().toEqualTypeOf<Order>();
});

test("a partition's function is given the rows of the dataset", () => {
  const longest = orders.apply(mapPartition((rows) => [Math.max(...Array.from(rows, ({ total }) => total))]));
  expectTypeOf<RowOf<typeof longest>>().toEqualTypeOf<number>();
});
