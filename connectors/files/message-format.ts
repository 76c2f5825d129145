import type { Schema, WebAbortSignal } from "../../core/io/mod.ts";

/** A form of the keys or values of messages that asks somebody of it, such as a registry of schemas. */
export interface MessageFormat {
  /** For errors; holds no secret. */
  readonly name: string;
  reader(use: MessageUse): MessageReader;
  /** @param rows What the columns of the values are, as far as it is known. Rejects where they cannot be written. */
  writer(use: MessageUse, rows: MessageTypes): Promise<MessageWriter>;
}

export interface MessageUse {
  readonly topic: string;
  readonly part: "key" | "value";
  readonly signal: WebAbortSignal;
}

/** What messages are made of: objects of columns, or single values. */
export type MessageTypes = Schema | undefined;

export interface MessageReader {
  /** Waits for what is needed to read the message; undefined where it is there. Rejects where no message of its kind can be read. */
  ready(message: Uint8Array): Promise<void> | undefined;
  /** What it throws makes the message a bad one. */
  decode(message: Uint8Array): unknown;
}

export interface MessageWriter {
  encode(value: unknown): Uint8Array;
}

export function isMessageFormat(format: unknown): format is MessageFormat {
  const { reader, writer } = (format ?? {}) as Partial<MessageFormat>;
  return typeof reader === "function" && typeof writer === "function";
}
