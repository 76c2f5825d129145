import { writeText } from "../core/platform/mod.ts";

/** What a command answers with `--json`: one value on stdout. */
export function writeAnswer(answer: unknown): void {
  writeText("stdout", `${JSON.stringify(answer, null, 2)}\n`);
}

/** What a command tells beside its answer with `--json`: an object a line on stderr, with what it is about. */
export function writeEvent(event: string, facts: Readonly<Record<string, unknown>>): void {
  writeText("stderr", `${JSON.stringify({ event, ...facts })}\n`);
}

/** Why a command failed: a line of text, or with `--json` an `error` event. */
export function writeError(error: unknown, exitCode: number, isJson: boolean): void {
  const message = error instanceof Error ? error.message : String(error);
  if (isJson) writeEvent("error", { message, exitCode });
  else writeText("stderr", `millrace: ${message}\n`);
}

/** Whether the words of a command ask for JSON, also where they are wrong otherwise. */
export function asksForJson(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  return words.slice(0, end < 0 ? words.length : end).includes("--json");
}
