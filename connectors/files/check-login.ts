import { checkOptions, type KnownOptions } from "../../core/io/mod.ts";

/** Refuses a login that is none, or lacks a part, without a word of what may be secret in it. */
export function checkLogin<Login extends object>(
  login: Login | undefined,
  known: KnownOptions<Login>,
  where: string,
): void {
  if (login === undefined) return;
  checkParts(login, known, where);
  for (const name of Object.keys(known)) {
    const value = (login as Readonly<Record<string, unknown>>)[name];
    if (typeof value === "string") continue;
    throw new TypeError(
      `Cannot use ${where} as ${name} must be text: got ${kindOf(value)}; give ${Object.keys(known).join(", ")}`,
    );
  }
}

/** As `checkOptions`, where what stands in the place of an object may be secret. */
export function checkParts<Options extends object>(parts: Options, known: KnownOptions<Options>, where: string): void {
  if (typeof parts !== "object" || parts === null || Array.isArray(parts)) {
    throw new TypeError(
      `Cannot use ${where} as it must be an object: got ${kindOf(parts)}; write for instance { ${Object.keys(known).join(": …, ")}: … }`,
    );
  }
  checkOptions(parts, known, where);
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return "none";
  return Array.isArray(value) ? "an array" : `a value of kind ${typeof value}`;
}
