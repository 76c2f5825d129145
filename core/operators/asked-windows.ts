import { type PartialColumn, partialAt } from "../data/partial-columns.ts";
import { plainCopy } from "../data/plain-copy.ts";
import type { PaneFolding } from "../state/pane-folding.ts";
import type { PaneState } from "../state/pane-state.ts";
import type { SessionState } from "../state/session-state.ts";
import type { AskedAt, StateDeclaration } from "../state/state.ts";
import type { TimeWindow } from "../time/window.ts";
import { type AggregationSpec, resultOf } from "./aggregation-spec.ts";
import type { Panes } from "./panes.ts";

/** How windows show what they have so far. */
interface AskedWindows {
  readonly aggregates: AggregationSpec;
  readonly time: "event" | "processing";
  /** Default `"rows"`. */
  readonly output?: "rows" | "values" | undefined;
}

/** Of windows that slide by less than a hundredth of their size a record is in more than that: the first to end are told. */
const mostWindows = 100;

/** Lets a run be asked for the windows of a key that have not ended yet, with their results so far, in order of time. */
export function askedPanes(
  state: StateDeclaration<PaneState>,
  panes: Panes,
  windows: AskedWindows,
): StateDeclaration<PaneState> {
  const give = (handle: PaneState, key: number, at: AskedAt): unknown => {
    const reached = reachedBy(windows, at);
    const parts = [...handle.times].flatMap((start) => partsOf(handle, start, key, windows.aggregates));
    const ends = new Set<number>();
    for (const { start } of parts) {
      for (let end = panes.firstEnd(start); end <= panes.lastEnd(start); end = panes.endAfter(end)) {
        if (end - 1 <= reached) continue;
        ends.add(end);
        if (ends.size > 2 * mostWindows) break;
      }
    }
    const first = [...ends].sort((a, b) => a - b).slice(0, mostWindows);
    return listed(
      first.map((end) => {
        const window = panes.windowOf(end);
        const within = parts.filter(({ start }) => start >= window.start && start < window.end);
        return windowShown(
          window,
          within.map(({ partials }) => partials),
          windows,
        );
      }),
    );
  };
  return { ...state, asked: { by: "step", give } };
}

/** The same of sessions. */
export function askedSessions(
  state: StateDeclaration<SessionState>,
  windows: AskedWindows,
): StateDeclaration<SessionState> {
  const give = (handle: SessionState, key: number, at: AskedAt): unknown => {
    handle.away?.bring(Float64Array.of(key), undefined, 1);
    const slots = handle.chainOf(key);
    const reached = reachedBy(windows, at);
    const open = slots.filter((slot) => handle.ends[slot]! - 1 > reached);
    open.sort((a, b) => handle.starts[a]! - handle.starts[b]!);
    return listed(
      open.map((slot) => {
        const window = { start: handle.starts[slot]!, end: handle.ends[slot]! };
        return windowShown(window, [copiesOf(handle.partials, slot, windows.aggregates)], windows);
      }),
    );
  };
  return { ...state, asked: { by: "step", give } };
}

function reachedBy({ time }: AskedWindows, { eventMs, processingMs }: AskedAt): number {
  return time === "event" ? eventMs : processingMs;
}

/** A key without an open window has nothing. */
function listed(windows: readonly object[]): readonly object[] | undefined {
  return windows.length === 0 ? undefined : windows;
}

interface Part {
  readonly start: number;
  readonly partials: readonly unknown[];
}

/** What a pane has of a key, in memory and on disk. */
function partsOf({ panes, away }: PaneState, start: number, key: number, { foldings }: AggregationSpec): Part[] {
  const tables = [panes.get(start), away?.has(start) === true ? away.tableOf(start, key) : undefined];
  return tables.flatMap((table) => {
    const entry = table?.find(key) ?? -1;
    return entry < 0 ? [] : [{ start, partials: copiesOf(table!.partials, entry, { foldings }) }];
  });
}

/** Copies: merging may change them in place. */
function copiesOf(
  partials: readonly PartialColumn[],
  entry: number,
  { foldings }: Pick<AggregationSpec, "foldings">,
): unknown[] {
  return foldings.map((folding: PaneFolding, at) => {
    const partial = partialAt(partials[at]!, entry);
    const { codec } = folding;
    return codec === undefined ? plainCopy(partial, folding.name) : codec.decode(codec.encode(partial as never));
  });
}

function windowShown(
  { start, end }: TimeWindow,
  parts: readonly (readonly unknown[])[],
  { aggregates: { names, foldings }, output }: AskedWindows,
): object {
  const results = foldings.map((folding, at): [string, unknown] => {
    const name = names[at]!;
    const [first, ...others] = parts.map((partials) => partials[at]);
    const whole = others.reduce((merged, partial) => folding.merge(merged as never, partial as never), first);
    return [
      name,
      plainCopy(
        resultOf(name, "a window", () => folding.result(whole as never)),
        `the result ${name}`,
      ),
    ];
  });
  const shown = output === "values" ? { value: results[0]![1] } : Object.fromEntries(results);
  return { windowStart: start, windowEnd: end, ...shown };
}
