import { locationOf, type ObjectPlace } from "./location.ts";

/** What was to be done, for errors: `read` and the like. */
export interface Doing {
  readonly action: string;
  readonly place: ObjectPlace;
}

/** The server's answer that something cannot be done. */
export class S3Refusal extends Error {
  override readonly name = "S3Refusal";
  readonly status: number;
  readonly code: string;

  constructor({ action, place }: Doing, status: number, code: string, endpoint: string) {
    const got = code === "" ? `${status}` : `${status} ${code}`;
    const [must, remedy] = reasonOf(status, code, place, endpoint);
    super(`Cannot ${action} ${JSON.stringify(locationOf(place))} as ${must}: got ${got}; ${remedy}`);
    this.status = status;
    this.code = code;
  }
}

const unknownUser = new Set([
  "InvalidAccessKeyId",
  "XAdminUserNotFound",
  "InvalidClientTokenId",
  "UnrecognizedClientException",
]);

/** Only the kind of an answer is shown: its text may repeat what was sent. */
function reasonOf(status: number, code: string, { bucket }: ObjectPlace, endpoint: string): readonly [string, string] {
  if (unknownUser.has(code)) {
    return [`${endpoint} must know the access key`, "check accessKeyId of useS3(…), or AWS_ACCESS_KEY_ID"];
  }
  if (code === "SignatureDoesNotMatch") {
    return ["the secret must be that of the access key", "check secretAccessKey of useS3(…), or AWS_SECRET_ACCESS_KEY"];
  }
  if (code === "ExpiredToken" || code === "InvalidToken") {
    return [
      "the session token must be valid",
      "get new temporary credentials: sessionToken of useS3(…), or AWS_SESSION_TOKEN",
    ];
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
      "check accessKeyId and secretAccessKey, and what they may do in the bucket",
    ];
  }
  if (status === 301 || status === 307 || code === "AuthorizationHeaderMalformed") {
    return ["the bucket must be in the region", "check region of useS3(…), or AWS_REGION"];
  }
  return [`${endpoint} must do it`, "see what the server's log says"];
}

export function noAnswer({ action, place }: Doing, endpoint: string, got: string, cause?: unknown): Error {
  return new Error(
    `Cannot ${action} ${JSON.stringify(locationOf(place))} as ${endpoint} must answer: got ${got}; ` +
      "check endpoint of useS3(…), or AWS_ENDPOINT_URL, and whether the server runs",
    { cause },
  );
}
