import { isOfCertificate, untrustedBy } from "../files/mod.ts";
import { type HdfsPlace, locationOf } from "./location.ts";

/** What was to be done, for errors: `read` and the like. */
export interface Doing {
  readonly action: string;
  readonly place: HdfsPlace;
}

/** Who answers, and for whom. */
export interface Asked {
  /** The NameNodes, for errors. */
  readonly nameNodes: readonly string[];
  readonly user: string | undefined;
}

/** Our own names for exceptions that have no class of theirs. */
export type OwnKind = "NoDataNode" | "BehindTheEnd" | "BadToken" | "Nobody";

/** The answer of a server that something cannot be done. */
export class HdfsRefusal extends Error {
  override readonly name = "HdfsRefusal";
  readonly status: number;
  /** The exception's class without its package, or one of `OwnKind`. */
  readonly kind: string;
  /** Who refuses. */
  readonly by: "NameNode" | "DataNode";

  constructor(doing: Doing, answer: RefusedAnswer, asked: Asked) {
    const { status, by } = answer;
    const { kind, said, detail } = kindOf(answer);
    const [must, remedy] = reasonOf(kind, status, asked);
    const got = kind === "" ? `${status}` : `${said}${detail === "" ? "" : ` (${detail})`}`;
    super(`Cannot ${doing.action} ${JSON.stringify(locationOf(doing.place))} as ${must}: got ${got}; ${remedy}`);
    this.status = status;
    this.kind = kind;
    this.by = by;
  }
}

export interface RefusedAnswer {
  readonly status: number;
  readonly text: string;
  readonly by: "NameNode" | "DataNode";
}

interface Kind {
  readonly kind: string;
  /** What errors call it. */
  readonly said: string;
  readonly detail: string;
}

function kindOf({ text }: RefusedAnswer): Kind {
  const { exception = "", message = "" } = remoteException(text);
  const detail = message.split("\n", 1)[0]!.slice(0, 200);
  const own = ownKindOf(exception, message);
  // Of tokens nothing is shown.
  if (own === "BadToken" || own === "Nobody") return { kind: own, said: exception, detail: "" };
  const kind = own ?? exception;
  return { kind, said: kind, detail };
}

function ownKindOf(exception: string, message: string): OwnKind | undefined {
  if (/^(Failed to find datanode|No active nodes contain this block)/.test(message)) return "NoDataNode";
  if (/^Offset=\d+ out of the range/.test(message)) return "BehindTheEnd";
  if (/user not authenticated by filter/.test(message)) return "Nobody";
  // NameNodes call a token that is over, cancelled or unknown a SecurityException, DataNodes an InvalidToken; one of odd bytes is whatever reading them meets.
  const isToken =
    /InvalidToken/.test(exception) ||
    (exception === "SecurityException" && /InvalidToken|Failed to obtain user group information/.test(message)) ||
    exception === "NegativeArraySizeException";
  return isToken ? "BadToken" : undefined;
}

function remoteException(text: string): { readonly exception?: string; readonly message?: string } {
  try {
    const { RemoteException } = JSON.parse(text) as { RemoteException?: Record<string, unknown> };
    const { exception, message } = RemoteException ?? {};
    return { exception: String(exception ?? ""), message: String(message ?? "") };
  } catch {
    return {}; // not of WebHDFS: its status is all that it says
  }
}

const noRight = "check user of useHdfs(…), or HADOOP_USER_NAME, and the permissions of the folder";

/** What gives a token in the letters that WebHDFS takes. */
export const tokenRemedy =
  'its urlString in the answer of curl --negotiate -u : "http://NAMENODE:9870/webhdfs/v1/?op=GETDELEGATIONTOKEN", or as hadoop dtutil print shows it';

const nobody = [
  "the cluster must know who asks",
  `give user, or delegationToken where it wants Kerberos, to useHdfs(…): ${tokenRemedy}`,
] as const;

function reasonOf(kind: string, status: number, { nameNodes, user }: Asked): readonly [must: string, remedy: string] {
  const who = user === undefined ? "the token's user" : `user ${JSON.stringify(user)}`;
  switch (kind) {
    case "FileNotFoundException":
      return ["it must exist", "check the path"];
    case "AccessControlException":
      return [`${who} must have the right to`, noRight];
    case "BadToken":
      return [
        "the delegation token must be one that the cluster knows and that is not over",
        `get a new one for delegationToken of useHdfs(…): ${tokenRemedy}`,
      ];
    case "Nobody":
      return nobody;
    case "ParentNotDirectoryException":
      return ["what comes before a slash must be a folder", "check the path"];
    case "IllegalArgumentException":
      return ["WebHDFS must take what it is asked", "check user of useHdfs(…), and the path"];
    case "StandbyException":
      return [
        `one of ${nameNodes.join(", ")} must be active`,
        "make one active (hdfs haadmin), or add the one that is to nameNodes of useHdfs(…)",
      ];
    case "SafeModeException":
      return ["the NameNode must have left its safe mode", "wait until it has, and see whether its DataNodes run"];
    case "NoDataNode":
      return ["a DataNode that has it must run", "see whether the DataNodes run"];
    case "InvalidPathException":
      return ["its name must be one that HDFS takes", 'leave out ":" and the like'];
    case "AlreadyBeingCreatedException":
    case "RecoveryInProgressException":
      return ["nobody else may be writing it", "see who does; what a writer that is gone held is free after a minute"];
  }
  if (/Quota/.test(kind)) return ["it must keep within its quota", "remove files, or have the quota raised"];
  if (status === 401) return nobody;
  if (kind === "") return [`${nameNodes.join(", ")} must speak WebHDFS`, "check nameNodes of useHdfs(…)"];
  return ["the cluster must do it", "see what its logs say"];
}

/** No answer, or none to its end. */
export function noAnswer(
  { action, place }: Doing,
  { nameNodes }: Asked,
  dataNode: string | undefined,
  got: string,
  cause: unknown,
): Error {
  const [must, usual] =
    dataNode === undefined
      ? [
          `${nameNodes.join(", ")} must answer`,
          "check nameNodes of useHdfs(…), or HADOOP_CONF_DIR, and whether they run",
        ]
      : [
          `the DataNode ${dataNode} must answer`,
          "see whether it runs, and whether this machine reaches it by that name, which the NameNode gives",
        ];
  const remedy = isOfCertificate(got) ? untrustedBy("useHdfs(…)") : usual;
  return new Error(`Cannot ${action} ${JSON.stringify(locationOf(place))} as ${must}: got ${got}; ${remedy}`, {
    cause,
  });
}
