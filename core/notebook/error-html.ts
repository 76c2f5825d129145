import { escapeHtml } from "../display/escape.ts";

/** What ended a run, below what is shown of it: red, but for a stop, which somebody wanted. */
export function errorHtml(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const wanted = error instanceof Error && error.name === "AbortError";
  return `<p style="${wanted ? "opacity:.65" : "color:#d1242f"}">${escapeHtml(text)}</p>`;
}
