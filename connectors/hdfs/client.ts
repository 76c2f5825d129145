import type { WebAbortSignal } from "../../core/io/mod.ts";
import { bodyText, callHttp, type HttpCall, type HttpReply } from "../../core/platform/mod.ts";
import { encodedPath, errorReason, patientRetry, queryText, watched } from "../files/mod.ts";
import { type Asked, type Doing, HdfsRefusal, noAnswer } from "./errors.ts";
import type { HdfsPlace } from "./location.ts";
import type { HdfsSettings } from "./options.ts";

export interface HdfsRequest extends Doing {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** What the cluster calls it: `GETFILESTATUS` and the like. */
  readonly operation: string;
  readonly query?: Readonly<Record<string, string | number>>;
  /** Where it is done, if that is not what errors are to name. */
  readonly at?: HdfsPlace;
  /** For a DataNode, that the NameNode names. */
  readonly body?: Uint8Array;
}

/** Takes the body of an answer. */
export type TakeBody<Body> = (reply: HttpReply) => Promise<Body>;

/** One request, to the NameNode that is active, and to a DataNode where that says so. Not tried again. */
export type SendOnce = <Body>(request: HdfsRequest, take: TakeBody<Body>) => Promise<Body>;

/** Requests to one cluster, tried again where that may help. */
export interface HdfsClient {
  readonly settings: HdfsSettings;
  /** What a NameNode says, as JSON; undefined for what is not there. */
  ask(request: HdfsRequest): Promise<unknown>;
  /** Does what consists of several requests, all of them again where one fails for a reason that may pass. */
  attempt<Value>(doing: Doing, attempt: (send: SendOnce) => Promise<Value>): Promise<Value>;
}

export function hdfsClient(nameNodes: readonly string[], settings: HdfsSettings): HdfsClient {
  const { retryForMs, signal, user } = settings;
  const retried = patientRetry({ retryForMs, signal });
  const sendOnce = sender(nameNodes, settings);
  const attempt = <Value>(doing: Doing, doOnce: (send: SendOnce) => Promise<Value>): Promise<Value> => {
    const met: DataNodesMet = { dead: new Set(), silent: undefined };
    const call = (limitMs: number): Promise<Value> =>
      doOnce((request, take) => sendOnce(request, take, { limitMs, met }));
    const explain = (error: unknown): Error =>
      noAnswer(doing, { nameNodes, user }, met.silent, errorReason(error), error);
    return retried(call, { isAnswer: (error) => error instanceof HdfsRefusal, mayPass, explain });
  };
  const ask = async (request: HdfsRequest): Promise<unknown> => {
    try {
      const text = await attempt(request, (send) => send(request, bodyText));
      return text === "" ? {} : JSON.parse(text);
    } catch (error) {
      if (error instanceof HdfsRefusal && error.kind === "FileNotFoundException") return undefined;
      throw error;
    }
  };
  return { settings, attempt, ask };
}

const passing = new Set([
  "StandbyException",
  "SafeModeException",
  "RetriableException",
  "NoDataNode",
  "AlreadyBeingCreatedException",
  "RecoveryInProgressException",
  "NotReplicatedYetException",
]);

/** Whether the same may do better later. What DataNodes fail at are networks and disks, their own and those of others. */
function mayPass(error: HdfsRefusal): boolean {
  if (error.kind === "BadToken") return false;
  if (passing.has(error.kind) || (error.status >= 500 && error.status !== 501)) return true;
  return error.by === "DataNode" && /^(?:IOException|\w*(?:Connect|Timeout|EOF|Closed|Socket)\w*)$/.test(error.kind);
}

/** A DataNode did not answer, or not to the end. */
class DataNodeSilent extends Error {
  override readonly name = "DataNodeSilent";
}

/** What all tries of one call have met. */
interface DataNodesMet {
  /** They did not answer: others are asked for. */
  readonly dead: Set<string>;
  /** The last of them. The NameNode that has named it answers: what is told in the end is that this one did not. */
  silent: string | undefined;
}

interface OneTry {
  /** What is left for it. */
  readonly limitMs: number;
  readonly met: DataNodesMet;
}

type Send = <Body>(request: HdfsRequest, take: TakeBody<Body>, oneTry: OneTry) => Promise<Body>;

/** Asks the NameNode that was active last, then the others. */
function sender(nameNodes: readonly string[], settings: HdfsSettings): Send {
  const { timeoutMs, signal, user } = settings;
  let active = 0;
  return async (request, take, { limitMs, met }) => {
    const onceMs = Math.min(timeoutMs, limitMs / nameNodes.length);
    for (let tries = 1; ; tries++) {
      try {
        const address = nameNodes[active]!;
        return await sendTo(address, request, take, { nameNodes, user, settings, onceMs, signal, met });
      } catch (error) {
        if (!isOther(error)) throw error;
        active = (active + 1) % nameNodes.length;
        if (tries === nameNodes.length || signal?.aborted === true) throw error;
      }
    }
  };
}

/** Whether another NameNode may be the one to ask. */
function isOther(error: unknown): boolean {
  if (error instanceof HdfsRefusal) return error.kind === "StandbyException";
  return !(error instanceof DataNodeSilent);
}

interface SendingTo extends Asked {
  readonly settings: HdfsSettings;
  readonly onceMs: number;
  readonly signal: WebAbortSignal | undefined;
  readonly met: DataNodesMet;
}

/** The two steps: a NameNode says where, and a DataNode does it. What needs no DataNode is over after the first. */
async function sendTo<Body>(
  nameNode: string,
  request: HdfsRequest,
  take: TakeBody<Body>,
  sending: SendingTo,
): Promise<Body> {
  const { method, body } = request;
  const { onceMs, signal, met, settings } = sending;
  const call = <Value>(url: string, sent: Uint8Array | undefined, takeReply: TakeBody<Value>): Promise<Value> =>
    watched(onceMs, signal, (inner, alive) => {
      const one: HttpCall = {
        method,
        ca: settings.ca,
        signal: inner,
        alive,
        ...(sent === undefined ? {} : { body: sent }),
      };
      return callHttp(url, one, takeReply);
    });
  const noBytes = method === "PUT" || method === "POST" ? new Uint8Array(0) : undefined;
  const first = await call(urlOf(nameNode, request, sending), noBytes, async (reply) => {
    const target = reply.status === 307 ? locationIn(reply) : undefined;
    return target === undefined ? { body: await taken(reply, "NameNode") } : { target };
  });
  if (!("target" in first)) return first.body;
  const host = new URL(first.target).host;
  try {
    return await call(first.target, body, (reply) => taken(reply, "DataNode"));
  } catch (error) {
    if (error instanceof HdfsRefusal) throw error;
    met.dead.add(host);
    met.silent = host;
    throw new DataNodeSilent(errorReason(error), { cause: error });
  }

  async function taken(reply: HttpReply, by: "NameNode" | "DataNode"): Promise<Body> {
    if (reply.status >= 200 && reply.status < 300) return take(reply);
    const refusal = new HdfsRefusal(request, { status: reply.status, text: await bodyText(reply), by }, sending);
    // All of them are said to be dead: one may be back.
    if (refusal.kind === "NoDataNode") met.dead.clear();
    throw refusal;
  }
}

function locationIn({ headers }: HttpReply): string {
  const target = headers.location;
  if (typeof target === "string" && /^https?:/.test(target)) return target;
  throw new Error("a redirection to nowhere");
}

function urlOf(
  nameNode: string,
  { operation, place, at = place, query }: HdfsRequest,
  { settings: { user, delegationToken }, met: { dead } }: SendingTo,
): string {
  const who =
    delegationToken !== undefined ? { delegation: delegationToken } : user !== undefined ? { "user.name": user } : {};
  const without = dead.size === 0 ? {} : { excludedatanodes: [...dead].join(",") };
  return `${nameNode}/webhdfs/v1${encodedPath(at.path) || "/"}${queryText({ op: operation, ...who, ...query, ...without })}`;
}
