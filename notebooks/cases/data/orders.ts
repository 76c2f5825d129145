import { seeded } from "./random.ts";

const dayMs = Date.UTC(2026, 2, 1);
const goods = [
  ["cup", 4.5],
  ["lamp", 39.9],
  ["chair", 120],
  ["rug", 210.25],
  ["poster", 12.8],
] as const;
const countries = ["DE", "FR", "NL", "PL", "SE"];

/** What a shop's database knows of its customers. */
export const customers: ReadonlyMap<number, { readonly country: string }> = new Map(
  Array.from({ length: 300 }, (_, id) => [id, { country: countries[id % countries.length]! }]),
);

/** Every so many orders: one that is sent again, as after an answer that was lost; one that is no good. */
export const sentAgainEach = 20;
export const badEach = 90;

/** Messages as a shop's server sends them, of three days, and what is wrong with some: cut off, without a customer, of nobody, for less than nothing. */
export function messages(orders = 4000, seed = 3): string[] {
  const { below } = seeded(seed);
  const made: string[] = [];
  for (let id = 1; id <= orders; id++) {
    const lines = Array.from({ length: 1 + below(3) }, () => {
      const [sku, price] = goods[below(goods.length)]!;
      return { sku, count: 1 + below(4), price };
    });
    const at = new Date(dayMs + Math.floor(((id - 1) / orders) * 3 * 86_400_000)).toISOString();
    const order = { id: `o-${id}`, customer: below(customers.size), at, lines };
    const text = JSON.stringify(order);
    if (id % badEach !== 0) made.push(text);
    else {
      const broken = [
        text.slice(0, 50),
        JSON.stringify({ ...order, customer: undefined }),
        JSON.stringify({ ...order, customer: 4711 }),
        JSON.stringify({ ...order, lines: [{ ...lines[0]!, count: -1 }] }),
      ];
      made.push(broken[(id / badEach) % broken.length]!);
    }
    if (id % sentAgainEach === 0) made.push(made.at(-1 - below(Math.min(made.length, 10)))!);
  }
  return made;
}
