import { expect, test } from "vitest";
import { passiveAggressiveRegressor } from "../../../ml/mod.ts";
import { linearSuite } from "./linear-suite.ts";

linearSuite("passiveAggressiveRegressor", (options) => passiveAggressiveRegressor(options), 0);

test("options out of range are refused", () => {
  expect(() => passiveAggressiveRegressor({ c: 0 })).toThrow("c");
  expect(() => passiveAggressiveRegressor({ epsilon: -1 })).toThrow("epsilon");
  expect(() => passiveAggressiveRegressor({ variant: "PA-III" as never })).toThrow("variant");
});
