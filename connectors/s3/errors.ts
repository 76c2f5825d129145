import { isOfCertificate, untrustedBy } from "../files/mod.ts";
import { locationOf, type ObjectPlace } from "./location.ts";
import type { S3Settings } from "./options.ts";

/** What was to be done, for errors: `read` and the like. */
export interface Doing {
  readonly action: string;
  readonly place: ObjectPlace;
}

/** Who was asked, and with what. */
type Asked = Pick<S3Settings, "endpoint" | "credentials">;

/** The server's answer that something cannot be done. */
export class S3Refusal extends Error {
  override readonly name = "S3Refusal";
  readonly status: number;
  readonly code: string;
  /** Whether other credentials may be taken: an answer without a body does not say why it refuses. */
  readonly mayBeOver: boolean;

  constructor({ action, place }: Doing, status: number, code: string, { endpoint, credentials }: Asked) {
    const got = code === "" ? `${status}` : `${status} ${code}`;
    const asked = { endpoint, areAsked: credentials.areAsked, isTemporary: credentials.areTemporary };
    // What lists a bucket answers in XML: why it does not.
    const isOther = action === "list" && status === 404 && code === "";
    const [must, remedy] = isOther
      ? ([`${endpoint} must speak S3`, "check endpoint of useS3(…), or AWS_ENDPOINT_URL"] as const)
      : reasonOf(status, code, place, asked);
    super(`Cannot ${action} ${JSON.stringify(locationOf(place))} as ${must}: got ${got}; ${remedy}`);
    this.status = status;
    this.code = code;
    const isBare = code === "" && (status === 400 || status === 403);
    this.mayBeOver = badToken.has(code) || unknownUser.has(code) || code === badSecret || isBare;
  }
}

const unknownUser = new Set([
  "InvalidAccessKeyId",
  "XAdminUserNotFound",
  "InvalidClientTokenId",
  "UnrecognizedClientException",
]);

const badSecret = "SignatureDoesNotMatch";

const badToken = new Set(["ExpiredToken", "InvalidToken", "InvalidTokenId", "TokenRefreshRequired"]);

interface AskedWith {
  readonly endpoint: string;
  /** Whether a function gives the credentials. */
  readonly areAsked: boolean;
  /** Whether a session token was sent. */
  readonly isTemporary: boolean;
}

/** Only the kind of an answer is shown: its text may repeat what was sent. */
function reasonOf(
  status: number,
  code: string,
  { bucket }: ObjectPlace,
  { endpoint, areAsked, isTemporary }: AskedWith,
): readonly [must: string, remedy: string] {
  // Many servers call a key unknown whose token is over or another one's, and Amazon tells nothing but 400 where an answer has no body.
  const isToken = badToken.has(code) || (isTemporary && (unknownUser.has(code) || (status === 400 && code === "")));
  if (areAsked && (isToken || unknownUser.has(code) || code === badSecret)) {
    return [
      `${endpoint} must take the credentials that credentials() of useS3(…) gives`,
      "see whether those that it gives when it is asked again are over, too, or another server's",
    ];
  }
  if (isToken) {
    return [
      `${endpoint} must take the session token with its access key`,
      "get new temporary credentials, as these may be over: accessKeyId, secretAccessKey and sessionToken of useS3(…), " +
        "or AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN",
    ];
  }
  if (unknownUser.has(code)) {
    return [
      `${endpoint} must know the access key`,
      "check accessKeyId of useS3(…), or AWS_ACCESS_KEY_ID; a temporary key is known by its sessionToken alone",
    ];
  }
  if (code === badSecret) {
    return ["the secret must be that of the access key", "check secretAccessKey of useS3(…), or AWS_SECRET_ACCESS_KEY"];
  }
  if (code === "RequestTimeTooSkewed") return ["this machine's clock must be right", "set its time"];
  if (code === "NoSuchBucket") {
    return [
      `${endpoint} must have the bucket ${JSON.stringify(bucket)}`,
      "check its name and the endpoint, or create it",
    ];
  }
  if (status === 404) return ["it must exist", "check the path"];
  if (status === 403 || status === 401) {
    return [
      "these credentials must have the right to",
      isTemporary
        ? "see whether these temporary credentials are over, and what they may do in the bucket"
        : "check accessKeyId and secretAccessKey, and what they may do in the bucket",
    ];
  }
  if (status === 301 || status === 307 || code === "AuthorizationHeaderMalformed") {
    return ["the bucket must be in the region", "check region of useS3(…), or AWS_REGION"];
  }
  return [`${endpoint} must do it`, "see what the server's log says"];
}

export function noAnswer({ action, place }: Doing, endpoint: string, got: string, cause?: unknown): Error {
  const remedy = isOfCertificate(got)
    ? untrustedBy("useS3(…)")
    : "check endpoint of useS3(…), or AWS_ENDPOINT_URL, and whether the server runs";
  return new Error(
    `Cannot ${action} ${JSON.stringify(locationOf(place))} as ${endpoint} must answer: got ${got}; ${remedy}`,
    { cause },
  );
}
