export function quote(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 199)}…` : text);
}

export function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** An integer that a number, or 64 bits with a sign, cannot hold. */
export class LargeInteger extends RangeError {
  constructor(row: number, value: bigint, remedy: string) {
    super(`${value} in row ${(row + 1).toLocaleString("en-US")} of the batch, ${remedy}`);
  }
}

/** What is wrong with a message as such, told with its place. */
export function damaged(path: string, at: number, cause: unknown): RangeError {
  return new RangeError(
    `Cannot read the message at byte ${at.toLocaleString("en-US")} of ${quote(path)} as it must be one of Arrow: got ${reason(cause)}; ` +
      "see that the file is whole, or write it again",
    { cause },
  );
}

/** A stream behind which more stands, of which nothing would be read. */
export class MoreBehind extends Error {
  override readonly name = "MoreBehind";

  constructor(path: string, at: number) {
    super(
      `Cannot read ${quote(path)} as nothing may stand behind the end of its stream: got more at byte ${at.toLocaleString("en-US")}; ` +
        "give each stream a file of its own, or write the batches of all into one",
    );
  }
}

/** What is wrong with a column of a batch, told with its place. */
export function unreadable(path: string, at: number, column: string, cause: unknown): RangeError {
  const got = reason(cause);
  const remedy = /\(read it/.test(got)
    ? "or leave the column out by a schema"
    : /codec/.test(got)
      ? "write the file with another one"
      : "see that the file is whole, or write it again";
  return new RangeError(
    `Cannot read column ${quote(column)} of the batch at byte ${at.toLocaleString("en-US")} of ${quote(path)} as its values must be those of its schema: ` +
      `got ${got}; ${remedy}`,
    { cause },
  );
}
