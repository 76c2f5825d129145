import { type HttpRequest, isSameText } from "../../core/platform/mod.ts";
import { HttpError } from "./http-error.ts";

/** Who may be answered. */
export interface Guard {
  readonly port: number;
  readonly token: string;
}

/**
 * Throws unless it is a program of this machine that asks, and knows the token. A page of the web that a browser of this
 * machine shows is refused by its origin, and by the name that it has this address from (DNS rebinding).
 */
export function requireAsker({ headers, method, body }: HttpRequest, { port, token }: Guard): void {
  const names = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!names.includes(headers.host ?? "")) {
    throw new HttpError(
      403,
      `Cannot answer as the host must be ${names.join(" or ")}: got ${JSON.stringify(headers.host ?? "none")}; ask this machine by its own address`,
    );
  }
  const { origin, "sec-fetch-site": site } = headers;
  const isOwn = origin === undefined || names.some((name) => origin === `http://${name}`);
  if (!isOwn || !["same-origin", "none", undefined].includes(site)) {
    throw new HttpError(
      403,
      `Cannot answer as no page of another site may ask: got one of ${JSON.stringify(origin ?? site)}; ask from a program`,
    );
  }
  const [, given = ""] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? "") ?? [];
  if (!isSameText(given, token)) {
    throw new HttpError(
      401,
      `Cannot answer as the token must be shown: got ${given === "" ? "none" : "another one"}; send it as Authorization: Bearer TOKEN (millrace serve says which file it is in)`,
      { "www-authenticate": "Bearer" },
    );
  }
  const type = headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  if (method === "POST" && body.length > 0 && type !== "application/json") {
    throw new HttpError(
      415,
      `Cannot read the body as it must be JSON: got ${JSON.stringify(type ?? "no type")}; send it with Content-Type: application/json`,
    );
  }
}
