import { shown } from "../data/options.ts";
import { nearestNames } from "../data/schema.ts";

/** What a job is run with: texts by name, as a command line gives them. */
export type JobParameters = Readonly<Record<string, string>>;

/** Reads a parameter; without a value for where it is not given, it must be. */
export type ReadParameter = (name: string, otherwise?: string) => string;

/** What the build function of a job reads, and who says at the end whether something was given that it did not. */
export interface ParameterReading {
  readonly parameter: ReadParameter;
  refuseUnread(): void;
}

export function readParameters(job: string, given: JobParameters = {}): ParameterReading {
  requireTexts(job, given);
  const asked = new Set<string>();
  return {
    parameter: (name, otherwise) => {
      asked.add(name);
      const value = Object.hasOwn(given, name) ? given[name] : otherwise;
      if (value === undefined) throw missing(job, name, given);
      return value;
    },
    refuseUnread: () => {
      for (const name of Object.keys(given)) if (!asked.has(name)) throw unread(job, name, [...asked]);
    },
  };
}

function requireTexts(job: string, given: JobParameters): void {
  if (typeof given !== "object" || given === null || Array.isArray(given)) throw noTexts(job, "parameters", given);
  for (const [name, value] of Object.entries(given)) if (typeof value !== "string") throw noTexts(job, name, value);
}

function noTexts(job: string, name: string, got: unknown): TypeError {
  return new TypeError(
    `Cannot run job ${JSON.stringify(job)} as its parameters must be texts by name: got ${shown(got)} for ${JSON.stringify(name)}; ` +
      'use for instance { parameters: { day: "2026-01-31" } }',
  );
}

function missing(job: string, name: string, given: JobParameters): Error {
  const names = Object.keys(given).join(", ") || "none";
  return new Error(
    `Cannot build job ${JSON.stringify(job)} as it needs the parameter ${JSON.stringify(name)}: got ${names}; ` +
      `give it (--param ${name}=VALUE, or parameters: { ${JSON.stringify(name)}: … })`,
  );
}

function unread(job: string, name: string, asked: readonly string[]): TypeError {
  const near = nearestNames(name, asked);
  const remedy = near.length > 0 ? `did you mean ${near.join(" or ")}?` : "leave it out";
  return new TypeError(
    `Cannot run job ${JSON.stringify(job)} as it must read all parameters that it is given: got ${JSON.stringify(name)}, ` +
      `it reads ${asked.join(", ") || "none"}; ${remedy}`,
  );
}
