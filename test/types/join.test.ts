import { expectTypeOf, test } from "vitest";
import { type Dataset, from, tumbling } from "../../core/mod.ts";

interface Order {
  readonly customer: number;
  readonly day: string;
  readonly total: number;
}

interface Customer {
  readonly id: number;
  readonly name: string;
}

interface Rate {
  readonly day: string;
  readonly rate: number;
}

const orders: Dataset<Order> = from<Order>([]);
const customers: Dataset<Customer> = from<Customer>([]);
const rates: Dataset<Rate> = from<Rate>([]);

type RowOf<Each> = Each extends Dataset<infer Row> ? Row : never;

test("rows of a join have the types of both sides, flat, and null where a partner may be missing", () => {
  const on = [(o: Order) => o.customer, (c: Customer) => c.id] as const;
  const inner = orders.join(customers, { on: [(o) => o.customer, (c) => c.id] });
  expectTypeOf<RowOf<typeof inner>>().toEqualTypeOf<{
    readonly customer: number;
    readonly day: string;
    readonly total: number;
    readonly id: number;
    readonly name: string;
  }>();
  const left = orders.join(rates, { on: "day", how: "left" });
  expectTypeOf<RowOf<typeof left>>().toEqualTypeOf<{
    readonly customer: number;
    readonly day: string;
    readonly total: number;
    readonly rate: number | null;
  }>();
  const full = orders.join(rates, { on: ["day"], how: "full" });
  expectTypeOf<RowOf<typeof full>>().toEqualTypeOf<{
    readonly day: string;
    readonly customer: number | null;
    readonly total: number | null;
    readonly rate: number | null;
  }>();
  const right = orders.join(rates, { on: "day", how: "right" });
  expectTypeOf<RowOf<typeof right>>().toEqualTypeOf<{
    readonly customer: number | null;
    readonly total: number | null;
    readonly day: string;
    readonly rate: number;
  }>();
  const semi = orders.join(customers, { on, how: "semi" });
  expectTypeOf<RowOf<typeof semi>>().toEqualTypeOf<Order>();
});

test("a window adds its columns; select says what comes out and sees null where a partner may be missing", () => {
  const windowed = orders.join(customers, {
    on: [(o) => o.customer, (c) => c.id],
    how: "anti",
    window: tumbling("10s"),
  });
  expectTypeOf<RowOf<typeof windowed>>().toEqualTypeOf<{
    readonly customer: number;
    readonly day: string;
    readonly total: number;
    readonly windowStart: number;
    readonly windowEnd: number;
  }>();
  const selected = orders.join(customers, {
    on: [(o) => o.customer, (c) => c.id],
    how: "left",
    select: (order, customer) => {
      expectTypeOf(order).toEqualTypeOf<Order>();
      expectTypeOf(customer).toEqualTypeOf<Customer | null>();
      return `${order.total} ${customer?.name}`;
    },
  });
  expectTypeOf<RowOf<typeof selected>>().toEqualTypeOf<string>();
});

test("what cannot be right does not compile", () => {
  // @ts-expect-error: only one side has the column
  expectTypeOf(() => orders.join(customers, { on: "customer" })).toBeFunction();
  // @ts-expect-error: there is no such join
  expectTypeOf(() => orders.join(rates, { on: "day", how: "outer" })).toBeFunction();
  // @ts-expect-error: there is no such column in a row of the result
  expectTypeOf(() => orders.join(rates, { on: "day" }).map((row) => row.name)).toBeFunction();
});
