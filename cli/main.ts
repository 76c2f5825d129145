#!/usr/bin/env node
// Loads nothing of the rest before the version is known to be one that can.
import { keepCompiled, nodeVersion, refuseToRun } from "../core/platform/start.ts";
import { oldNode } from "./old-node.ts";

const refusal = oldNode(nodeVersion());
if (refusal !== undefined) refuseToRun(`millrace: ${refusal}\n`);
else {
  keepCompiled();
  const { commandLine } = await import("./command-line.ts");
  await commandLine();
}
