import type { Batch } from "../data/batch.ts";
import { gatherFloat64 } from "../data/kernels/gather.ts";
import { columnsState } from "../state/columns-state.ts";
import type { KeptBatch } from "../state/row-chunks.ts";
import { rowState } from "../state/row-state.ts";
import { existence, existenceOfKept } from "./join-existence.ts";
import { type JoinOutput, joinOutput, noColumns } from "./join-output.ts";
import { eachUnmarked, inPieces, markMatched, matcher, type PairVisit } from "./join-pairs.ts";
import { type BuildSide, keptSide, rowsNotMet, tableOf } from "./join-parts.ts";
import { joinCommon, narrowing } from "./join-plan.ts";
import { probing, probingState } from "./join-probing.ts";
import { type JoinSide, joinSide } from "./join-side.ts";
import { type JoinSpec, keepsLeft, keepsRight, nullsFor, onlyLeft } from "./join-spec.ts";
import { uniquePairs } from "./join-unique.ts";
import { onlyObjects } from "./object-columns.ts";
import type { Operator, OperatorContext } from "./operator.ts";

/**
 * Joins two inputs that end by key: the right one is kept and indexed, the left one streams past it; or the other way round
 * where a plan knows that the left one is the smaller (`turned`). Left rows keep their event time, unless right rows without a
 * partner come out as well.
 *
 * Morally: `for (l of left) for (r of right) if (l.key === r.key) emit(l, r)`.
 */
export function join(spec: JoinSpec): Operator {
  return { ...keeping(spec, 1), turned: keeping(spec, 0) };
}

/** For plans: what is decided when rows come. */
const hashOrMerge = "hash, or sort-merge where the kept side comes in order of the key and does not fit into memory";

/** @param kept The input that is kept. */
function keeping(spec: JoinSpec, kept: 0 | 1): Operator {
  const shared = joinCommon(spec);
  const asked = {
    ...shared,
    name: "join",
    readsFirst: kept,
    watermarks: "own" as const,
    details: { ...shared.details, keeps: kept === 1 ? "right" : "left" },
  };
  const seen = kept === 1 ? spec : { ...spec, how: turnedHow[spec.how] };
  // What is left to give of kept rows, once the others have passed, needs them all.
  const canBeMerged = onlyLeft(spec.how) ? kept === 1 : !keepsRight(seen.how);
  const common = {
    ...asked,
    details: { ...asked.details, strategy: canBeMerged ? hashOrMerge : "hash" },
  };
  if (onlyLeft(spec.how)) return { ...common, ...(kept === 1 ? existence(spec) : existenceOfKept(spec)) };
  // A kept row must know in one place whether it has met a partner.
  const broadcast = { ...asked, details: { ...asked.details, strategy: "broadcast hash" } };
  const copies = keepsRight(seen.how) ? undefined : { ...broadcast, ...pairing(spec, seen, kept, "copied") };
  return {
    ...common,
    ...pairing(spec, seen, kept, "by key"),
    ...narrowing(spec, (narrow) => keeping(narrow, kept)),
    ...(copies && { copied: { ...copies, ...narrowing(spec, (narrow) => keeping(narrow, kept).copied!) } }),
  };
}

/** How a join reads with its inputs in the other order. */
const turnedHow = { inner: "inner", left: "right", right: "left", full: "full", semi: "semi", anti: "anti" } as const;

/**
 * @param seen The join as it reads with the kept input as the right one.
 * @param keptRows Whether each subtask has the kept rows of its keys, or a copy of all.
 */
function pairing(
  spec: JoinSpec,
  seen: JoinSpec,
  kept: 0 | 1,
  keptRows: "by key" | "copied",
): Pick<Operator, "state" | "open"> {
  const declared = {
    right: rowState("right rows", keptRows),
    leftColumns: columnsState("left columns"),
    rightColumns: columnsState("right columns"),
  };
  return {
    state: [...Object.values(probingState), ...Object.values(declared)],
    open: (context) => {
      const rows = context.state(declared.right);
      const left = joinSide(
        seen,
        context.state(probingState.waiting),
        context.state(declared.leftColumns),
        keepsRight(seen.how),
        spec.known?.[1 - kept],
      );
      const rightColumns = context.state(declared.rightColumns);
      const right = joinSide(seen, rows, rightColumns, keepsLeft(seen.how), spec.known?.[kept]);
      const output = joinOutput(spec, context);
      const pairs = pairMaker(seen, context, { left, right, output: kept === 1 ? output : turnedOutput(spec, output) });
      const task = probing({ keys: nullsFor(spec.how, spec.keys), kept, select: spec.select }, context, {
        ...keptSide(rows),
        isCopied: keptRows === "copied",
        table: () => tableOf(rows, context),
        ...pairs,
      });
      return {
        ...task,
        batch: (given, input) => {
          const batch = spec.select === undefined ? onlyObjects(context, given) : given;
          (input === kept ? right : left).see(batch);
          task.batch(batch, input);
        },
      };
    },
  };
}

/** Gives pairs as the user knows the sides, where the left input is kept. */
function turnedOutput({ how }: JoinSpec, output: JoinOutput): JoinOutput {
  return ({ left: passing, leftRows: passingRows, selection, right: kept, rightRows: keptRows, keysFrom }) => {
    const left = kept ?? noColumns;
    return output({
      left,
      leftRows: keptRows,
      selection,
      right: passing === noColumns ? undefined : passing,
      rightRows: passingRows,
      keysFrom: keysFrom === "left" && keepsRight(how) ? "right" : "left",
      times: keepsRight(how) ? undefined : left.times && gatherFloat64(left.times, keptRows!),
    });
  };
}

const wholeInput = [0];

interface PairSides {
  readonly left: JoinSide;
  readonly right: JoinSide;
  readonly output: JoinOutput;
}

function pairMaker(
  spec: JoinSpec,
  context: OperatorContext,
  { left, right, output }: PairSides,
): Pick<BuildSide, "probe" | "rest"> {
  const match = matcher();
  const unique = uniquePairs();
  const emitPairs =
    (lefts: Batch, rights: KeptBatch | undefined, keysFrom: "left" | "right"): PairVisit =>
    (leftRows, rightRows) => {
      if (keepsRight(spec.how)) markMatched(rightRows, right.rows.space(0).marks());
      const times = keepsRight(spec.how) ? undefined : lefts.times && gatherFloat64(lefts.times, leftRows);
      context.emit(output({ left: lefts, leftRows, right: rights?.batch, rightRows, keysFrom, times }));
    };
  const rest = (): void => {
    const rights = right.within(wholeInput);
    const kept = right.rows.space(0);
    eachUnmarked(kept.marks(), kept.size, emitPairs(left.columns() ?? noColumns, rights, "right"));
    right.rows.drop(0);
  };
  return {
    probe: (table, given, turn) => {
      const rights = right.within(wholeInput);
      const { batch, keys } = left.prepared(given);
      const matches = match(table, batch, keys);
      if (turn !== undefined) {
        const emit = emitPairs(batch, rights, "left");
        matches.eachPair("matched", emit);
        if (!keepsLeft(spec.how)) return;
        for (const row of matches.rows("matched")) turn.met[row] = 1;
        if (turn.isLast) inPieces(rowsNotMet(batch, turn.met), emit);
        return;
      }
      if (table.next.length === 0 && !keepsRight(spec.how)) {
        const pairs = unique(matches, batch, rights?.batch, keepsLeft(spec.how));
        if (pairs !== undefined) context.emit(output(pairs));
      } else matches.eachPair(keepsLeft(spec.how) ? "all" : "matched", emitPairs(batch, rights, "left"));
    },
    ...(keepsRight(spec.how) ? { rest } : {}),
  };
}
