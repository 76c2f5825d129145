import { openTelemetry, type RunTracing } from "../core/mod.ts";
import { UsageError } from "./usage-error.ts";

type Api = Parameters<typeof openTelemetry>[0];

const name = "@opentelemetry/api";
const range = "^1.9.0";

/** Spans for the SDK of OpenTelemetry that the process has set up. */
export async function telemetry(load: () => Promise<Api> = () => import("@opentelemetry/api")): Promise<RunTracing> {
  const api = await load().catch((error: unknown) => {
    throw notLoaded(error);
  });
  try {
    return openTelemetry(api);
  } catch {
    throw new UsageError(
      `Cannot trace the run as the package "${name}" must be of version ${range}: got another; run npm install ${name}@${range}`,
    );
  }
}

/** It is not there; or it is, and something of it is not, or does not load. */
function notLoaded(error: unknown): UsageError {
  const { code, message = String(error) } = error as { code?: string; message?: string };
  if (code === "ERR_MODULE_NOT_FOUND" && new RegExp(`package ['"]?${name}`).test(message)) {
    return new UsageError(
      `Cannot trace the run as the package "${name}" must be installed: got none; run npm install ${name}`,
    );
  }
  return new UsageError(
    `Cannot trace the run as the package "${name}" must load: got ${message.split("\n")[0]!.replace(/\.$/, "")}; ` +
      `run npm install --force ${name}@${range}`,
  );
}
