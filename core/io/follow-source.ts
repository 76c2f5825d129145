import type { Batch } from "../data/batch.ts";
import { makeBatch } from "../data/batch.ts";
import { typeText } from "../data/data-type.ts";
import { shown } from "../data/options.ts";
import { rowSchema, type Schema } from "../data/schema.ts";
import type {
  ReadContext,
  ScanRequest,
  Source,
  Split,
  SplitPosition,
  SplitReader,
  StoredPosition,
  StoredRows,
} from "./source.ts";

/**
 * History, then live: the rows that were stored of a stream, and behind them the stream itself, from where the stored ones end.
 * Where that is the stored rows say themselves: they keep the columns that tell where in the stream they stood (of Kafka
 * partition and offset), of which the furthest is looked for once, by reading these columns alone. So no row is missing and none
 * comes twice, wherever the run is stopped and goes on. What a checkpoint knows of the history stays so: files that come to it
 * later are not read, as their rows are in the stream as well.
 *
 * The history is read first, in the order of event time where that is taken, then the stream by all subtasks.
 * Event time stays behind the last stored rows of each partition until the stream is read, so that no row of it is late for
 * having been stored less far than others; a partition of which nothing is stored is begun with the others, as one that comes later:
 * where `kafka` says, its first record by default (`from: "latest"` is refused there, as rows would be in neither of both).
 *
 * A topic that was made anew, and holds more than the one that was stored, is told from it by the time of the furthest stored record: keep
 * it, as `columns: { partition: "partition", offset: "offset", at: "time" }`. Without it only a topic that is shorter is refused.
 *
 * @param history A bounded source with the columns of the other, in the same types; more columns are left out.
 * @param live A source whose rows say where they stood: `kafka({ …, columns: { partition: "partition", offset: "offset" } })`.
 * @example
 * ```ts
 * import { follow } from "millrace";
 * import { kafka } from "millrace/connectors/kafka";
 * import { parquet } from "millrace/connectors/parquet";
 *
 * interface Stored { value: { price: number }; partition: number; offset: number }
 *
 * const bids = kafka<Stored>({
 *   brokers: "127.0.0.1:9092",
 *   topic: "bids",
 *   columns: { partition: "partition", offset: "offset" },
 * });
 * const all = follow(parquet<Stored>("s3://archive/bids/"), bids);
 * console.log(all.name, all.boundedness); // follow(parquet(s3://archive/bids/), kafka(bids)) unbounded
 * ```
 */
export function follow<Row>(history: Source<Row>, live: Source<Row>): Source<Row> {
  for (const [role, given] of Object.entries({ history, live })) requireSource(role, given);
  const name = `follow(${history.name}, ${live.name})`;
  if (history.boundedness !== "bounded") {
    throw new TypeError(
      `Cannot read ${name} as the history must end: got an unbounded source; leave watch out of it, or say until`,
    );
  }
  if (live.recorded === undefined) {
    throw new TypeError(
      `Cannot read ${name} as rows of ${live.name} must say where in it they stood: got no columns that do; ` +
        'name them, of Kafka as columns: { partition: "partition", offset: "offset" }, and of several topics { topic: "topic" } besides',
    );
  }
  return followed({ name, history, live });
}

function requireSource(role: string, given: unknown): void {
  if (typeof given === "object" && given !== null && "splits" in given && "boundedness" in given) return;
  throw new TypeError(
    `Cannot follow a history as both it and the stream must be sources: got ${shown(given)} as ${role}; ` +
      'write for instance follow(parquet("s3://archive/bids/"), kafka({ … }))',
  );
}

interface Followed<Row> {
  readonly name: string;
  readonly history: Source<Row>;
  readonly live: Source<Row>;
}

/** A split of one of the two; of the stream with where it is begun, unless it came later. */
interface FollowedSplit extends Split {
  readonly part: "history" | "live";
  readonly inner: Split;
  readonly from?: SplitPosition;
}

function followed<Row>(of: Followed<Row>): Source<Row> {
  const { name, history, live } = of;
  const unrepeatable = history.unrepeatable ?? live.unrepeatable;
  const thread = history.thread ?? live.thread;
  const readers = history.readers ?? live.readers;
  const { stored, newSplits } = live;
  return {
    name,
    boundedness: live.boundedness,
    ...(unrepeatable === undefined ? {} : { unrepeatable }),
    ...(thread === undefined ? {} : { thread }),
    ...(readers === undefined ? {} : { readers }),
    describe: () => describe(of),
    reach: async (use) => void (await Promise.all([history.reach?.(use), live.reach?.(use)])),
    splits: (request, positions) => (positions === undefined ? begin(of, request) : goOn(of, request, positions)),
    ...(newSplits === undefined
      ? {}
      : {
          newSplits: async (known, signal) => {
            const ids = new Set([...known].flatMap((id) => parsedId(id)?.inner ?? []));
            return (await newSplits.call(live, ids, signal)).map((split) => liveSplit(split, undefined));
          },
        }),
    open: (split, position, context) => open(of, split as FollowedSplit, position, context),
    ...(stored === undefined ? {} : { stored: (positions) => stored.call(live, livePositions(positions)) }),
  };
}

async function describe<Row>({
  name,
  history,
  live,
}: Followed<Row>): Promise<{ schema: Schema; source: Source<unknown> }> {
  const [before, behind] = await Promise.all([history.describe?.(), live.describe?.()]);
  const schema = behind?.schema;
  if (schema === undefined || schema.shape !== "row" || before?.schema?.shape !== "row") {
    throw new TypeError(
      `Cannot read ${name} as both must have columns: got rows that are plain values of ${schema?.shape === "row" ? history.name : live.name}; ` +
        "give it a schema",
    );
  }
  for (const field of schema.fields) {
    const at = before.schema.index.get(field.name);
    const [is, wanted] = [at === undefined ? "none" : typeText(before.schema.fields[at]!.type), typeText(field.type)];
    if (is === wanted) continue;
    throw new TypeError(
      `Cannot read ${name} as column ${JSON.stringify(field.name)} must be of one type in both: got ${is} in ${history.name}, ${wanted} in ${live.name}; ` +
        `give the history a schema with ${field.name}: ${JSON.stringify(wanted)}, or another one to the stream`,
    );
  }
  const run = {
    name,
    history: (before.source ?? history) as Source<Row>,
    live: (behind!.source ?? live) as Source<Row>,
  };
  return { schema, source: followed(run) as Source<unknown> };
}

const livePrefix = "live ";

/** All splits, the stream's to be begun behind the rows of it in the history. */
async function begin<Row>(of: Followed<Row>, request: ScanRequest): Promise<readonly FollowedSplit[]> {
  const { name, live } = of;
  const [stored, splits] = [await storedSplits(of, request), await live.splits(request)];
  const behind = await live.recorded!.behind(splits, storedRows(of, stored));
  const missing = splits.find(({ id }) => !behind.has(id));
  if (missing !== undefined) {
    throw new Error(
      `Cannot read ${name} as ${live.name} must say where each of its splits is begun: got nothing of ${missing.id}; mend that source`,
    );
  }
  const followedIds = new Set([...behind.values()].map(({ last }) => last));
  const ends = (id: string): FollowedSplit["ends"] =>
    live.boundedness === "bounded" ? undefined : followedIds.has(id) ? "followed" : true;
  return [
    ...stored.map((split) => historySplit(split, ends(split.id))),
    ...splits.map((split) => liveSplit(split, behind.get(split.id)!.position)),
  ];
}

/** The splits that a checkpoint has, begun where it says, and those of the stream that have come since. */
async function goOn<Row>(
  of: Followed<Row>,
  request: ScanRequest,
  positions: ReadonlyMap<string, StoredPosition>,
): Promise<readonly FollowedSplit[]> {
  const known = new Map<string, SplitPosition | undefined>();
  for (const id of positions.keys()) {
    const parsed = parsedId(id);
    if (parsed !== undefined) known.set(parsed.inner, parsed.from);
  }
  const isBounded = of.live.boundedness === "bounded";
  // Which of them the stream goes on with is not looked for again: all hold event time until it is read.
  const stored = (await storedSplits(of, request)).map((split) =>
    historySplit(split, isBounded ? undefined : "followed"),
  );
  const live = (await of.live.splits(request)).map((split) => liveSplit(split, known.get(split.id)));
  return [...stored.filter(({ id }) => positions.has(id)), ...live];
}

/** Rows that no condition lets through say where they stood all the same: all splits are listed. */
function storedSplits<Row>({ history, live }: Followed<Row>, { columns }: ScanRequest): Promise<readonly Split[]> {
  const wanted = columns && [...new Set([...columns, ...live.recorded!.columns])];
  return history.splits({ columns: wanted, conditions: [] });
}

async function* storedRows<Row>(
  { history, live }: Followed<Row>,
  splits: readonly Split[],
): AsyncGenerator<StoredRows> {
  const context: ReadContext = {
    request: { columns: live.recorded!.columns, conditions: [] },
    batchRows: 16_384,
    signal: new AbortController().signal,
    // What cannot be read is told when it is read for the run.
    onBadRecord: () => undefined,
  };
  for (const split of splits) {
    const reader = await history.open(split, undefined, context);
    try {
      for (let batch = await reader.read(); batch !== undefined; batch = await reader.read()) {
        if (batch.rowCount > 0) yield { batch, split: split.id };
      }
    } finally {
      await reader.close();
    }
  }
}

function historySplit(inner: Split, ends: Split["ends"]): FollowedSplit {
  const { id, sequence, rows, sizeBytes } = inner;
  return {
    id: `history ${id}`,
    ...(sequence === undefined ? {} : { sequence: `history ${sequence}` }),
    ...(rows === undefined ? {} : { rows }),
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
    ...(ends === undefined ? {} : { ends }),
    part: "history",
    inner,
  };
}

/** Its id says where it is begun, which a checkpoint thereby holds before any row of it is read. */
function liveSplit(inner: Split, from: SplitPosition | undefined): FollowedSplit {
  const id = livePrefix + JSON.stringify(from === undefined ? [inner.id] : [inner.id, from]);
  return { id, part: "live", inner, ...(from === undefined ? {} : { from }) };
}

function parsedId(id: string): { readonly inner: string; readonly from: SplitPosition | undefined } | undefined {
  if (!id.startsWith(livePrefix)) return undefined;
  const [inner, from] = JSON.parse(id.slice(livePrefix.length)) as [string, SplitPosition?];
  return { inner, from };
}

async function open<Row>(
  { history, live }: Followed<Row>,
  { part, inner, from }: FollowedSplit,
  position: SplitPosition | undefined,
  context: ReadContext,
): Promise<SplitReader> {
  if (part === "live") return live.open(inner, position ?? from, context);
  const schema = (await live.describe!()).schema!;
  const request = { ...context.request, columns: context.request.columns ?? schema.fields.map(({ name }) => name) };
  const reader = await history.open(inner, position, { ...context, request });
  const chosen = chooser(schema);
  const { read } = reader;
  return {
    ...reader,
    read: () => {
      const batch = read.call(reader);
      return batch instanceof Promise ? batch.then((each) => each && chosen(each)) : batch && chosen(batch);
    },
  };
}

/** Batches of the history with the columns of the stream and no others, in its order. */
function chooser({ fields }: Schema): (batch: Batch) => Batch {
  let [from, to]: [Schema | undefined, Schema] = [undefined, rowSchema([])];
  return (batch) => {
    if (batch.rowCount === 0) return batch;
    if (batch.schema !== from) {
      from = batch.schema;
      to = rowSchema(fields.filter(({ name }) => batch.schema.index.has(name)));
    }
    const columns = to.fields.map(({ name }) => batch.columns[batch.schema.index.get(name)!]!);
    return makeBatch(to, batch.rowCount, columns, batch);
  };
}

/** What a checkpoint has of the stream, by the ids of its own. */
function livePositions(positions: ReadonlyMap<string, StoredPosition>): ReadonlyMap<string, StoredPosition> {
  return new Map(
    [...positions].flatMap(([id, at]) => {
      const parsed = parsedId(id);
      if (parsed === undefined) return [];
      const { inner, from } = parsed;
      return [[inner, at === "begin" && from !== undefined ? { position: from } : at] as const];
    }),
  );
}
