import { checkOptions, type KnownOptions, shown, type WebAbortSignal } from "../../core/io/mod.ts";
import { type Duration, durationMs } from "../../core/mod.ts";
import { environmentVariable, systemUser } from "../../core/platform/mod.ts";
import { checkTls, serverUrl } from "../files/mod.ts";
import { tokenRemedy } from "./errors.ts";
import { isToken } from "./token.ts";

/** How a cluster is reached. */
export interface HdfsOptions {
  /**
   * Where its NameNodes serve WebHDFS, as in `["http://nn1:9870", "http://nn2:9870"]`: the active one is found. Default: as
   * `hdfs-site.xml` in `HADOOP_CONF_DIR` has it for the cluster of a URL; else port 9870 of the host of a URL.
   */
  readonly nameNodes?: readonly string[];
  /** What the cluster is called in URLs (`hdfs://name/path`), beside the names of its NameNodes and none at all. */
  readonly name?: string;
  /** Who asks. Default: `HADOOP_USER_NAME`, else the name of the user of this machine. */
  readonly user?: string;
  /**
   * What a secured cluster has given, in the letters that WebHDFS takes (`urlString` of GETDELEGATIONTOKEN, or what `hadoop dtutil print`
   * shows): asks in place of a user, until it is over.
   */
  readonly delegationToken?: string;
  /** Certificates that are trusted in the place of those of the system, in PEM, where servers speak https. */
  readonly tls?: { readonly ca: string };
  /** Bytes that are sent at once; twice as many are in memory for each file. Default 8 MiB. */
  readonly partBytes?: number;
  /** How long a request may go on without a byte. Default 30 s; a cluster that has never answered gets 5 s in all. */
  readonly timeout?: Duration;
  /**
   * How long what fails for a reason that may pass is tried again. Default 90 s: what a DataNode was writing when it died is
   * free again after 60.
   */
  readonly retryFor?: Duration;
  /** Ends all that is under way. */
  readonly signal?: WebAbortSignal;
}

/** Options with all that was left out, but the NameNodes. Holds secrets: never printed. */
export interface HdfsSettings {
  readonly user: string | undefined;
  readonly delegationToken: string | undefined;
  readonly partBytes: number;
  readonly timeoutMs: number;
  readonly retryForMs: number;
  readonly signal: WebAbortSignal | undefined;
  readonly ca: string | undefined;
}

const known: KnownOptions<HdfsOptions> = {
  nameNodes: true,
  name: true,
  user: true,
  delegationToken: true,
  tls: true,
  partBytes: true,
  timeout: true,
  retryFor: true,
  signal: true,
};

/** @param ownUser What the system calls who runs this. */
export function hdfsSettings(options: HdfsOptions, ownUser: () => string | undefined = systemUser): HdfsSettings {
  checkOptions(options, known, "useHdfs(…)");
  if (options.tls !== undefined) checkTls(options.tls, { ca: true }, "tls of useHdfs(…)");
  const { delegationToken, partBytes = 8 * 2 ** 20 } = options;
  if (!Number.isInteger(partBytes) || partBytes < 1) {
    throw new RangeError(
      `Cannot reach HDFS with partBytes as it must be a count of bytes: got ${partBytes}; use for instance partBytes: ${8 * 2 ** 20}`,
    );
  }
  if (delegationToken !== undefined) checkToken(delegationToken);
  return {
    user: delegationToken === undefined ? whoAsks(options.user, ownUser) : undefined,
    delegationToken,
    partBytes,
    timeoutMs: durationMs(options.timeout ?? "30s", "timeout of HDFS"),
    retryForMs: durationMs(options.retryFor ?? "90s", "retryFor of HDFS"),
    signal: options.signal,
    ca: options.tls?.ca,
  };
}

function checkToken(token: unknown): void {
  if (typeof token === "string" && isToken(token)) return;
  throw new TypeError(
    `Cannot reach HDFS as delegationToken must be a whole token in the letters of a URL: got ${typeof token === "string" ? `${token.length} characters that are none` : typeof token}; ` +
      `give ${tokenRemedy}`,
  );
}

/** As Hadoop's own clients have it. Without one a cluster would take who asks for its guest (`dr.who`), who may do next to nothing. */
function whoAsks(user: string | undefined, ownUser: () => string | undefined): string {
  const names = ["HADOOP_USER_NAME", "USER", "LOGNAME", "USERNAME"];
  const found = user ?? names.map(environmentVariable).find((name) => name !== undefined && name !== "") ?? ownUser();
  if (typeof found === "string" && found !== "") return found;
  throw new TypeError(
    `Cannot reach HDFS as user must be who asks: got ${found === undefined ? "none, nor is there one in HADOOP_USER_NAME or of this machine" : shown(found)}; ` +
      'give useHdfs({ user: "me" }), or a delegationToken',
  );
}

/** The addresses of NameNodes, checked. */
export function nameNodesOf(given: unknown): readonly string[] {
  if (!Array.isArray(given) || given.length === 0 || !given.every((one) => typeof one === "string")) {
    throw new TypeError(
      `Cannot reach HDFS as nameNodes must be a list of URLs: got ${Array.isArray(given) ? "an empty or odd list" : typeof given}; ` +
        'write for instance nameNodes: ["http://nn1:9870", "http://nn2:9870"]',
    );
  }
  return given.map(addressOf);
}

function addressOf(text: string): string {
  const refused = (got: string): TypeError =>
    new TypeError(
      `Cannot reach HDFS as a NameNode must be given by an http or https URL of its host and port and no more: got ${got}; ` +
        'write it like "http://nn1:9870"',
    );
  const url = serverUrl(text, refused);
  if (url.pathname !== "/") throw refused(`one of the path ${url.pathname.slice(0, 100)}`);
  return url.origin;
}
