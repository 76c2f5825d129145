import { expect, test } from "vitest";
import { telemetry } from "../../cli/telemetry.ts";

const missing = (message: string): Error => Object.assign(new Error(message), { code: "ERR_MODULE_NOT_FOUND" });

test("without the package of OpenTelemetry, how to install it is told", async () => {
  const none = missing("Cannot find package '@opentelemetry/api' imported from /app/node_modules/millrace/cli.js");
  await expect(telemetry(() => Promise.reject(none))).rejects.toThrow(
    /^Cannot trace the run as the package "@opentelemetry\/api" must be installed: got none; run npm install @opentelemetry\/api$/,
  );
});

test("a package that is there and does not load is to be installed anew, with what it misses", async () => {
  const half = missing("Cannot find module '/app/node_modules/@opentelemetry/api/build/src/index.js'");
  await expect(telemetry(() => Promise.reject(half))).rejects.toThrow(
    /must load: got Cannot find module '.*index\.js'; run npm install --force @opentelemetry\/api@\^1\.9\.0$/,
  );
  await expect(telemetry(() => Promise.reject(new SyntaxError("Unexpected token")))).rejects.toThrow(
    /must load: got Unexpected token; run npm install --force/,
  );
});

test("a package of another version is told, with the one to install", async () => {
  const old = { trace: { getTracer: () => ({}) }, context: { active: () => ({}) } };
  await expect(telemetry(async () => old as never)).rejects.toThrow(
    /must be of version \^1\.9\.0: got another; run npm install @opentelemetry\/api@\^1\.9\.0$/,
  );
});
