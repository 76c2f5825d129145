import { type HttpAnswer, type HttpRequest, isSameText } from "../../core/platform/mod.ts";
import { parseJson } from "../files/mod.ts";
import { contentOf, knownCodings } from "./content.ts";
import type { Listening } from "./webhook-options.ts";

/** The rows of a request that may send some. */
export interface Delivered {
  /** What the sender says that no other request has: it is the same one when it is sent again. */
  readonly key: string | undefined;
  readonly rows: readonly unknown[];
}

/** What a request brings, or what its sender is answered. */
export async function deliveredBy<Row>(
  request: HttpRequest,
  port: number,
  listening: Listening<Row>,
): Promise<Delivered | HttpAnswer> {
  const { headers, method, path } = request;
  const stranger = strangerAnswer(request, port, listening);
  if (stranger !== undefined) return stranger;
  if (path !== listening.path)
    return refusal(404, `there is nothing at ${JSON.stringify(path.slice(0, 100))}: send to ${listening.path}`);
  if (method !== "POST") return refusal(405, `rows are sent by POST: got ${method}`, { allow: "POST" });
  const key = headers["idempotency-key"];
  if (key !== undefined && (key.length === 0 || key.length > longestKey))
    return refusal(400, `its idempotency-key must have 1 to ${longestKey} characters: got ${key.length}`);
  const type = headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  const isLines = type === "application/x-ndjson" || type === "application/jsonl";
  if (!isLines && type !== "application/json" && !/^application\/[\w.-]+\+json$/.test(type ?? ""))
    return refusal(
      415,
      `its content-type must be application/json or application/x-ndjson: got ${JSON.stringify(type ?? "none")}`,
    );
  const content = await unpackedBody(request, listening.bodyBytes);
  if ("status" in content) return content;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(content.bytes);
    const bodies = isLines ? text.split("\n").filter((line) => line.trim() !== "") : [text];
    const rows = bodies.flatMap((body) => {
      const found = listening.rows(parseJson(body));
      if (!Array.isArray(found)) throw new TypeError("rows that are no list");
      return found as readonly Row[];
    });
    return { key, rows };
  } catch (error) {
    return refusal(400, `its body must be JSON that has rows: got ${(error as Error).message}`);
  }
}

const longestKey = 200;

async function unpackedBody(
  { body, headers }: HttpRequest,
  mostBytes: number,
): Promise<{ readonly bytes: Uint8Array } | HttpAnswer> {
  const content = await contentOf(body, headers["content-encoding"], mostBytes);
  if ("bytes" in content) return content;
  const { fault, coding } = content;
  if (fault === "unknown")
    return refusal(415, `its content-encoding must be one of ${knownCodings}: got ${JSON.stringify(coding)}`, {
      "accept-encoding": knownCodings,
    });
  if (fault === "too long")
    return refusal(413, `its body must be at most ${mostBytes} bytes: got more, unpacked from ${coding}`);
  return refusal(
    400,
    `its body must be ${coding}, as its content-encoding says: got bytes that are none, ${content.damage}`,
  );
}

/**
 * Of who shows no token where there is one. Where there is none, pages of the web that a browser of this machine shows are told by the name that
 * they have this address from: their own (DNS rebinding).
 */
function strangerAnswer<Row>(
  { headers }: HttpRequest,
  port: number,
  { token }: Listening<Row>,
): HttpAnswer | undefined {
  if (token === undefined) {
    const isOwn =
      [`127.0.0.1:${port}`, `localhost:${port}`].includes(headers.host ?? "") && headers.origin === undefined;
    return isOwn
      ? undefined
      : refusal(403, "only programs of this machine may send, by 127.0.0.1 or localhost: set a token for others");
  }
  const [, given = ""] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? "") ?? [];
  if (isSameText(given, token)) return undefined;
  const got = given === "" ? "none" : "another one";
  return refusal(401, `the token must be shown, as Authorization: Bearer …: got ${got}`, {
    "www-authenticate": "Bearer",
  });
}

export function refusal(status: number, reason: string, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ error: `Cannot take the request as ${reason}` }),
  };
}

/** Of a request that may be sent again. */
export function later(reason: string): HttpAnswer {
  return refusal(503, reason, { "retry-after": "1" });
}

export function taken(rows: number): HttpAnswer {
  return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify({ rows }) };
}
