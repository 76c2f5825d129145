import { countText, type KnownOptions, requireOptions, type Schema, shown } from "../../core/io/mod.ts";
import { type Duration, durationMs } from "../../core/mod.ts";
import {
  checkLogin,
  checkTls,
  halfCharacter,
  hasHalf,
  type MessageFormat,
  type MessageReader,
  type MessageTypes,
  type MessageUse,
  type MessageWriter,
  serverUrl,
} from "../files/mod.ts";
import { ByteCursor } from "./byte-cursor.ts";
import type { Int64As } from "./column-type.ts";
import { type Decoder, decoderOf } from "./decode.ts";
import { uniqueNames } from "./encode.ts";
import { quote, reason } from "./errors.ts";
import { type RegisteredSchema, type RegistryClient, type RegistryPlace, registryClient } from "./registry-client.ts";
import { resolvedDecoder } from "./resolve.ts";
import { type AvroType, parseSchema } from "./schema.ts";
import { Misfit, ValueOutput } from "./value-output.ts";
import { FieldMisfit, type ValueWriter, valueWriter } from "./write-value.ts";
import { writtenRecord, writtenType } from "./written-type.ts";

export interface RegistryOptions {
  /** Of the registry, without credentials: `http://127.0.0.1:8081`, or of Apicurio `http://127.0.0.1:8080/apis/ccompat/v7`. */
  readonly url: string;
  readonly login?: { readonly username: string; readonly password: string };
  /** Certificates that are trusted in the place of those of the system, in PEM, where the url is of https. */
  readonly tls?: { readonly ca: string };
  /**
   * A schema of Avro, as JSON or its text. Reading: what all values are read as, whichever schema they were written by. Writing:
   * what they are written by. Default: values are read as they were written, and written by a schema of the columns, in which
   * each may lack values.
   */
  readonly schema?: string | object;
  /** The subject that schemas are of: `orders-value`, the name of the record, or both. Default `"topic"`. */
  readonly subject?: "topic" | "record" | "topic and record";
  /** Whether a schema that the subject does not have is registered, if that finds it compatible. Default `"new"`. */
  readonly register?: "new" | "never";
  /** What `long` is read as. By default numbers, each checked to be below 2^53. */
  readonly int64?: Int64As;
  /** How long the registry may take to answer. Default 30 s; one that has never answered gets 5 s in all. */
  readonly timeout?: Duration;
  /** How long what fails for a reason that may pass is tried again. Default 2 min. */
  readonly retryFor?: Duration;
}

const known: KnownOptions<RegistryOptions> = {
  url: true,
  login: true,
  tls: true,
  schema: true,
  subject: ["topic", "record", "topic and record"],
  register: ["new", "never"],
  int64: ["number", "bigint"],
  timeout: true,
  retryFor: true,
};

/**
 * Keys and values in Avro, whose schemas a registry has (that of Confluent, Karapace, Apicurio): for
 * `kafka({ value: avroRegistry({ url }) })`, and for `key`.
 *
 * Each is a zero byte, the id of the schema that it was written by (4 bytes), and the value. **Reading**, schemas come from the registry as
 * their ids come; with `schema` values are resolved to it by Avro's rules (defaults, aliases, wider numbers), and a schema
 * that it cannot hold fails the run, and so does a registry that does not answer, or not who asks. A message of a schema that the registry does
 * not have is a bad record: with the registry of others each may be. **Writing**, the schema is registered before the first record: one that the registry
 * finds incompatible is refused then.
 *
 * @see https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#wire-format
 * @example
 * ```ts
 * import { avroRegistry } from "millrace/connectors/avro";
 *
 * const bids = avroRegistry({ url: "http://127.0.0.1:8081", register: "never" });
 * console.log(bids.name); // Avro by the registry 127.0.0.1:8081
 * ```
 */
export function avroRegistry(options: RegistryOptions): MessageFormat {
  requireOptions<RegistryOptions>(options, known, "avroRegistry(…)");
  checkLogin(options.login, { username: true, password: true }, "login of avroRegistry(…)");
  if (options.tls !== undefined) checkTls(options.tls, { ca: true }, "tls of avroRegistry(…)");
  const place: RegistryPlace = {
    url: serverUrl(String(options.url), badUrl),
    login: options.login,
    ca: options.tls?.ca,
    timeoutMs: durationMs(options.timeout ?? "30s", "timeout of a registry"),
    retryForMs: durationMs(options.retryFor ?? "2m", "retryFor of a registry"),
  };
  const given = options.schema === undefined ? undefined : parsedSchema(options.schema);
  return {
    name: `Avro by the registry ${place.url.host}`,
    reader: (use) => {
      const client = registryClient(place, use.signal);
      return registryReader(client, place.url.host, { wanted: given?.type, int64: options.int64 ?? "number" }, use);
    },
    writer: async (use, types) => {
      const written = given === undefined ? derived(types, use) : { ...given, writer: valueWriter(given.type) };
      return registryWriter(registryClient(place, use.signal), written, options, use);
    },
  };
}

function badUrl(got: string): Error {
  return new TypeError(
    `Cannot reach a registry of schemas as url must be an http or https URL without credentials: got ${got}; write for instance url: "http://127.0.0.1:8081", and who you are as login`,
  );
}

interface GivenSchema {
  readonly text: string;
  readonly type: AvroType;
  /** With its namespace; undefined where it is no record. */
  readonly fullName: string | undefined;
}

function parsedSchema(schema: string | object): GivenSchema {
  const text = typeof schema === "string" ? schema : JSON.stringify(schema);
  try {
    const json = JSON.parse(text) as { readonly name?: unknown; readonly namespace?: unknown };
    const { name, namespace } = json;
    const isWhole = typeof namespace !== "string" || String(name).includes(".");
    const fullName = typeof name !== "string" ? undefined : isWhole ? name : `${namespace}.${name}`;
    return { text, type: parseSchema(text), fullName };
  } catch (cause) {
    throw new SyntaxError(
      `Cannot use a registry as schema must be one of Avro: got ${reason(cause)}; write it as JSON, as in an .avsc file`,
      { cause },
    );
  }
}

const magic = 0;
const headBytes = 5;
/** How long an id that the registry does not have is not asked for again: it may have it later, as a replica that lags does. */
const askAgainMs = 10_000;
function registeredType({ text, before }: RegisteredSchema, id: number, host: string): AvroType {
  try {
    return parseSchema(text, before);
  } catch (cause) {
    throw new TypeError(
      `Cannot read by schema ${id} as what the registry ${host} has of it must be a schema of Avro: got ${reason(cause)}; mend it there, or check url of the registry`,
      { cause },
    );
  }
}

/** Ids are of 32 bits with a sign, of which a registry takes no negative one. */
const maxId = 2 ** 31 - 1;

function registryReader(
  client: RegistryClient,
  host: string,
  { wanted, int64 }: { readonly wanted: AvroType | undefined; readonly int64: Int64As },
  { topic, part }: MessageUse,
): MessageReader {
  const decoders = new Map<number, Decoder>();
  const missingSinceMs = new Map<number, number>();
  const learn = async (id: number): Promise<void> => {
    const registered = await client.schemaOf(id);
    if (registered === undefined) {
      missingSinceMs.set(id, performance.now());
      return;
    }
    const written = registeredType(registered, id, host);
    try {
      decoders.set(id, wanted === undefined ? decoderOf(written, int64) : resolvedDecoder(written, wanted, int64));
    } catch (cause) {
      throw new TypeError(
        `Cannot read each ${part} of topic ${topic} that is written by schema ${id} as the schema that is read must hold it: got ${reason(cause)}; ` +
          "give fields a default, or names that they had as aliases, or read by the schema that they were written by",
        { cause },
      );
    }
  };
  return {
    ready: (message) => {
      const id = idIn(message);
      if (id === undefined || decoders.has(id)) return undefined;
      const sinceMs = missingSinceMs.get(id);
      return sinceMs !== undefined && performance.now() - sinceMs < askAgainMs ? undefined : learn(id);
    },
    decode: (message) => {
      const id = idIn(message);
      if (id === undefined) {
        throw new TypeError(
          `${countText(message.length, "byte")} that begin with ${message[0] ?? "nothing"}, where 0 and the id of a schema are due`,
        );
      }
      const decoder = decoders.get(id);
      if (decoder === undefined) {
        throw new TypeError(
          `schema ${id}, which the registry ${host} does not have; see whether url is the registry of those who write`,
        );
      }
      const cursor = new ByteCursor(message.subarray(headBytes));
      const value = decoder(cursor);
      if (cursor.left > 0) throw new RangeError(`${countText(cursor.left, "byte")} behind the value of schema ${id}`);
      return value;
    },
  };
}

function idIn(message: Uint8Array): number | undefined {
  if (message.length < headBytes || message[0] !== magic) return undefined;
  const id = new DataView(message.buffer, message.byteOffset).getUint32(1);
  return id > maxId ? undefined : id;
}

interface WrittenSchema {
  readonly text: string;
  readonly fullName: string | undefined;
  readonly writer: Pick<ValueWriter, "write">;
}

/** A schema of the columns. */
function derived(types: MessageTypes, { topic, part }: MessageUse): WrittenSchema {
  const name = `${topic}_${part}`.replace(/[^A-Za-z0-9_]/g, "_").replace(/^(?=\d)/, "_");
  const written = types === undefined ? undefined : writtenBy(types, name);
  if (written === undefined) {
    throw new TypeError(
      `Cannot write each ${part} of topic ${topic} in Avro as the types of its columns must be known: got rows of any kind; ` +
        "give avroRegistry a schema, or rows their types",
    );
  }
  return { text: JSON.stringify(written.schema), fullName: types!.shape === "row" ? name : undefined, writer: written };
}

function writtenBy(
  types: Schema,
  name: string,
): (Pick<ValueWriter, "write"> & { readonly schema: unknown }) | undefined {
  if (types.shape === "row") {
    const wrong = types.fields.find((field) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(field.name));
    if (wrong === undefined) return writtenRecord(types.fields, name, uniqueNames());
    throw new TypeError(
      `Cannot write column ${quote(wrong.name)} in Avro as names there have letters, digits and "_": got another; map the rows to such columns before`,
    );
  }
  const [{ type }] = types.fields as readonly [Schema["fields"][number]];
  return type.kind === "any" ? undefined : writtenType(type, name, uniqueNames());
}

async function registryWriter(
  client: RegistryClient,
  { text, fullName, writer }: WrittenSchema,
  { subject = "topic", register = "new" }: RegistryOptions,
  { topic, part }: MessageUse,
): Promise<MessageWriter> {
  const named = subjectOf(subject, fullName, topic, part);
  const id = await (register === "new" ? client.register(named, text) : client.find(named, text));
  const head = new Uint8Array(headBytes);
  new DataView(head.buffer).setUint32(1, id);
  const out = new ValueOutput();
  return {
    encode: (value) => {
      out.raw(head);
      try {
        writer.write(value, out);
      } catch (error) {
        out.take();
        throw error instanceof Misfit ? misfit(error, topic, part, named) : error;
      }
      return out.take();
    },
  };
}

function subjectOf(
  subject: NonNullable<RegistryOptions["subject"]>,
  fullName: string | undefined,
  topic: string,
  part: string,
): string {
  if (subject === "topic") return `${topic}-${part}`;
  if (fullName === undefined) {
    throw new TypeError(
      `Cannot name the subject of the ${part} of topic ${topic} by its record as the schema must be one: got a type without a name; set subject to "topic"`,
    );
  }
  return subject === "record" ? fullName : `${topic}-${fullName}`;
}

function misfit(error: Misfit, topic: string, part: string, subject: string): Error {
  const { value } = error;
  const got = value === undefined || value === null ? "none" : typeof value === "object" ? "an object" : shown(value);
  const where = error instanceof FieldMisfit ? `field ${quote(error.path)} of a ${part}` : `a ${part}`;
  if (hasHalf(value)) return halfCharacter(`${where} to topic ${topic}`, value);
  return new TypeError(
    `Cannot write ${where} to topic ${topic} as it must be what the schema of subject ${subject} says: got ${got}; map rows to it before, or change the schema`,
  );
}
