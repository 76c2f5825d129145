import { expect, test } from "vitest";
import { match, pattern } from "../../cep/mod.ts";
import { from } from "../../core/mod.ts";

interface Payment {
  readonly amount: number;
  readonly at: number;
}

test('explain("code") says of each condition how it is asked, once', async () => {
  const small = (payment: Payment): boolean => payment.amount < 10;
  const fraud = pattern("small", small)
    .followedBy("again", small)
    .followedBy("more", (payment, { last }) => payment.amount > last("again")!.amount)
    .within("10m");
  const text = await from([{ amount: 1, at: 0 }])
    .withEventTime((payment) => payment.at)
    .apply(match(fraud))
    .explain("code");
  expect(text.match(/payment\.amount < 10/g)).toHaveLength(1);
  expect(text).toMatch(/payment\.amount < 10.*: called with .*reads amount.*once for each event, before any pattern/);
  expect(text).toMatch(/last\("again"\).*: called with the event and what was accepted, for each partial match/);
});
