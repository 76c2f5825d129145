import { expect, test } from "vitest";
import { sum } from "../../../core/mod.ts";
import { groupAggregate } from "../../../core/operators/group-aggregate.ts";
import { lasting, roundsBegin, roundsEnd } from "../../../core/operators/lasting.ts";
import { insert, remove, verifyOperator, watermark } from "../../../core/testing/mod.ts";

test("a step that lives through all rounds is not split around an exchange: its parts would not live as long", () => {
  const { aggregate, value } = sum((n: number) => n);
  const summing = groupAggregate({
    key: undefined,
    aggregates: { names: ["total"], foldings: [aggregate as never], values: [value as never] },
    emit: "changes",
    output: "rows",
  });
  expect(summing.combine).toBeDefined();
  expect(lasting(summing)).toMatchObject({ name: summing.name, rounds: "all" });
  expect(lasting(summing).combine).toBeUndefined();
});

test("where such steps begin and end, rows and changes pass as they are", () => {
  for (const operator of [roundsBegin, roundsEnd]) {
    verifyOperator(operator, {
      input: [insert(1), insert(2), remove(1), watermark(3)],
      output: [insert(1), insert(2), remove(1), watermark(3)],
    });
  }
});
