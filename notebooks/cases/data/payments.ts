import type { Rule } from "millrace/cep";
import type { Payment } from "../fraud/job.ts";
import { seeded } from "./random.ts";

const minute = 60_000;
const hour = 60 * minute;
/** The day that the payments are of. */
export const dayMs: number = Date.UTC(2026, 2, 2);

const shops = ["grocer", "fuel", "bakery", "pharmacy", "books", "gift cards", "electronics"];
const countries = ["DE", "FR", "NL", "PL"];

/** Cards that are stolen, and what is done with them: what the job has to find, and nothing else. */
export const stolen: Readonly<Record<"testing" | "travel" | "gift cards", readonly string[]>> = {
  testing: ["card 17", "card 230", "card 512", "card 731", "card 1188"],
  travel: ["card 66", "card 404", "card 977"],
  // The first of them before anybody had thought of a rule.
  "gift cards": ["card 301", "card 845", "card 1042"],
};

/** A day of 1,500 cards: 12,000 honest payments and those of stolen cards, in the order of their time. */
export function payments(seed = 1): Payment[] {
  const { next, below } = seeded(seed);
  const made: Payment[] = [];
  const pay = (card: string, at: number, amount: number, more: Partial<Payment> = {}): void =>
    void made.push({ card, amount, country: "DE", shop: "grocer", online: false, ...more, at: Math.round(at) });
  for (let number = 0; number < 1500; number++) {
    const home = countries[below(countries.length)]!;
    const abroad = countries[below(countries.length)]!;
    // One in fifty flies somewhere at noon, and pays there from the evening on.
    const flies = number % 50 === 49;
    for (let count = 4 + below(9); count > 0; count--) {
      const at = dayMs + 6 * hour + next() * 17 * hour;
      if (flies && at > dayMs + 11 * hour && at < dayMs + 17 * hour) continue;
      const amount = Math.round(100 * Math.exp(1 + 3 * next() * next() + 2 * next())) / 100;
      const online = next() < 0.2;
      const country = online ? countries[below(countries.length)]! : flies && at > dayMs + 12 * hour ? abroad : home;
      const shop = shops[below(shops.length)]!;
      pay(`card ${number}`, at, shop === "gift cards" ? Math.min(amount, 90) : amount, { country, shop, online });
    }
  }
  for (const [nth, card] of stolen.testing.entries()) {
    const at = dayMs + (7 + 3 * nth) * hour;
    for (const [step, amount] of [1.2, 0.5, 2.9, 740 + nth].entries())
      pay(card, at + step * minute, amount, { online: true, shop: "electronics", country: "PL" });
  }
  for (const [nth, card] of stolen.travel.entries()) {
    const at = dayMs + (9 + 4 * nth) * hour;
    pay(card, at, 40, { country: "NL" });
    pay(card, at + 20 * minute, 310, { country: "TH" });
  }
  for (const [nth, card] of stolen["gift cards"].entries()) {
    const at = dayMs + [10, 13, 16][nth]! * hour;
    for (const step of [0, 5, 9]) pay(card, at + step * minute, 200 - 40 * nth, { shop: "gift cards", online: true });
  }
  return made.sort((a, b) => a.at - b.at);
}

/** What analysts write while the job runs: at noon a rule, at 15:00 a stricter one in its place. */
export function rules(): (Rule & { readonly at: number })[] {
  const giftCards = (version: number, amount: number, hourOfDay: number): Rule & { readonly at: number } => ({
    id: "gift cards",
    version,
    at: dayMs + hourOfDay * hour,
    pattern: {
      parts: [
        {
          step: "bought",
          where: {
            all: [
              { op: "=", left: { field: "shop" }, right: "gift cards" },
              { op: ">", left: { field: "amount" }, right: amount },
            ],
          },
          repeat: { from: 3, to: 3, inner: "followedBy" },
          withinMs: 30 * minute,
        },
      ],
      afterMatch: "past last",
    },
  });
  return [giftCards(1, 150, 12), giftCards(2, 100, 15)];
}
