import type { WebAbortSignal } from "../../core/io/mod.ts";
import { bodyText, callHttp } from "../../core/platform/mod.ts";
import { errorReason, isOfCertificate, patientRetry, watched } from "../files/mod.ts";

/** How a registry is reached. Holds secrets: never printed. */
export interface RegistryPlace {
  readonly url: URL;
  readonly login: { readonly username: string; readonly password: string } | undefined;
  /** Certificates that are trusted in the place of those of the system, in PEM. */
  readonly ca: string | undefined;
  readonly timeoutMs: number;
  readonly retryForMs: number;
}

export interface RegisteredSchema {
  readonly text: string;
  /** Texts of the schemas that it refers to, each behind those that it refers to itself. */
  readonly before: readonly string[];
}

/** A registry of schemas, by the REST protocol of Confluent's, which others speak as well. */
export interface RegistryClient {
  /** Undefined where the registry answers that it has none of this id. */
  schemaOf(id: number): Promise<RegisteredSchema | undefined>;
  /** The id of a schema under a subject, which gets it where it has not; an incompatible one is refused. */
  register(subject: string, schema: string): Promise<number>;
  /** The id of a schema that a subject has. */
  find(subject: string, schema: string): Promise<number>;
}

export function registryClient(place: RegistryPlace, signal: WebAbortSignal): RegistryClient {
  const retried = patientRetry({ retryForMs: place.retryForMs, signal });
  const ask = (action: string, path: string, body?: object): Promise<Record<string, unknown>> =>
    retried((limitMs) => asked(place, { action, path, body, limitMs, signal }), {
      isAnswer: (error): error is RegistryRefusal => error instanceof RegistryRefusal,
      mayPass: ({ status }) => status >= 500 || status === 429,
      explain: (error) => noAnswer(action, place.url, error),
    });
  const idOf = (answer: Record<string, unknown>, action: string): number => {
    const { id } = answer;
    if (Number.isInteger(id)) return id as number;
    throw noAnswer(action, place.url, new Error(`an answer with the id ${JSON.stringify(id)}`));
  };
  const versions = (subject: string): string => `subjects/${encodeURIComponent(subject)}`;
  return {
    schemaOf: async (id) => {
      const action = `look up schema ${id}`;
      const before = new Map<string, string>();
      const collect = async ({ references }: Record<string, unknown>): Promise<void> => {
        for (const { subject, version } of Array.isArray(references) ? (references as Reference[]) : []) {
          const path = `${versions(String(subject))}/versions/${encodeURIComponent(String(version))}`;
          if (before.has(path)) continue;
          const told = await ask(`${action}, which refers to version ${version} of subject ${subject}`, path);
          await collect(told);
          before.set(path, textOf(told, id, place.url));
        }
      };
      const told = await ask(action, `schemas/ids/${id}`).catch((error: unknown) => {
        if (error instanceof RegistryRefusal && error.code === noSchema) return undefined;
        throw error;
      });
      if (told === undefined) return undefined;
      await collect(told);
      return { text: textOf(told, id, place.url), before: [...before.values()] };
    },
    register: async (subject, schema) => {
      const action = `register the schema of subject ${subject}`;
      return idOf(await ask(action, `${versions(subject)}/versions`, { schema }), action);
    },
    find: async (subject, schema) => {
      const action = `find the schema under subject ${subject}`;
      return idOf(await ask(action, versions(subject), { schema }), action);
    },
  };
}

/** To a schema whose types another one names. */
interface Reference {
  readonly subject: unknown;
  readonly version: unknown;
}

function textOf({ schema, schemaType = "AVRO" }: Record<string, unknown>, id: number, url: URL): string {
  if (schemaType !== "AVRO") throw notAvro(id, String(schemaType));
  if (typeof schema !== "string") throw noAnswer(`look up schema ${id}`, url, new Error("an answer without a schema"));
  return schema;
}

interface Asked {
  readonly action: string;
  readonly path: string;
  readonly body: object | undefined;
  readonly limitMs: number;
  readonly signal: WebAbortSignal;
}

async function asked(
  { url, login, ca, timeoutMs }: RegistryPlace,
  { action, path, body, limitMs, signal }: Asked,
): Promise<Record<string, unknown>> {
  const whole = new URL(`${url.pathname.replace(/\/$/, "")}/${path}`, url);
  const type = "application/vnd.schemaregistry.v1+json";
  const headers: Record<string, string> = { accept: type, ...(body === undefined ? {} : { "content-type": type }) };
  if (login !== undefined) headers.authorization = `Basic ${basic(login)}`;
  const sent = body === undefined ? undefined : new TextEncoder().encode(JSON.stringify(body));
  return watched(Math.min(timeoutMs, limitMs), signal, (inTime, alive) => {
    const method = sent === undefined ? "GET" : "POST";
    const call = { method, headers, ca, signal: inTime, alive, ...(sent === undefined ? {} : { body: sent }) };
    return callHttp(whole.href, call, async (reply) => {
      const text = await bodyText(reply);
      if (reply.status < 200 || reply.status > 299) throw new RegistryRefusal(action, url, reply.status, text);
      const said = objectIn(text);
      if (said === undefined) throw new Error("an answer that is no object of JSON");
      return said;
    });
  });
}

function basic({ username, password }: NonNullable<RegistryPlace["login"]>): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(`${username}:${password}`)));
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const said = JSON.parse(text) as unknown;
    return typeof said === "object" && said !== null ? (said as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The answer of a registry that something cannot be done. */
class RegistryRefusal extends Error {
  override readonly name = "RegistryRefusal";
  readonly status: number;
  readonly code: number;

  constructor(action: string, url: URL, status: number, text: string) {
    const { error_code: code = status, message = text } = objectIn(text) ?? {};
    const [must, remedy] = reasonOf(status, Number(code), url);
    super(`Cannot ${action} as ${must}: got ${String(code)}, ${String(message).slice(0, 500)}; ${remedy}`);
    this.status = status;
    this.code = Number(code);
  }
}

const noSchema = 40403;

function reasonOf(status: number, code: number, url: URL): readonly [must: string, remedy: string] {
  const place = url.host;
  if (status === 409) {
    return [
      "it must be compatible with those that the subject has",
      "give new fields a default, keep the types of others, or change the compatibility of the subject",
    ];
  }
  if (status === 401 || status === 403)
    return [`the registry ${place} must let this user do so`, "check login of registry"];
  if (code === 40401) return [`the registry ${place} must have the subject`, 'check subject, or say register: "new"'];
  if (code === noSchema) {
    return [
      `the registry ${place} must have the schema`,
      'see whether url is the registry of those who write, or say register: "new" where it is to be written by',
    ];
  }
  if (status === 404) return [`${place} must be a registry of schemas`, "check url, of which a path may be part"];
  if (status === 422) return ["it must be a schema that the registry takes", "mend the schema"];
  return [`the registry ${place} must do it`, "see what its log says"];
}

function notAvro(id: number, type: string): Error {
  return new Error(
    `Cannot read by schema ${id} as it must be one of Avro: got ${type}; read it by a codec of your own`,
  );
}

function noAnswer(action: string, url: URL, error: unknown): Error {
  const got = errorReason(error);
  const [must, remedy] = isOfCertificate(got)
    ? ["have a certificate that is trusted", "give tls: { ca } the certificate that signed it, in PEM"]
    : ["answer", "check url of the registry, and whether it runs"];
  return new Error(`Cannot ${action} as the registry ${url.host} must ${must}: got ${got}; ${remedy}`, {
    cause: error,
  });
}
