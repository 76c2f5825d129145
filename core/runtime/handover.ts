import type { Split } from "../io/source.ts";
import type { SourceNode } from "../plan/node.ts";
import type { Execution } from "./execution.ts";
import type { ReadFeed } from "./feed.ts";
import type { Stage } from "./stage.ts";

/** How a subtask comes from the feeds that end to those that do not, with all others of its source in step. */
export interface Handover {
  /** Settles when all have read what ends. */
  allHaveRead(): Promise<void>;
  /** Tells of the feeds that do not end: until then nobody waits for their event time. */
  open(): readonly ReadFeed[];
  /** Settles when all have: from then on what was read before need not hold event time any more. */
  allHaveOpened(): Promise<void>;
}

/** What the subtasks of a source in this thread share of it. */
export interface HandingOver {
  /** Those of the feeds of a subtask that are read first. */
  begin(feeds: readonly ReadFeed[]): readonly ReadFeed[];
  handover(feeds: readonly ReadFeed[], open: (later: readonly ReadFeed[]) => void): Handover;
}

/** Undefined where no split of an unbounded source ends. */
export function handingOver(execution: Execution, stage: Stage, splits: readonly Split[]): HandingOver | undefined {
  const { source } = stage.node as SourceNode;
  if (source.boundedness === "bounded" || splits.every(({ ends }) => ends === undefined)) return undefined;
  const here = Array.from({ length: stage.parallelism }, (_, subtask) => execution.wiring.outputOf(stage, subtask));
  const count = here.filter((output) => output !== undefined).length;
  const elsewhere = (come: string) => async (): Promise<void> =>
    execution.thread?.reading?.allHave(`${come} of ${stage.id}`);
  const [read, opened] = [
    meeting(count, elsewhere("read what ends")),
    meeting(count, elsewhere("opened what does not")),
  ];
  return {
    begin: (feeds) => feeds.filter(endsByItself),
    handover: (feeds, open) => ({
      allHaveRead: read,
      open: () => {
        const later = feeds.filter((feed) => !endsByItself(feed));
        open(later);
        return later;
      },
      allHaveOpened: opened,
    }),
  };
}

function endsByItself({ splits }: ReadFeed): boolean {
  return splits.every(({ ends }) => ends !== undefined);
}

/** Where so many meet, each once, and then with those elsewhere. */
function meeting(count: number, elsewhere: () => Promise<void>): () => Promise<void> {
  const all = Promise.withResolvers<void>();
  // Who waits for it may be gone.
  all.promise.catch(() => undefined);
  let missing = count;
  const meetOthers = (): void => void elsewhere().then(all.resolve, all.reject);
  if (missing === 0) meetOthers();
  return () => {
    if (--missing === 0) meetOthers();
    return all.promise;
  };
}
