import { textIn } from "../../connectors/files/mod.ts";
import { useS3 } from "../../connectors/s3/mod.ts";
import type { FileSystem, Publishing } from "../../core/io/mod.ts";
import { uniqueName } from "../../core/platform/mod.ts";
import { roleArn, type S3Endpoint } from "./servers/seaweedfs.ts";

/** A new bucket; made with the signer itself, since the connector makes none. */
export async function makeBucket({ endpoint, ...credentials }: S3Endpoint): Promise<string> {
  const { AwsClient } = await import("aws4fetch");
  const name = `bucket-${uniqueName()}`;
  const { status } = await new AwsClient({ service: "s3", ...credentials }).fetch(`${endpoint}/${name}`, {
    method: "PUT",
  });
  if (status !== 200)
    throw new Error(`Cannot make bucket ${name} as the server must take it: got ${status}; see its log`);
  return name;
}

/** The server's files, known as `s3:` from here on, and a folder in a bucket of its own. */
export async function s3Folder(
  endpoint: S3Endpoint,
): Promise<{ readonly files: FileSystem & Publishing; readonly folder: string }> {
  return { files: useS3(endpoint), folder: `s3://${await makeBucket(endpoint)}/a folder` };
}

/** An endpoint with credentials that end. */
export interface TemporaryEndpoint extends S3Endpoint {
  readonly sessionToken: string;
}

/**
 * What the server gives to who takes on a role.
 *
 * @param seconds From 900 on; the server's own time, which is shorter, where it is left out.
 */
export async function assumeRole(
  { endpoint, region, ...credentials }: S3Endpoint,
  role: "writer" | "reader",
  seconds?: number,
): Promise<TemporaryEndpoint> {
  const { AwsClient } = await import("aws4fetch");
  const words = { Action: "AssumeRole", Version: "2011-06-15", RoleSessionName: "a-test", RoleArn: roleArn(role) };
  const body = new URLSearchParams(seconds === undefined ? words : { ...words, DurationSeconds: String(seconds) });
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const client = new AwsClient({ service: "sts", region, retries: 0, ...credentials });
  const response = await client.fetch(`${endpoint}/`, { method: "POST", headers, body: body.toString() });
  const text = await response.text();
  const of = (name: string): string => {
    const found = textIn(text, name);
    if (found !== undefined) return found;
    throw new Error(
      `Cannot take on the role ${role} as the server must give its ${name}: got ${response.status} ${text}`,
    );
  };
  const given = { accessKeyId: of("AccessKeyId"), secretAccessKey: of("SecretAccessKey") };
  return { endpoint, region, ...given, sessionToken: of("SessionToken") };
}
