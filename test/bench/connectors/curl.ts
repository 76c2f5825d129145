import { spawn } from "node:child_process";

export interface CurlRequest {
  readonly url: string;
  /** As in `0-99`. */
  readonly range?: string;
  readonly signed?: { readonly region: string; readonly user: string };
}

/** Lets curl fetch all of these, so many at a time, to nowhere; fails unless that many bytes come. */
export async function curl(requests: readonly CurlRequest[], inFlight: number, bytes: number): Promise<void> {
  const config = requests.map(linesOf).join("\nnext\n");
  const options = ["--no-progress-meter", "--parallel", "--parallel-max", String(inFlight), "--config", "-"];
  const child = spawn("curl", options, { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(config);
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (piece: string) => (text += piece));
  const code = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  const got = text.split("\n").reduce((sum, line) => sum + Number(line), 0);
  if (code !== 0 || got !== bytes) {
    throw new Error(`Cannot compare as curl must fetch all: got exit code ${code} and ${got} of ${bytes} bytes`);
  }
}

function linesOf({ url, range, signed }: CurlRequest): string {
  const lines = [
    `url = "${url}"`,
    "location",
    "fail",
    "no-progress-meter",
    'output = "/dev/null"',
    'write-out = "%{size_download}\\n"',
  ];
  if (range !== undefined) lines.push(`range = "${range}"`);
  if (signed !== undefined) lines.push(`aws-sigv4 = "aws:amz:${signed.region}:s3"`, `user = "${signed.user}"`);
  return lines.join("\n");
}
