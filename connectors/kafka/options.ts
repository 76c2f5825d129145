import { type KnownOptions, nearestNames, requireOptions, type Schema, shown } from "../../core/io/mod.ts";
import { type Duration, durationMs, type SchemaFor } from "../../core/mod.ts";
import {
  checkLogin,
  checkParts,
  checkSchema,
  checkTls,
  isMessageFormat,
  type MessageFormat,
  shownAddress,
} from "../files/mod.ts";

/** What of a record, beside its value, a column may hold. */
export type RecordPart = "key" | "headers" | "time" | "partition" | "offset" | "topic";

/** A user's own way from values to bytes and back. */
export interface KafkaCodec<Value = unknown> {
  /** What it throws makes the record a bad one. */
  decode(bytes: Uint8Array, topic: string): Value;
  encode(value: Value, topic: string): Uint8Array;
}

/** How bytes are read and written: besides these, by `avroRegistry` of `millrace/connectors/avro`, say. */
export type KafkaFormat = "json" | "string" | "bytes" | KafkaCodec | MessageFormat;

/** Offsets by partition: of each topic, or of the topic where there is one. */
export type KafkaOffsets = Readonly<Record<string | number, number | Readonly<Record<number, number>>>>;

/** How a connection proves who it is. */
export interface KafkaLogin {
  readonly mechanism: "PLAIN" | "SCRAM-SHA-256" | "SCRAM-SHA-512";
  readonly username: string;
  readonly password: string;
}

/** What a connection by TLS trusts and shows, in PEM. */
export interface KafkaTls {
  /** Certificates that are trusted in the place of those of the system. */
  readonly ca?: string;
  /** The client's own, where brokers want one. */
  readonly cert?: string;
  readonly key?: string;
  /** The name that the certificate of brokers has to have, where it is not that of their host. */
  readonly serverName?: string;
}

export interface KafkaOptions<Row = unknown> {
  /** One broker or several, as `host:port`; the others of the cluster are found through them. */
  readonly brokers: string | readonly string[];
  /** A topic, or for sources several: by name, or all whose whole name a pattern matches. */
  readonly topic: string | readonly string[] | RegExp;
  /** What values are. Default `"json"`. */
  readonly value?: KafkaFormat;
  /** Types of the columns of values, which are objects. A record whose value does not fit is a bad one; what it does not name is not read. */
  readonly schema?: SchemaFor<Row>;
  /** Columns that hold other parts of records: `{ customer: "key", at: "time" }`. The value is then the column `value`, or those of the schema. */
  readonly columns?: Readonly<Record<string, RecordPart>>;
  /** What keys are, where a column holds them or they are written. Default `"string"`. */
  readonly key?: KafkaFormat;
  /**
   * What values of headers are, where a column holds them. Default `"string"`: texts, and bytes where one is no UTF-8. `"bytes"`: always bytes,
   * as where headers hold numbers in binary, of which some are UTF-8 by chance.
   */
  readonly headers?: "string" | "bytes";
  /** Where a partition is begun: its first record (the default), behind its last, behind what `group` has committed (else the
   * first), the first record since a time (ms since the epoch, or a Date), or offsets by partition. */
  readonly from?:
    | "earliest"
    | "latest"
    | "committed"
    | { readonly time: number | Date }
    | { readonly offsets: KafkaOffsets };
  /** Where reading ends, which makes the source bounded: the end of each partition as the run begins, the first record since a time, or offsets. */
  readonly until?: "latest" | { readonly time: number | Date } | { readonly offsets: KafkaOffsets };
  /** Partitions that are read. Default: all. */
  readonly partitions?: readonly number[];
  /** How often it is looked for partitions, and topics of a pattern, that have come while a run goes on: they are read from their first record. Default 30 s. */
  readonly discover?: Duration;
  /** Consumer group under which other tools see how far the source is: offsets are committed with each checkpoint. */
  readonly group?: string;
  /** Whether records of transactions that are open or were aborted are read. Default: they are not. */
  readonly isolation?: "read committed" | "read uncommitted";
  /** The key of a row that is written. Default: what `columns` say, else none. Records of one key go to one partition. */
  readonly keyOf?: (row: Row) => unknown;
  /** What makes writing exactly-once. Without it: at least once. */
  readonly transactions?: KafkaTransactions;
  /** How what is written is packed. Default `"none"`. */
  readonly compression?: "none" | "gzip" | "snappy" | "lz4" | "zstd";
  /** Whether connections are encrypted, and what they trust. */
  readonly tls?: boolean | KafkaTls;
  readonly login?: KafkaLogin;
  /** How long a request may go unanswered. Default 30 s; a cluster that has never answered gets 5 s in all. */
  readonly timeout?: Duration;
  /** How long what fails for a reason that may pass is tried again. Default 2 min. */
  readonly retryFor?: Duration;
}

/** The options, whatever the type of rows is. */
export type KafkaChoices = Omit<KafkaOptions, "schema" | "keyOf"> & {
  readonly schema?: Schema;
  readonly keyOf?: (row: never) => unknown;
  /** Of an upsert topic: what rows are known by. */
  readonly by?: readonly string[];
};

/** Options of an upsert topic: what keys are is said by `by`. */
export interface KafkaUpsertOptions<Row = unknown>
  extends Omit<KafkaOptions<Row>, "columns" | "headers" | "keyOf" | "key"> {
  /** The column that rows are known by, or several. */
  readonly by: (string & keyof Row) | readonly (string & keyof Row)[];
  /** What keys are. Default `"json"`: the value of the column, or an object of several. `"string"` is for one column of texts. */
  readonly key?: KafkaFormat;
}

export interface KafkaTransactions {
  /** What the ids of its transactions begin with: of one job only, and the same whenever it goes on, so that it finds what it left open. */
  readonly idPrefix: string;
  /** After so long the brokers abort what was not committed: more than the time between checkpoints and a restart. Default 15 min, the most that brokers take. */
  readonly timeout?: Duration;
}

const known: KnownOptions<Omit<KafkaChoices, "by">> = {
  brokers: true,
  topic: true,
  value: true,
  schema: true,
  columns: true,
  key: true,
  headers: ["string", "bytes"],
  from: true,
  until: true,
  partitions: true,
  discover: true,
  group: true,
  isolation: ["read committed", "read uncommitted"],
  keyOf: true,
  transactions: true,
  compression: ["none", "gzip", "snappy", "lz4", "zstd"],
  tls: true,
  login: true,
  timeout: true,
  retryFor: true,
};

/** How a cluster is reached. Holds secrets: never printed. */
export interface KafkaConnecting {
  readonly brokers: readonly Address[];
  readonly tls: boolean | KafkaTls;
  readonly login: KafkaLogin | undefined;
  readonly timeoutMs: number;
  readonly retryForMs: number;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** The topics as a user wrote them. */
export function topicText(topic: KafkaOptions["topic"]): string {
  return topic instanceof RegExp ? String(topic) : [topic].flat().join(", ");
}

/** Refuses what a compiler would have refused, and what cannot be meant. */
export function checkKafkaOptions(options: KafkaChoices): void {
  requireOptions<Omit<KafkaChoices, "by">>(options, known, "kafka(…)");
  const { topic, columns = {}, value = "json", key = "string", schema, headers } = options;
  const isTopic = topic instanceof RegExp || [topic].flat().every((name) => typeof name === "string" && name !== "");
  if (!isTopic || topicText(topic) === "") {
    throw new TypeError(
      `Cannot reach Kafka as topic must be a name, a list of names or a pattern: got ${shown(topic)}; write for instance topic: "orders"`,
    );
  }
  const where = `kafka(${topicText(topic)})`;
  checkWithin(options, where);
  checkSchema(schema, where);
  checkFormat("value", value, where);
  checkFormat("key", key, where);
  if (schema !== undefined && value !== "json" && !isMessageFormat(value)) {
    throw new TypeError(
      `Cannot read ${where} with a schema as only values in JSON, or by a registry, have columns: got value ${shown(value)}; leave one of the two out`,
    );
  }
  checkReading(options, where);
  for (const [name, part] of Object.entries(columns)) checkPart(name, part, options, where);
  if (headers !== undefined && !Object.values(columns).includes("headers")) {
    throw new TypeError(
      `Cannot use ${where} as headers says what values of headers are in the column that has them: got no such column; write for instance columns: { headers: "headers" }`,
    );
  }
  if (options.from === "committed" && options.group === undefined) {
    throw new TypeError(
      `Cannot read ${where} from what was committed as a group must be given: got none; write for instance group: "hot-items"`,
    );
  }
}

const knownLogin: KnownOptions<KafkaLogin> = {
  mechanism: ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"],
  username: true,
  password: true,
};
const knownTls: KnownOptions<KafkaTls> = { ca: true, cert: true, key: true, serverName: true };
const knownTransactions: KnownOptions<KafkaTransactions> = { idPrefix: true, timeout: true };

function checkWithin({ login, tls, transactions }: KafkaChoices, where: string): void {
  checkLogin(login, knownLogin, `login of ${where}`);
  if (tls !== undefined && typeof tls !== "boolean") checkTls(tls, knownTls, `tls of ${where}`);
  if (transactions === undefined) return;
  checkParts(transactions, knownTransactions, `transactions of ${where}`);
  const { idPrefix } = transactions;
  if (typeof idPrefix === "string" && idPrefix !== "") return;
  throw new TypeError(
    `Cannot use transactions of ${where} as idPrefix must be text of this job alone: got ${shown(idPrefix)}; write for instance transactions: { idPrefix: "orders-job" }`,
  );
}

/** What is no place is never taken for another: for the first record, say, of a topic that was to be read from its end. */
function checkReading({ from, until, columns, partitions, group, keyOf }: KafkaChoices, where: string): void {
  checkPlace("from", from, ["earliest", "latest", "committed"], where);
  checkPlace("until", until, ["latest"], where);
  const refuse = (option: string, isRight: boolean, must: string, got: unknown, instead: string): void => {
    if (got === undefined || isRight) return;
    throw new TypeError(
      `Cannot use ${where} as ${option} must be ${must}: got ${shown(got)}; write for instance ${option}: ${instead}`,
    );
  };
  const isObject = typeof columns === "object" && columns !== null && !Array.isArray(columns);
  refuse("columns", isObject, "an object of names and parts", columns, '{ at: "time" }');
  const isList = Array.isArray(partitions) && partitions.length > 0 && partitions.every(isCount);
  const differ = isList && new Set(partitions).size === partitions.length;
  refuse("partitions", differ, "a list of different whole numbers from 0", partitions, "[0, 1]");
  refuse("group", typeof group === "string" && group !== "", "text", group, '"hot-items"');
  refuse("keyOf", typeof keyOf === "function", "a function of a row", keyOf, "(row) => row.id");
}

function checkPlace(option: "from" | "until", at: unknown, words: readonly string[], where: string): void {
  if (at === undefined || words.includes(at as string) || isPlace(at)) return;
  throw new TypeError(
    `Cannot read ${where} as ${option} must be ${words.map((word) => JSON.stringify(word)).join(", ")}, { time } of a Date or ` +
      `ms since 1970, or { offsets } of whole numbers from 0: got ${shown(at)}; write for instance ${option}: "latest"`,
  );
}

function isPlace(at: unknown): boolean {
  if (typeof at !== "object" || at === null) return false;
  const { time, offsets } = at as { readonly time?: unknown; readonly offsets?: unknown };
  const names = Object.keys(at).join();
  if (names === "offsets") return isOffsets(offsets);
  // Kafka takes times below 0 for its first and last records.
  const isTime = typeof time === "number" || time instanceof Date;
  return names === "time" && isTime && Number.isFinite(Number(time)) && Number(time) >= 0;
}

/** @param ofTopic Whether they are those of one topic. */
function isOffsets(given: unknown, ofTopic = false): boolean {
  if (typeof given !== "object" || given === null || given instanceof Map) return false;
  return Object.values(given).every((offset) => isCount(offset) || (!ofTopic && isOffsets(offset, true)));
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** The columns that rows of an upsert topic are known by. */
export function checkUpserts({ by, topic, key, schema, ...rest }: KafkaUpsertOptions): readonly string[] {
  const where = `kafkaUpserts(${topicText(topic)})`;
  const columns = [by].flat();
  const isNamed = columns.length > 0 && columns.every((column) => typeof column === "string" && column !== "");
  if (!isNamed || new Set(columns).size < columns.length) {
    throw new TypeError(
      `Cannot use ${where} as by must name the column, or the columns, that rows are known by: got ${shown(by)}; write for instance by: "id"`,
    );
  }
  const missing = columns.find((column) => schema !== undefined && !(schema as Schema).index.has(column));
  if (missing !== undefined) {
    throw new TypeError(
      `Cannot use ${where} as the schema must have the columns of by: got none of the name ${JSON.stringify(missing)}; name one that it has`,
    );
  }
  if (columns.length > 1 && (key === "string" || key === "bytes")) {
    throw new TypeError(
      `Cannot use ${where} as keys of several columns must be objects: got key ${shown(key)}; leave it out for JSON`,
    );
  }
  const given = (["columns", "keyOf"] as const).find((option) => option in rest);
  if (given === undefined) return columns;
  throw new TypeError(`Cannot use ${where} as by says what keys are: got ${given} as well; leave it out`);
}

const parts: readonly RecordPart[] = ["key", "headers", "time", "partition", "offset", "topic"];

function checkPart(name: string, part: RecordPart, { schema }: KafkaChoices, where: string): void {
  if (!parts.includes(part)) {
    const near = nearestNames(String(part), parts);
    throw new RangeError(
      `Cannot read column ${JSON.stringify(name)} of ${where} as it must be one of ${parts.join(", ")}: got ${shown(part)}; ` +
        (near.length > 0 ? `did you mean ${near.join(" or ")}?` : "use one of these"),
    );
  }
  if (schema === undefined ? name !== "value" : !schema.index.has(name)) return;
  throw new TypeError(
    `Cannot read column ${JSON.stringify(name)} of ${where} as names must differ: got it twice, of the value and of its ${part}; rename one`,
  );
}

function checkFormat(what: "value" | "key", format: KafkaFormat, where: string): void {
  if (format === "json" || format === "string" || format === "bytes") return;
  if (isMessageFormat(format)) return;
  if (typeof format?.decode === "function" && typeof format.encode === "function") return;
  throw new TypeError(
    `Cannot set ${what} of ${where} as it must be "json", "string", "bytes" or { decode, encode }: got ${shown(format)}; use one of these`,
  );
}

export function connectingOf(options: KafkaChoices): KafkaConnecting {
  return {
    brokers: [options.brokers].flat().map(addressOf),
    tls: options.tls ?? false,
    login: options.login,
    timeoutMs: durationMs(options.timeout ?? "30s", "timeout of Kafka"),
    retryForMs: durationMs(options.retryFor ?? "2m", "retryFor of Kafka"),
  };
}

const leastDiscoveryMs = 100;

export function discoveryMs({ discover = "30s" }: KafkaChoices, where: string): number {
  const ms = durationMs(discover, "discover of Kafka");
  if (ms >= leastDiscoveryMs) return ms;
  throw new RangeError(
    `Cannot read ${where} as discover must be at least ${leastDiscoveryMs} ms: got ${ms} ms; use for instance "30s"`,
  );
}

function addressOf(text: unknown): Address {
  const [, host, port] = /^(\[[^\]]+\]|[^:/@\s]+):(\d{1,5})$/.exec(String(text)) ?? [];
  if (typeof text === "string" && host !== undefined && Number(port) < 65_536)
    return { host: host.replace(/^\[|\]$/g, ""), port: Number(port) };
  // What stands before an @, or behind a ?, may be a password.
  const got = typeof text === "string" ? shownAddress(text) : shown(text);
  throw new TypeError(
    `Cannot reach Kafka as brokers must be written as host:port: got ${got}; write for instance brokers: "127.0.0.1:9092", and who you are as login`,
  );
}
