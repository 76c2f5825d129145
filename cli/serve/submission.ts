import { durationMs, type JobParameters, restartStrategy } from "../../core/mod.ts";
import { sizeBytes } from "../arguments.ts";
import { restartOf } from "../checkpoint-options.ts";
import { HttpError } from "./http-error.ts";

/** What is run, and how: as the options of `millrace run` say it. */
export interface Submission {
  /** The module's name in the folder of jobs. */
  readonly module: string;
  readonly parameters: JobParameters;
  readonly parallelism: number;
  /** Whether all subtasks share a thread. */
  readonly oneThread: boolean;
  /** Such as `"512MB"`; null for the default. */
  readonly memory: string | null;
  /** Where the state of keys is. */
  readonly stateOn: "memory" | "disk";
  readonly stateMemory: string | null;
  /** How often checkpoints are taken, such as `"10s"`; null where none are. */
  readonly checkpoint: string | null;
  /** Such as `"fixed:5s:3"`; null for the default. */
  readonly restart: string | null;
  /** Whether state that no step of the job takes is let go of. */
  readonly dropUnmatched: boolean;
}

/** As a run takes it. */
const mostSubtasks = 128;

type Fields = Readonly<Record<string, unknown>>;

const defaults: Omit<Submission, "module"> = {
  parameters: {},
  parallelism: 1,
  oneThread: false,
  memory: null,
  stateOn: "memory",
  stateMemory: null,
  checkpoint: null,
  restart: null,
  dropUnmatched: false,
};

/** Reads what is asked for, and makes sure of it before anything is begun. */
export function submissionOf(fields: Fields): Submission {
  requireKnown(fields, ["module", ...Object.keys(defaults)]);
  if (typeof fields.module !== "string" || fields.module === "") {
    throw badField("module", "the name of a module in the folder of jobs", fields.module);
  }
  return checked({ ...defaults, module: fields.module, ...(fields as Partial<Submission>) });
}

/** What of a run is another when it goes on. */
export function resumedWith(before: Submission, changes: Fields): Submission {
  requireKnown(
    changes,
    Object.keys(defaults).filter((name) => name !== "checkpoint"),
  );
  return checked({ ...before, ...(changes as Partial<Submission>) });
}

export function requireKnown(fields: Fields, known: readonly string[]): void {
  for (const name of Object.keys(fields)) {
    if (known.includes(name)) continue;
    throw new HttpError(
      400,
      `Cannot take ${JSON.stringify(name.slice(0, 60))} as there is no such field: got ${JSON.stringify(name.slice(0, 60))}, known are ${known.join(", ") || "none"}; leave it out`,
    );
  }
}

function checked(given: Submission): Submission {
  const { parameters, parallelism, stateOn, checkpoint, restart, memory, stateMemory } = given;
  const texts = typeof parameters === "object" && parameters !== null ? Object.values(parameters) : [1];
  if (Array.isArray(parameters) || texts.some((text) => typeof text !== "string")) {
    throw badField("parameters", "texts by name", parameters);
  }
  if (stateOn !== "memory" && stateOn !== "disk") throw badField("stateOn", '"memory" or "disk"', stateOn);
  for (const name of ["oneThread", "dropUnmatched"] as const)
    if (typeof given[name] !== "boolean") throw badField(name, "true or false", given[name]);
  for (const name of ["memory", "stateMemory", "checkpoint", "restart"] as const) {
    if (given[name] !== null && typeof given[name] !== "string") throw badField(name, "a text or null", given[name]);
  }
  if (stateMemory !== null && stateOn !== "disk") throw badField("stateMemory", "beside stateOn: disk", stateMemory);
  if (!Number.isInteger(parallelism) || parallelism < 1 || parallelism > mostSubtasks) {
    throw badField("parallelism", `a whole number from 1 to ${mostSubtasks}`, parallelism);
  }
  if (memory !== null) asOption("memory", () => sizeBytes(new Map([["memory", memory]]), "memory"));
  if (stateMemory !== null)
    asOption("stateMemory", () => sizeBytes(new Map([["state-memory", stateMemory]]), "state-memory"));
  if (restart !== null) asOption("restart", () => restartStrategy(restartOf(new Map([["restart", restart]]))!));
  if (checkpoint !== null && !(asOption("checkpoint", () => durationMs(checkpoint, "checkpoint")) > 0)) {
    throw badField("checkpoint", 'a time above 0, such as "10s"', checkpoint);
  }
  return given;
}

/** What the command line refuses, it says as the command line does. */
function asOption<Value>(field: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw new HttpError(400, `Cannot take the field ${field}: ${(error as Error).message}`);
  }
}

/** @param remedy Unless it is of a submission, which an example says. */
export function badField(name: string, must: string, got: unknown, remedy: string = exampleWith(name)): HttpError {
  const text = JSON.stringify(got) ?? "none";
  return new HttpError(
    400,
    `Cannot take the field ${name} as it must be ${must}: got ${text.slice(0, 200)}; ${remedy}`,
  );
}

function exampleWith(name: string): string {
  return `send for instance { "module": "orders.ts"${examples[name] ?? ""} }`;
}

/** What may stand beside the module. */
const examples: Readonly<Record<string, string>> = {
  parameters: ', "parameters": { "day": "2026-01-01" }',
  stateOn: ', "stateOn": "disk"',
  oneThread: ', "oneThread": true',
  dropUnmatched: ', "dropUnmatched": true',
  memory: ', "memory": "512MB"',
  stateMemory: ', "stateOn": "disk", "stateMemory": "256MB"',
  checkpoint: ', "checkpoint": "10s"',
  restart: ', "restart": "fixed:5s:3"',
  parallelism: ', "parallelism": 4',
};
