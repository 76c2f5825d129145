import {
  any,
  checkOptions,
  type KnownOptions,
  makeBatch,
  neverRight,
  type ReadContext,
  type Source,
  type SplitPosition,
  type SplitReader,
  shown,
  valueSchema,
} from "../../core/io/mod.ts";
import { type Duration, durationMs } from "../../core/mod.ts";
import { monotonicClock } from "../../core/platform/mod.ts";
import { isPlainObject, parseJson, pause } from "../files/mod.ts";
import { type HttpAnswer, type HttpClient, httpClient, reachServer } from "./client.ts";
import { knownCodings } from "./content.ts";
import { type HttpOptions, type HttpPlace, knownHttp, placeOf, shownUrl, urlOf } from "./options.ts";

export interface HttpPollOptions<Row> extends HttpOptions {
  /** Asks again after this long, without end. Default: the answers are read once. */
  readonly every?: Duration;
  /** The rows of an answer, which is parsed JSON. Default: the answer is a list of them. */
  readonly rows?: (answer: unknown) => readonly Row[];
  /**
   * Where to go on behind an answer: plain data, which the function `url` is given next, and which checkpoints keep: no secret may be in it. Undefined, or
   * null as JSON has it, says that there is nothing behind it: reading ends, or with `every` the same is asked again later.
   * An answer that cannot be read then fails the run, unless there is `every`.
   */
  readonly next?: (answer: unknown, cursor: SplitPosition | undefined) => SplitPosition | undefined;
  /** An answer that is longer, as it comes or unpacked, fails the run. Bytes, default 256 MB. */
  readonly bodyBytes?: number;
}

const known: KnownOptions<HttpPollOptions<never>> = {
  ...knownHttp,
  every: true,
  rows: true,
  next: true,
  bodyBytes: true,
};

/**
 * Rows of a server that answers `GET` by JSON: one list, page by page, or what is new every so often.
 *
 * A run goes on behind a checkpoint by the cursor of the last answer that was read whole, and within an answer by asking for it again
 * and passing over the rows that were given: what stands behind a cursor may grow, not change. A poll without `next` gives all
 * rows of each answer again, and cannot go on (a run with checkpoints refuses it). An answer with an `ETag` that did not change is not sent again.
 * An answer that is no JSON, or has no rows, is a bad record: one that is skipped is asked for again after `every`. Without `every`, but with `next`, it fails
 * the run whatever `onError` says, since nothing else says where its pages go on. Values are as JSON has them, integers past 2^53 as bigint. Redirections are not followed.
 * Answers may be packed by gzip, deflate or br, which is asked for.
 *
 * @param url What is asked, or a function that gives it for a cursor, undefined at the beginning.
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { from } from "millrace";
 * import { httpPoll } from "millrace/connectors/http";
 *
 * const server = createServer((request, response) => {
 *   const page = Number(new URL(request.url!, "http://x").searchParams.get("page"));
 *   response.end(JSON.stringify({ trips: [{ km: page }], more: page < 3 }));
 * });
 * await new Promise<void>((done) => server.listen(0, "127.0.0.1", () => done()));
 * const { port } = server.address() as { port: number };
 *
 * interface Page { trips: { km: number }[]; more: boolean }
 * const trips = httpPoll<{ km: number }>((page) => `http://127.0.0.1:${port}/trips?page=${page ?? 1}`, {
 *   rows: (answer) => (answer as Page).trips,
 *   next: (answer, page) => ((answer as Page).more ? Number(page ?? 1) + 1 : undefined),
 * });
 * console.log(await from(trips).map((trip) => trip.km).collect()); // [1, 2, 3]
 * server.close();
 * ```
 */
export function httpPoll<Row>(
  url: string | ((cursor: SplitPosition | undefined) => string),
  options: HttpPollOptions<Row> = {},
): Source<Row> {
  checkOptions(options, known, "httpPoll(…)");
  for (const name of ["rows", "next"] as const) {
    if (options[name] !== undefined && typeof options[name] !== "function")
      throw new TypeError(
        `Cannot use httpPoll(…) as ${name} must be a function: got ${shown(options[name])}; see its example`,
      );
  }
  const { every, rows = asList, next, bodyBytes = 2 ** 28 } = options;
  const name = typeof url === "function" ? "httpPoll(…)" : `httpPoll(${shownUrl(urlOf(url, "httpPoll(…)"))})`;
  const everyMs = every === undefined ? undefined : pauseMs(every, name);
  if (!Number.isInteger(bodyBytes) || bodyBytes < 1)
    throw new RangeError(
      `Cannot use ${name} as bodyBytes must be a whole number above 0: got ${shown(bodyBytes)}; leave it out for 256 MB`,
    );
  const asking: Asking<Row> = {
    name,
    place: placeOf(options, name),
    urlOf: (cursor) => urlOf(typeof url === "function" ? url(cursor) : url, name),
    everyMs,
    rows,
    next,
    bodyBytes,
  };
  const unrepeatable =
    "as what its server answers to the same url may be other rows; give next, which says where to go on, or every without checkpoints";
  return {
    name,
    boundedness: everyMs === undefined ? "bounded" : "unbounded",
    ...(everyMs !== undefined && next === undefined ? { unrepeatable } : {}),
    describe: async () => ({ schema: values }),
    reach: async () => {
      const first = firstUrl(asking);
      if (first !== undefined) await reachServer(asking.place, "read", first);
    },
    splits: async () => [{ id: name }],
    open: async (_split, position, context) => reader(asking, position as Place | undefined, context),
  };
}

/** Undefined where it is not known without a cursor: who reads finds out. */
function firstUrl({ urlOf: urlAt }: Pick<Asking<never>, "urlOf">): URL | undefined {
  try {
    return urlAt(undefined);
  } catch {
    return undefined;
  }
}

function pauseMs(every: Duration, name: string): number {
  const ms = durationMs(every, `every of ${name}`);
  if (ms >= 1) return ms;
  throw new RangeError(
    `Cannot use ${name} as every must be at least 1 ms: got ${ms} ms; use for instance "5s", or leave it out to read the answers once`,
  );
}

const values = valueSchema(any);

function asList(answer: unknown): readonly never[] {
  if (Array.isArray(answer)) return answer as never[];
  throw new TypeError("an answer that is no list");
}

interface Asking<Row> {
  readonly name: string;
  readonly place: HttpPlace;
  readonly urlOf: (cursor: SplitPosition | undefined) => URL;
  readonly everyMs: number | undefined;
  readonly rows: (answer: unknown) => readonly Row[];
  readonly next: HttpPollOptions<Row>["next"];
  readonly bodyBytes: number;
}

/** The cursor of an answer, and how many of its rows were given. */
interface Place {
  readonly cursor?: SplitPosition;
  readonly row: number;
  /** The tag of the last answer to this cursor, all of which was given. */
  readonly etag?: string;
  readonly isEnd?: true;
}

/** Rows of an answer, and where reading stands behind them. */
interface Page<Row> {
  readonly rows: readonly Row[];
  readonly behind: Place;
}

function reader<Row>(asking: Asking<Row>, position: Place | undefined, context: ReadContext): SplitReader {
  const client = httpClient(asking.place, context.signal);
  let place: Place = position ?? { row: 0 };
  let page: Page<Row> | undefined;
  let dueMs = 0;
  const read = async (): Promise<ReturnType<typeof makeBatch> | undefined> => {
    for (;;) {
      context.signal.throwIfAborted();
      if (page !== undefined) {
        const { rows, behind } = page;
        const some = rows.slice(place.row, place.row + context.batchRows);
        const isLast = place.row + some.length >= rows.length;
        place = isLast ? behind : { ...place, row: place.row + some.length };
        if (isLast) page = undefined;
        if (some.length > 0)
          return makeBatch(values, some.length, [{ type: any, layout: "values", values: some, validity: undefined }]);
      }
      if (place.isEnd === true) return undefined;
      const waitMs = dueMs - monotonicClock.nowMs();
      if (waitMs > 0) await pause(monotonicClock, waitMs, [context.signal]);
      context.signal.throwIfAborted();
      const before = place.cursor;
      page = await ask(asking, place, client, context);
      const isNew = page.rows.length > place.row && !isSame(page.behind.cursor, before);
      if (asking.everyMs !== undefined && !isNew) dueMs = monotonicClock.nowMs() + asking.everyMs;
    }
  };
  return { read, position: () => ({ ...place }) as SplitPosition, close: async () => undefined };
}

function isSame(a: SplitPosition | undefined, b: SplitPosition | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

async function ask<Row>(
  asking: Asking<Row>,
  place: Place,
  client: HttpClient,
  context: ReadContext,
): Promise<Page<Row>> {
  const { everyMs, urlOf: urlAt, bodyBytes: answerBytes } = asking;
  const { cursor, etag } = place;
  const url = urlAt(cursor);
  const packed = { "accept-encoding": knownCodings };
  const headers = etag === undefined ? packed : { ...packed, "if-none-match": etag };
  const answer = await client({ action: "read", method: "GET", url, headers, answerBytes });
  if (answer.status === 304) return { rows: [], behind: place };
  const found = taken(asking, answer, cursor, shownUrl(url), context);
  const stay: Place = { ...(cursor === undefined ? {} : { cursor }), row: 0 };
  const tagged = answer.etag === undefined ? stay : { ...stay, etag: answer.etag };
  if (found === undefined) return { rows: [], behind: everyMs === undefined ? { ...stay, isEnd: true } : stay };
  if (found.next === undefined)
    return { rows: found.rows, behind: everyMs === undefined ? { ...stay, isEnd: true } : tagged };
  if (!isSame(found.next, cursor)) return { rows: found.rows, behind: { cursor: found.next, row: 0 } };
  if (everyMs !== undefined) return { rows: found.rows, behind: tagged };
  throw new Error(
    `Cannot go on reading ${asking.name} as next must give another cursor, or undefined at the end: got ${JSON.stringify(cursor)} twice; mend next`,
  );
}

/** Rows and cursor of an answer; undefined of one that is a bad record. */
function taken<Row>(
  { name, rows, next, everyMs }: Asking<Row>,
  { text, fault }: HttpAnswer,
  cursor: SplitPosition | undefined,
  url: string,
  context: ReadContext,
): { readonly rows: readonly Row[]; readonly next: SplitPosition | undefined } | undefined {
  const position = cursor === undefined ? "the first answer" : `the answer behind ${JSON.stringify(cursor)}`;
  let must = "it must be JSON that has rows";
  let remedy = "check url, give rows to say where they stand";
  let found: readonly Row[];
  let at: unknown;
  try {
    if (fault !== undefined) throw new TypeError(fault);
    const answer = parseJson(text);
    found = rows(answer);
    if (!Array.isArray(found)) throw new TypeError(`rows that are no list but ${kindOf(found)}`);
    [must, remedy] = ["next must say where to go on", "mend next"];
    at = next?.(answer, cursor) ?? undefined;
  } catch (cause) {
    const why = `Cannot read ${position} of ${url} as ${must}: got ${thrownText(cause)}; ${remedy}`;
    // Where what stands behind it is, only it says: left out it would take all of that along.
    if (next !== undefined && everyMs === undefined)
      throw new TypeError(
        `${why} (no onError skips it: without it nothing says where to go on), or give every, to ask for it again`,
        { cause },
      );
    const message = `${why}, or say from(…, { onError: "skip" })`;
    context.onBadRecord({ source: name, position, text: text.slice(0, 300), message });
    return undefined;
  }
  if (!isPlainData(at)) throw noCursor(`${position} of ${url}`, at);
  return { rows: found, next: at as SplitPosition | undefined };
}

/** No fault of what was answered: it is refused whatever `onError` says. */
function noCursor(position: string, at: unknown): TypeError {
  const remedy =
    at instanceof Promise
      ? "next may not be async, let it return the cursor"
      : typeof at === "bigint"
        ? "give its text"
        : "give what JSON can hold";
  return neverRight(
    new TypeError(
      `Cannot go on behind ${position} as next must give plain data, or undefined at the end: got ${kindOf(at)}; ${remedy}`,
    ),
  );
}

/** Deeper data may hold itself. */
const deepest = 64;

/** What is the same when a checkpoint gives it back. */
function isPlainData(value: unknown, depth = 0): boolean {
  if (value === undefined || value === null || typeof value === "boolean" || typeof value === "string") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (depth > deepest) return false;
  if (Array.isArray(value)) return value.every((one) => one !== undefined && isPlainData(one, depth + 1));
  return isPlainObject(value) && Object.values(value).every((one) => isPlainData(one, depth + 1));
}

function kindOf(value: unknown): string {
  if (value instanceof Promise) return "a promise";
  return value instanceof Date ? "a Date" : shown(value);
}

/** Anything may be thrown. */
function thrownText(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : `${shown(thrown)}, which it threw`;
}
