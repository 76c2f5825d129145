import { quote } from "../errors.ts";

/** Stands for a text that is not JSON until its row is known. */
export class BadJson {
  /** Cut to a readable length. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A value that cannot be read, though its page can: its row is a bad record. */
export interface BadValue {
  /** Of the row group. */
  readonly row: number;
  readonly text: string;
  /** What it must be and what it is. */
  readonly why: string;
}

export function badJson(row: number, { text }: BadJson): BadValue {
  return { row, text, why: `it must be JSON: got ${quote(text)}` };
}
