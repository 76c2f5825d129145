import type { WebAbortSignal } from "../../core/io/mod.ts";
import { connectTcp, type TcpConnection } from "../../core/platform/mod.ts";
import { errorReason, isOfCertificate, patientRetry, watched } from "../files/mod.ts";
import type { SocketPlace } from "./options.ts";

/** Connects to one server, again where that may help: for longer once it has taken a connection before. */
export function connecting(place: SocketPlace, action: string, signal: WebAbortSignal): () => Promise<TcpConnection> {
  const retried = patientRetry({ retryForMs: place.retryForMs, signal });
  return () =>
    retried((limitMs) => watched(Math.min(place.timeoutMs, limitMs), signal, (inTime) => connectTcp(place, inTime)), {
      // A server has no way to refuse a connection but not to take it.
      isAnswer: (error): error is Error => error === undefined,
      mayPass: () => true,
      explain: (error) => noConnection(place, action, error),
    });
}

function noConnection({ address }: SocketPlace, action: string, error: unknown): Error {
  const got = errorReason(error);
  return new Error(
    `Cannot ${action} ${address} as a server must take the connection there: got ${got}; ${remedyFor(got)}`,
    {
      cause: error,
    },
  );
}

function remedyFor(got: string): string {
  if (isOfCertificate(got))
    return "give what it is signed by as tls: { ca }, and the name that its certificate has as host";
  if (got === "ENOTFOUND" || got === "EAI_AGAIN") return "check host";
  if (/ssl|tls|wrong version/i.test(got)) return "see whether the server speaks TLS, and say tls accordingly";
  return "see that it runs, and that host and port are right";
}
