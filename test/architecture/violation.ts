/** One place that breaks a rule of the tree. */
export interface Violation {
  readonly file: string;
  /** From 1; 0 when the rule concerns the whole file. */
  readonly line: number;
  readonly rule: string;
  /** What is wrong there. */
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** `file:line  [rule] message; remedy`. */
export function formatViolation({ file, line, rule, message, remedy }: Violation): string {
  return `${file}${line > 0 ? `:${line}` : ""}  [${rule}] ${message}; ${remedy}`;
}
