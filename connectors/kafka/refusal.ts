import { neverRight } from "../../core/io/mod.ts";
import { isOfCertificate } from "../files/mod.ts";

/** The answer of a broker that something cannot be done. */
export class KafkaRefusal extends Error {
  override readonly name = "KafkaRefusal";
  /** The names that Kafka gives its errors, as in `UNKNOWN_TOPIC_OR_PARTITION`. */
  readonly codes: readonly string[];

  constructor(action: string, codes: readonly string[], brokers: string, got: string = codes.join(", ")) {
    const [must, remedy] = reasonOf(codes[0]!, brokers);
    super(`Cannot ${action} as ${must}: got ${got}; ${remedy}`);
    this.codes = codes;
  }

  has(...codes: readonly string[]): boolean {
    return this.codes.some((code) => codes.includes(code));
  }
}

type Reason = readonly [must: string, remedy: string];

const right = "what these credentials may do must be enough";
const fenced: Reason = [
  "no other run may write with the same idPrefix",
  "see whether this job runs twice; each job needs a transactions.idPrefix of its own",
];

const reasons: Readonly<Record<string, Reason>> = {
  UNKNOWN_TOPIC_OR_PARTITION: ["the topic must exist", "check its name and partitions, or create it"],
  INVALID_TOPIC_EXCEPTION: ["the name must be one that a topic may have", "check topic"],
  TOPIC_AUTHORIZATION_FAILED: [right, "let this user read, write and describe the topic, or check login"],
  GROUP_AUTHORIZATION_FAILED: [right, "let this user read the group, or check login and group"],
  CLUSTER_AUTHORIZATION_FAILED: [right, "let this user write idempotently, or check login"],
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: [right, "let this user write and describe ids of transactions.idPrefix"],
  UNSUPPORTED_SASL_MECHANISM: ["the brokers must know the mechanism of login", "use one that they have enabled"],
  ILLEGAL_SASL_STATE: [
    "the brokers must ask for a login where one is given",
    "leave login out, or take the port (listener) that asks for one",
  ],
  OFFSET_OUT_OF_RANGE: [
    "what comes next must still be there",
    "the topic lost records before they were read (see its retention), or was made anew; begin anew, with another folder for checkpoints",
  ],
  INCONSISTENT_TOPIC_ID: [
    "the topic must be the one that was read so far",
    "it was made anew: what this one has before that offset would be left out; begin anew, with another folder for checkpoints, and from says where (by default its first record)",
  ],
  INVALID_TRANSACTION_TIMEOUT: [
    "the brokers must allow the timeout of transactions",
    "set transactions.timeout to at most their transaction.max.timeout.ms",
  ],
  MESSAGE_TOO_LARGE: [
    "a record must not be larger than the topic allows",
    "raise its max.message.bytes, or write smaller records",
  ],
  RECORD_LIST_TOO_LARGE: ["a batch must not be larger than a segment", "raise segment.bytes of the topic"],
  PRODUCER_FENCED: fenced,
  INVALID_PRODUCER_EPOCH: fenced,
  UNKNOWN_MEMBER_ID: [
    "the group must be of this source alone",
    "other consumers are members of it: choose another group",
  ],
  UNSUPPORTED_VERSION: ["the brokers must know the request", "use brokers of Kafka 3.0 or newer"],
};

/** A topic of the same name in the place of the one that was read: it would go on with what that one had not had yet. */
export function madeAnew(action: string, wasId: string, id: string, brokers: string): KafkaRefusal {
  const got = `another one of that name, of id ${id} where it was ${wasId}`;
  return neverRight(new KafkaRefusal(action, ["INCONSISTENT_TOPIC_ID"], brokers, got));
}

function reasonOf(code: string, brokers: string): Reason {
  if (/AUTHENTICATION_FAILED/.test(code)) {
    return [
      `${brokers} must know the user and the password`,
      "check login of kafka(…): username, password and mechanism",
    ];
  }
  if (code === "BROKER_REQUIRES_TLS") return [`${brokers} must be spoken to by TLS`, "set tls of kafka(…)"];
  if (isOfCertificate(code)) {
    return [
      `the certificate of ${brokers} must be trusted`,
      "give tls: { ca } the certificate that signed it, in PEM, or serverName the name that it has",
    ];
  }
  if (isOfPem(code)) {
    return [
      "tls of kafka(…) must hold a key and certificates in PEM that belong together",
      "give the texts of their files, from -----BEGIN to -----END, as tls: { key, cert, ca }",
    ];
  }
  return reasons[code] ?? [`${brokers} must do it`, "see what the broker's log says"];
}

/** What passes by itself: leaders that change, coordinators that move, brokers that start. */
const passing = new Set([
  "LEADER_NOT_AVAILABLE",
  "NOT_LEADER_OR_FOLLOWER",
  "REPLICA_NOT_AVAILABLE",
  "FENCED_LEADER_EPOCH",
  "UNKNOWN_LEADER_EPOCH",
  "OFFSET_NOT_AVAILABLE",
  "KAFKA_STORAGE_ERROR",
  "BROKER_NOT_AVAILABLE",
  "NOT_ENOUGH_REPLICAS",
  "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
  "REQUEST_TIMED_OUT",
  "NETWORK_EXCEPTION",
  "COORDINATOR_LOAD_IN_PROGRESS",
  "COORDINATOR_NOT_AVAILABLE",
  "NOT_COORDINATOR",
  "CONCURRENT_TRANSACTIONS",
  "UNSTABLE_OFFSET_COMMIT",
  "THROTTLING_QUOTA_EXCEEDED",
  "UNKNOWN_SERVER_ERROR",
]);

/** @param besides What passes as well where it was asked. */
export function mayPass({ codes }: KafkaRefusal, besides?: string): boolean {
  return codes.every((code) => passing.has(code) || code === besides);
}

/** The codes of an answer in what a client threw; undefined where there was none. Its texts may repeat what was sent: they are not shown. */
export function refusedCodes(error: unknown): readonly string[] | undefined {
  const found = new Set<string>();
  collect(error, found, 0);
  return found.size === 0 ? undefined : [...found];
}

function collect(error: unknown, found: Set<string>, depth: number): void {
  if (typeof error !== "object" || error === null || depth > 6) return;
  const { apiId, code, errors, cause, message = "" } = error as Record<string, unknown>;
  if (typeof apiId === "string") found.add(apiId);
  else if (code === "PLT_KFK_AUTHENTICATION" && cause === undefined) found.add("SASL_AUTHENTICATION_FAILED");
  else if (String(message).includes("requires TLS")) found.add("BROKER_REQUIRES_TLS");
  else if (typeof code === "string" && (isOfCertificate(code) || isOfPem(code))) found.add(code);
  for (const each of Array.isArray(errors) ? errors : []) collect(each, found, depth + 1);
  collect(cause, found, depth + 1);
}

/** What OpenSSL says of keys and certificates that it is given, before it speaks to anybody. */
function isOfPem(code: string): boolean {
  return code.startsWith("ERR_OSSL_");
}

export function noAnswer(action: string, brokers: string, got: string, cause: unknown): Error {
  return new Error(
    `Cannot ${action} as ${brokers} must answer: got ${got}; check brokers, tls and login of kafka(…), and whether the cluster runs`,
    { cause },
  );
}

/** Why there was no answer, as shortly as the system says it. */
export function answerless(error: unknown): string {
  const { code, cause, message = "" } = error as { code?: unknown; cause?: unknown; message?: string };
  if (cause !== undefined) return answerless(cause);
  return typeof code === "string" && !code.startsWith("PLT_") ? code : message;
}
