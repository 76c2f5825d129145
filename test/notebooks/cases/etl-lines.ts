import { customers } from "../../../notebooks/cases/data/orders.ts";
import type { OrderLine } from "../../../notebooks/cases/etl/job.ts";

/** What has to be kept of messages, by a loop: the lines, and how many messages are refused. */
export function expectedLines(messages: readonly string[]): { readonly lines: OrderLine[]; readonly refused: number } {
  const seen = new Set<string>();
  const lines: OrderLine[] = [];
  let refused = 0;
  for (const message of messages) {
    let order: { id: string; customer?: number; at: string; lines: { sku: string; count: number; price: number }[] };
    try {
      order = JSON.parse(message);
    } catch {
      refused++;
      continue;
    }
    const { id, customer = -1, at, lines: given } = order;
    const isKnown = customers.has(customer);
    // That of nobody is known to have come before anybody looks for the customer.
    if (customer >= 0 && given.every(({ count }) => count > 0)) {
      if (seen.has(id)) continue;
      seen.add(id);
    }
    if (!isKnown || given.some(({ count }) => count <= 0)) refused++;
    else {
      for (const { sku, count, price } of given) {
        const eur = Math.round(100 * count * price) / 100;
        const { country } = customers.get(customer)!;
        lines.push({ day: at.slice(0, 10), order: id, at: new Date(at), customer, country, sku, count, eur });
      }
    }
  }
  return { lines, refused };
}

/** Lines as texts, in an order of their own: of one that is there twice both. A folder's day is read as a time. */
export function kept(lines: readonly OrderLine[]): string[] {
  return lines
    .map(({ day, order, at, customer, country, sku, count, eur }) =>
      [
        new Date(day).toISOString().slice(0, 10),
        order,
        new Date(at).toISOString(),
        customer,
        country,
        sku,
        count,
        eur,
      ].join(" "),
    )
    .sort();
}
