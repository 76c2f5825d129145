import { type KnownOptions, shown } from "../../core/io/mod.ts";
import { type Duration, durationMs } from "../../core/mod.ts";
import type { TcpPlace } from "../../core/platform/mod.ts";
import { shownAddress } from "../files/mod.ts";

export interface SocketTls {
  /** Certificates that are trusted in the place of those of the system, in PEM. */
  readonly ca?: string;
}

export interface SocketOptions {
  /** A name or an address. */
  readonly host: string;
  readonly port: number;
  /** Whether the connection is encrypted. Default: it is not. */
  readonly tls?: boolean | SocketTls;
  /** How long connecting may take, and writing without the other side taking a byte. Default `"30s"`. */
  readonly timeout?: Duration;
  /**
   * For how long a lost connection is made again, with pauses that double up to 2 s, at random. Default `"60s"`; 5 s of a server that
   * has never answered.
   */
  readonly retryFor?: Duration;
}

export const knownSocket: KnownOptions<SocketOptions> = {
  host: true,
  port: true,
  tls: true,
  timeout: true,
  retryFor: true,
};

export interface SocketPlace extends TcpPlace {
  /** `localhost:4000`, for names and errors. */
  readonly address: string;
  readonly timeoutMs: number;
  readonly retryForMs: number;
}

export function placeOf(
  { host, port, tls, timeout = "30s", retryFor = "60s" }: SocketOptions,
  where: string,
): SocketPlace {
  if (typeof host !== "string" || !/^[\w.:%-]+$/.test(host))
    throw new TypeError(
      `Cannot use ${where} as host must be a name or an address: got ${shownAddress(host)}; use for instance host: "localhost"`,
    );
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new RangeError(
      `Cannot use ${where} as port must be a whole number from 1 to 65535: got ${shown(port)}; use for instance port: 4000`,
    );
  const isTls = tls === undefined || typeof tls === "boolean" || (typeof tls === "object" && tls !== null);
  const ca = typeof tls === "object" ? tls.ca : undefined;
  if (!isTls || (ca !== undefined && typeof ca !== "string"))
    throw new TypeError(
      `Cannot use ${where} as tls must be true, or { ca } with certificates as text: got ${shown(tls)}; use for instance tls: true`,
    );
  const timeoutMs = durationMs(timeout, `timeout of ${where}`);
  if (timeoutMs <= 0)
    throw new RangeError(
      `Cannot use ${where} as timeout must be above 0: got ${shown(timeout)}; use for instance "30s"`,
    );
  return {
    host,
    port,
    tls: tls === undefined || tls === false ? undefined : ca === undefined ? {} : { ca },
    address: `${host.includes(":") ? `[${host}]` : host}:${port}`,
    timeoutMs,
    retryForMs: durationMs(retryFor, `retryFor of ${where}`),
  };
}
