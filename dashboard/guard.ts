/** A request that is not answered, and why. */
export interface Refusal {
  readonly status: number;
  readonly error: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const loopback = ["127.0.0.1", "localhost", "[::1]"];
const cookie = "millrace-token";

/**
 * Undefined for whoever may be answered. Without a token that is who calls this machine by a name that only itself has; with one,
 * who shows it: by a header, a cookie, or once in the address. Pages of other sites are refused always: what they send, a browser
 * marks with where it came from.
 */
export function refusalOf(request: Request, token: string | undefined): Refusal | undefined {
  const { headers } = request;
  const host = headers.get("host") ?? new URL(request.url).host;
  const name = host.replace(/:\d+$/, "");
  if (token === undefined && !loopback.includes(name)) {
    return forbidden(
      `Cannot answer as this machine must be called by its own address: got the host ${JSON.stringify(host)}; ` +
        'open http://127.0.0.1 with the port, or give the dashboard a token: { token: "…" }',
    );
  }
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  const isOwn = origin === null || origin === `http://${host}` || origin === `https://${host}`;
  if (!isOwn || (site !== null && site !== "same-origin" && !(site === "none" && request.method === "GET"))) {
    // A link from elsewhere may lead to the page itself, as a bookmark does, where no token guards it: it cannot read what it opens.
    const isVisit = request.method === "GET" && headers.get("sec-fetch-mode") === "navigate" && isOwn;
    if (!isVisit) return forbidden("Cannot answer as no page of another site may ask; open this one by itself");
  }
  if (token === undefined) return undefined;
  if (isSame(shownToken(request), token)) return undefined;
  return {
    status: 401,
    error: "Cannot answer as the token must be shown: got none, or another one; open the address with ?token=…",
    headers: { "www-authenticate": "Bearer" },
  };
}

function forbidden(error: string): Refusal {
  return { status: 403, error };
}

function shownToken(request: Request): string {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (bearer !== undefined) return bearer;
  const given = new URL(request.url).searchParams.get("token");
  if (given !== null && request.method === "GET") return given;
  const kept = (request.headers.get("cookie") ?? "").split(/; */).find((one) => one.startsWith(`${cookie}=`));
  return kept === undefined ? "" : decodeURIComponent(kept.slice(cookie.length + 1));
}

/** The same address without the token, which is kept in a cookie that no script and no other site can use. */
export function withoutToken(request: Request, token: string | undefined): Response | undefined {
  const url = new URL(request.url);
  if (token === undefined || request.method !== "GET" || !url.searchParams.has("token")) return undefined;
  url.searchParams.delete("token");
  return new Response(null, {
    status: 303,
    headers: {
      location: `${url.pathname}${url.search}`,
      "set-cookie": `${cookie}=${encodeURIComponent(token)}; HttpOnly; SameSite=Strict; Path=/`,
    },
  });
}

/** Takes as long wherever they differ. */
function isSame(given: string, token: string): boolean {
  let differs = given.length ^ token.length;
  for (let at = 0; at < token.length; at++) differs |= token.charCodeAt(at) ^ (given.charCodeAt(at) | 0);
  return differs === 0;
}
