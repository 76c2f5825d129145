import { elements, escaped, textIn } from "../files/mod.ts";
import { headerOf, type S3Answer, type S3Client, type S3Headers, type S3Request } from "./client.ts";
import { type Doing, S3Refusal } from "./errors.ts";
import type { ObjectPlace } from "./location.ts";

/** An upload in parts that is not complete: nobody sees it. */
export interface Upload extends ObjectPlace {
  readonly id: string;
}

export interface UploadedPart {
  readonly number: number;
  readonly tag: string;
  readonly sizeBytes: number;
}

/** By this an object is known again as that of one upload, once the upload itself is gone. */
const markHeader = "x-amz-meta-millrace";

export async function beginUpload(client: S3Client, place: ObjectPlace, mark: string): Promise<Upload> {
  const { body } = await client.send({
    action: "write",
    place,
    method: "POST",
    query: { uploads: "" },
    headers: { [markHeader]: mark },
  });
  const id = textIn(body, "UploadId");
  if (id === undefined)
    throw new Error(`Cannot write to ${place.bucket} as S3 must name the upload: got no UploadId; see what serves it`);
  return { ...place, id };
}

export async function sendPart(
  client: S3Client,
  { id, ...place }: Upload,
  number: number,
  body: Uint8Array,
): Promise<void> {
  await client.send({ action: "write", place, method: "PUT", query: { partNumber: number, uploadId: id }, body });
}

/**
 * Undefined where there is no such upload any more. A part that was sent again, as its answer was lost, counts once: SeaweedFS lists each
 * time it came, and takes the last; the bytes are the same.
 */
export async function uploadedParts(
  client: S3Client,
  { id, ...place }: Upload,
): Promise<readonly UploadedPart[] | undefined> {
  const parts: UploadedPart[] = [];
  for (;;) {
    const after = parts.at(-1)?.number;
    const query = { uploadId: id, "max-parts": 1000, ...(after === undefined ? {} : { "part-number-marker": after }) };
    const answer = await unlessGone(client, { action: "publish", place, method: "GET", query });
    if (answer === undefined) return undefined;
    const page = elements(answer.body, "Part").map(partOf);
    parts.push(...page);
    if (page.length === 0 || textIn(answer.body, "IsTruncated") !== "true")
      return [...new Map(parts.map((part) => [part.number, part])).values()];
  }
}

function partOf(xml: string): UploadedPart {
  return {
    number: Number(textIn(xml, "PartNumber")),
    tag: textIn(xml, "ETag") ?? "",
    sizeBytes: Number(textIn(xml, "Size")),
  };
}

/** Makes the object of an upload; false where there is no such upload any more. */
export async function completeUpload(
  client: S3Client,
  { id, ...place }: Upload,
  parts: readonly UploadedPart[],
  conditions: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  const list = parts.map(
    ({ number, tag }) => `<Part><PartNumber>${number}</PartNumber><ETag>${escaped(tag)}</ETag></Part>`,
  );
  const body = new TextEncoder().encode(`<CompleteMultipartUpload>${list.join("")}</CompleteMultipartUpload>`);
  const doing = { action: "publish", place };
  const query = { uploadId: id };
  const answer = await unlessGone(client, { ...doing, method: "POST", query, headers: conditions, body });
  if (answer !== undefined) refuseError(client, doing, answer);
  return answer !== undefined;
}

/** Copies a range of an object as a part. */
export async function copyPart(
  client: S3Client,
  { id, ...place }: Upload,
  number: number,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const doing = { action: "publish", place };
  const query = { partNumber: number, uploadId: id };
  refuseError(client, doing, await client.send({ ...doing, method: "PUT", query, headers }));
}

/** An answer to what takes long begins before the work is done, so that its status says nothing of an error. */
export function refuseError(client: S3Client, doing: Doing, { body }: S3Answer<string>): void {
  if (elements(body, "Error").length === 0) return;
  const code = textIn(body, "Code") ?? "";
  throw new S3Refusal(doing, code === "PreconditionFailed" ? 412 : 500, code, client.settings);
}

/** Gives up an upload; no error where there is none. */
export async function abortUpload(client: S3Client, { id, ...place }: Upload): Promise<void> {
  await unlessGone(client, { action: "delete", place, method: "DELETE", query: { uploadId: id } });
}

async function unlessGone(client: S3Client, request: S3Request): Promise<S3Answer<string> | undefined> {
  try {
    return await client.send(request);
  } catch (error) {
    if (error instanceof S3Refusal && error.code === "NoSuchUpload") return undefined;
    throw error;
  }
}

/** Of which upload an object is, as far as it says. */
export function markOf(headers: S3Headers): string | undefined {
  return headerOf(headers, markHeader);
}
