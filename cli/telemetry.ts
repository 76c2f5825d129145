import { openTelemetry, type RunTracing } from "../core/mod.ts";
import { UsageError } from "./usage-error.ts";

/** Spans for the SDK of OpenTelemetry that the process has set up. */
export async function telemetry(): Promise<RunTracing> {
  try {
    return openTelemetry(await import("@opentelemetry/api"));
  } catch (error) {
    if ((error as { code?: string }).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new UsageError(
      'Cannot trace the run as the package "@opentelemetry/api" must be installed: got none; run npm install @opentelemetry/api',
    );
  }
}
