import type { SavepointCheck, SavepointEntry } from "../core/mod.ts";
import { writeText } from "../core/platform/mod.ts";
import { parametersOf, parseArguments, wholeNumber } from "./arguments.ts";
import { commandOptions } from "./command-options.ts";
import { writeAnswer } from "./json-answer.ts";
import { loadPlan } from "./load-job.ts";
import { UsageError } from "./usage-error.ts";

/** `millrace check JOB --from SAVEPOINT`: what a run would make of it. 0 where it would go on from it, else 1. */
export async function check(written: readonly string[]): Promise<number> {
  const given = parseArguments(written, commandOptions.check);
  const { words, options } = given;
  const savepoint = options.get("from");
  if (savepoint === undefined) {
    throw new UsageError(
      "Cannot check a job as it must be said what it would go on from: got no --from; write millrace check job.ts --from SAVEPOINT",
    );
  }
  const parallelism = wholeNumber(options, "parallelism") ?? 1;
  const job = await loadPlan(words, "check", options.has("json"));
  const checked = await job
    .output(parametersOf(given).parameters)
    .check(savepoint, { parallelism, ...(options.has("drop-unmatched") ? { upgrade: { unmatched: "drop" } } : {}) });
  if (options.has("json")) writeAnswer(checked);
  else writeText("stdout", checkText(job.name, checked));
  return checked.restorable ? 0 : 1;
}

function checkText(job: string, { savepoint, takenMs, restorable, problem, entries }: SavepointCheck): string {
  const rows = entries.map((entry) => [entry.outcome, entry.step, whatOf(entry), noteOf(entry)]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) => `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ")}`.trimEnd());
  const schemas = entries.flatMap(({ schemas: table }) => (table === null ? [] : ["", table]));
  const verdict = restorable
    ? `${job} can go on from it`
    : `${job} cannot go on from it${problem === null ? "" : `: ${problem}`}`;
  return `${[`${savepoint}, taken ${new Date(takenMs).toISOString()}`, ...lines, ...schemas, "", verdict].join("\n")}\n`;
}

function whatOf({ what, state }: SavepointEntry): string {
  if (what === "state") return `state ${state}`;
  return what === "position" ? "positions read" : "rows prepared";
}

function noteOf({ was, changes, problem }: SavepointEntry): string {
  const name = was === null ? [] : [`was ${was}`];
  return [...name, ...changes, ...(problem === null ? [] : [problem])].join(", ");
}
