import type { HttpAnswer } from "../../core/platform/mod.ts";

/** Why a request is not answered as asked: what the asker is told. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** Nobody keeps what is answered, and no browser takes it for anything but data. */
const always: Readonly<Record<string, string>> = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

export function textAnswer(type: string, body: string): HttpAnswer {
  return { status: 200, headers: { ...always, "content-type": `${type}; charset=utf-8` }, body };
}

export function jsonAnswer(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  const body = `${JSON.stringify(value, null, 2)}\n`;
  return { status, headers: { ...always, "content-type": "application/json", ...headers }, body };
}

export function errorAnswer(error: unknown): HttpAnswer {
  const known = error instanceof HttpError;
  const message = error instanceof Error ? error.message : String(error);
  return jsonAnswer(known ? error.status : 500, { error: message }, known ? error.headers : {});
}
