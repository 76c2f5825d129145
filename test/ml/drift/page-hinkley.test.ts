import { expect, test } from "vitest";
import { type PageHinkleyOptions, pageHinkley } from "../../../ml/mod.ts";
import { detectorSuite, numbers } from "./detectors.ts";

detectorSuite(
  "pageHinkley",
  (options) => {
    const { min_instances, alpha, mode, ...others } = options as Record<string, never>;
    const named = { minValues: min_instances, forgetting: alpha, direction: mode };
    const given = Object.entries(named).filter(([, value]) => value !== undefined);
    return pageHinkley({ ...others, ...(Object.fromEntries(given) as PageHinkleyOptions) });
  },
  numbers,
);

test("options out of range are refused", () => {
  expect(() => pageHinkley({ threshold: 0 })).toThrow("threshold");
  expect(() => pageHinkley({ direction: "left" as never })).toThrow("direction");
});
