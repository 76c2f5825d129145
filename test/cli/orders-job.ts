/** A job of an order at nine, which then waits: its window does not fire. */
export const ordersJob: string = `import { count, job, tumbling } from "millrace";
const orders = { async *[Symbol.asyncIterator]() { yield { at: Date.UTC(2026, 0, 1, 9, 2) }; console.log("given"); await new Promise(() => {}); } };
export default job("orders", ({ from }) =>
  from(orders, { boundedness: "unbounded" })
    .withEventTime((order) => order.at)
    .windowAll(tumbling("1h"))
    .aggregate({ orders: count() }, { name: "orders an hour" })
    .discard());`;
