import type { Click } from "../clickstream/job.ts";
import { seeded } from "./random.ts";

const minute = 60_000;
const dayMs = Date.UTC(2026, 2, 2);

/** What is known of the visits of a day: the sessions that clicks have to make. */
export interface Visit {
  readonly user: string;
  readonly startMs: number;
  readonly pages: readonly Click["page"][];
}

/** How a visit goes on: to the next page with this chance, else to another product or away. */
const goesOn = { product: 0.7, cart: 0.35, checkout: 0.6, paid: 0.75 } as const;
const funnel = ["product", "cart", "checkout", "paid"] as const;

/** Visits of 800 people in a day, an hour or more between two of one person. */
export function visits(seed = 4): Visit[] {
  const { next, below } = seeded(seed);
  const made: Visit[] = [];
  for (let number = 0; number < 800; number++) {
    let startMs = dayMs + next() * 8 * 60 * minute;
    while (startMs < dayMs + 22 * 60 * minute) {
      const pages: Click["page"][] = ["home"];
      for (const page of funnel) {
        if (next() > goesOn[page]) break;
        for (let others = below(3); page === "product" && others > 0; others--) pages.push("product");
        pages.push(page);
      }
      // Somebody has a link to the checkout, and never saw a product: that is no way through the funnel.
      if (number % 97 === 0) pages.splice(1, pages.length, "checkout", "paid");
      made.push({ user: `user ${number}`, startMs: Math.floor(startMs), pages });
      startMs += (100 + next() * 500) * minute;
    }
  }
  return made;
}

/** The clicks of the visits, as they reach a server: up to two minutes after others that were later. */
export function clicks(): Click[] {
  const { next } = seeded(5);
  const made: { readonly sentMs: number; readonly click: Click }[] = [];
  for (const { user, startMs, pages } of visits()) {
    let at = startMs;
    for (const page of pages) {
      const sentMs = at + (next() < 0.05 ? 110_000 * next() : 0);
      made.push({ sentMs, click: { user, page, at } });
      at += Math.floor(5_000 + next() * 4 * minute);
    }
  }
  return made.sort((a, b) => a.sentMs - b.sentMs).map(({ click }) => click);
}
