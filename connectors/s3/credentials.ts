import { shown } from "../../core/io/mod.ts";
import { errorReason } from "../files/mod.ts";

/** What requests are signed with. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials. */
  readonly sessionToken?: string | undefined;
}

/** The credentials of one client. Holds secrets: never printed. */
export interface HeldCredentials {
  /** Whether a function gives them, which can be asked again. */
  readonly areAsked: boolean;
  /** Whether those that were given last end at some time. */
  readonly areTemporary: boolean;
  current(): Promise<S3Credentials>;
  /** Whether there are others than these, which the server no longer takes. */
  renewed(used: S3Credentials): Promise<boolean>;
}

/** `credentials()` gave none. */
export class NoCredentials extends Error {
  override readonly name = "NoCredentials";
}

/** Credentials that stay as they are; looked for when they are needed first. */
export function staticCredentials(find: () => S3Credentials): HeldCredentials {
  let found: S3Credentials | undefined;
  return {
    areAsked: false,
    get areTemporary() {
      return found?.sessionToken !== undefined;
    },
    current: async () => (found ??= find()),
    renewed: async () => false,
  };
}

/** Credentials that a function gives: asked first when they are needed, and once more for all requests that find them over. */
export function askedCredentials(
  ask: () => S3Credentials | Promise<S3Credentials>,
  timeoutMs: number,
): HeldCredentials {
  let last: S3Credentials | undefined;
  let asking: Promise<S3Credentials> | undefined;
  const asked = (): Promise<S3Credentials> => {
    asking ??= askOnce(ask, timeoutMs)
      .then((given) => (last = given))
      .finally(() => (asking = undefined));
    return asking;
  };
  return {
    areAsked: true,
    get areTemporary() {
      return last?.sessionToken !== undefined;
    },
    current: async () => asking ?? last ?? asked(),
    renewed: async (used) => {
      const now = await (asking ?? (used === last ? asked() : last!));
      // The secret may be another one of the same key.
      return (["accessKeyId", "secretAccessKey", "sessionToken"] as const).some((name) => now[name] !== used[name]);
    },
  };
}

/** Who gives credentials answers sooner, or is not there. */
const mostAnswerMs = 8_000;

async function askOnce(ask: () => S3Credentials | Promise<S3Credentials>, timeoutMs: number): Promise<S3Credentials> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const waitMs = Math.min(timeoutMs, mostAnswerMs);
  const timer = setTimeout(() => reject(new Error(`nothing for ${waitMs / 1000} s`)), waitMs);
  try {
    const given = await Promise.race([(async () => ask())(), late]);
    const unfit = unfitOf(given);
    if (unfit !== undefined) throw new TypeError(unfit);
    return given;
  } catch (cause) {
    throw new NoCredentials(
      `Cannot reach S3 as credentials() of useS3(…) must give accessKeyId and secretAccessKey: got ${cause === null || cause === undefined ? "nothing thrown" : errorReason(cause).slice(0, 200)}; mend what it asks`,
      { cause },
    );
  } finally {
    clearTimeout(timer);
  }
}

/** What of credentials no request could be signed with, without what it is; undefined where all of it fits. */
export function unfitOf(given: Partial<S3Credentials> | null | undefined): string | undefined {
  for (const name of ["accessKeyId", "secretAccessKey", "sessionToken"] as const) {
    const value: unknown = given?.[name];
    if (name === "sessionToken" && (value === undefined || value === null)) continue;
    if (typeof value !== "string" || value === "") return `no ${name}`;
    // In headers, where another character is an error that shows the whole.
    if (!/^[\x21-\x7e]+$/.test(value))
      return `${/[\r\n]/.test(value) ? "a line break" : "a character that is no visible one of ASCII"} in ${name}`;
  }
  return undefined;
}

/** Refuses what could give none, or two kinds at once. */
export function checkAsked(credentials: unknown, given: Readonly<Record<string, unknown>>): void {
  const beside = Object.keys(given).find((name) => given[name] !== undefined);
  if (typeof credentials === "function" && beside === undefined) return;
  const got = beside === undefined ? shown(credentials) : `${beside} beside it`;
  throw new TypeError(
    `Cannot reach S3 as credentials must be a function that gives all of them: got ${got}; ` +
      "write credentials: async () => ({ accessKeyId, secretAccessKey, sessionToken }), or leave it out",
  );
}
