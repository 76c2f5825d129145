import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { oldestNode, refuseOldNode } from "../../cli/old-node.ts";

test("the oldest Node is that of the package's engines", () => {
  const { engines } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    engines: { node: string };
  };
  expect(engines.node).toBe(`>=${oldestNode}`);
});

test.each(["20.19.4", "22.17.1", "18.0.0"])("Node %s is refused, with the version that is needed", (version) => {
  expect(() => refuseOldNode(version)).toThrow(
    `Cannot run as Node must be 22.18 or newer, which reads TypeScript: got Node ${version}; install a newer one`,
  );
});

test.each(["22.18.0", "22.20.1", "24.0.0", undefined])("Node %s is taken", (version) => {
  expect(refuseOldNode(version)).toBeUndefined();
});
