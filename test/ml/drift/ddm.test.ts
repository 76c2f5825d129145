import { expect, test } from "vitest";
import { type DdmOptions, ddm } from "../../../ml/mod.ts";
import { detectorSuite, errors } from "./detectors.ts";

detectorSuite(
  "ddm",
  (options) => {
    const { warm_start, warning_threshold, drift_threshold } = options as Record<string, never>;
    const named = { warmUp: warm_start, warning: warning_threshold, drift: drift_threshold };
    return ddm(Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)) as DdmOptions);
  },
  errors,
);

test("what is no error is refused", () => {
  expect(() => ddm().open().add(0.5)).toThrow("as it looks at errors, 1 or 0: got 0.5; take adwin or pageHinkley");
});
