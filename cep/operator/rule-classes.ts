import type { KeySpace } from "../../core/mod.ts";
import type { Decisions } from "../automaton/decisions.ts";
import type { State } from "../automaton/state.ts";
import type { When } from "../automaton/when.ts";
import type { Condition } from "../pattern/condition.ts";
import type { Classes } from "./classes.ts";
import { eventConditions, type PatternRun } from "./pattern-run.ts";
import { RowTests } from "./row-tests.ts";
import { StartIndex } from "./start-index.ts";
import { type ReadyRows, range } from "./waiting-rows.ts";

/** Of a pattern: which conditions make the class of an event, by their numbers. */
interface RuleConditions {
  readonly decisions: Decisions;
  readonly conditions: readonly number[];
  /** What the row at hand fulfils of them. */
  readonly bits: Uint8Array;
}

/**
 * Classes of many patterns without code: worked out row by row, for patterns that have something under way for its key and for
 * those that it may begin, which are found by an index. So what a row costs does not depend on how many patterns there are.
 */
export class RuleClasses implements Classes {
  rows: Int32Array = new Int32Array(0);
  readonly starts: number[] = [];
  readonly #tests = new RowTests();
  /** By number of the pattern. */
  readonly #rules: (RuleConditions | undefined)[] = [];
  /** Patterns for some keys only, by the number of the key. */
  readonly #byKey = new Map<number, number[]>();
  /** Patterns that an event may begin which fulfils nothing. */
  readonly #anyway: number[] = [];
  readonly #index: StartIndex;
  readonly #candidates: number[] = [];
  /** By pattern: the row for which it is among `starts` last. */
  readonly #found: Int32Array;

  constructor(runs: readonly PatternRun[], keys: KeySpace) {
    const starts: { readonly pattern: number; readonly condition: Condition }[] = [];
    for (const run of runs) {
      const conditions = eventConditions(run);
      this.#rules[run.number] = {
        decisions: run.matcher.decisions,
        conditions: conditions.map((condition) => this.#tests.numberOf(condition)),
        bits: new Uint8Array(conditions.length),
      };
      if (run.keys !== undefined) for (const key of run.keys) this.#addKey(keys.numberOf(key), run.number);
      else if (run.matcher.decisions.startsWithNothing) this.#anyway.push(run.number);
      else starts.push(...startConditions(run).map((condition) => ({ pattern: run.number, condition })));
    }
    this.#index = new StartIndex(starts, (name) => this.#tests.field(name));
    this.#found = new Int32Array(this.#rules.length);
  }

  /** The numbers of the keys that patterns are for: they must be known as long as those are. */
  get keys(): readonly number[] {
    return [...this.#byKey.keys()];
  }

  classesOf({ batch, from, to }: ReadyRows, row: (row: number) => unknown): Classes {
    this.rows = range(from, to);
    this.#tests.use(batch, row);
    this.#found.fill(-1);
    return this;
  }

  of(pattern: number, row: number): number {
    const { decisions, conditions, bits } = this.#rules[pattern]!;
    for (let bit = 0; bit < bits.length; bit++) bits[bit] = this.#tests.isTrue(conditions[bit]!, row) ? 1 : 0;
    return decisions.classOf(bits);
  }

  startsAt(row: number, key: number): number {
    let count = 0;
    const own = this.#byKey.get(key);
    if (own !== undefined) for (const pattern of own) count = this.#addStart(pattern, row, count);
    for (const pattern of this.#anyway) count = this.#addStart(pattern, row, count);
    const candidates = this.#index.candidates(row, this.#candidates);
    for (let at = 0; at < candidates; at++) count = this.#addStart(this.#candidates[at]!, row, count);
    return count;
  }

  #addStart(pattern: number, row: number, count: number): number {
    if (this.#found[pattern] === row) return count;
    this.#found[pattern] = row;
    if (this.#rules[pattern]!.decisions.starting[this.of(pattern, row)] === 0) return count;
    this.starts[count] = pattern;
    return count + 1;
  }

  #addKey(key: number, pattern: number): void {
    const known = this.#byKey.get(key);
    if (known === undefined) this.#byKey.set(key, [pattern]);
    else if (!known.includes(pattern)) known.push(pattern);
  }
}

/** The conditions that decide whether a first event is taken. */
function startConditions({ prepared: { automaton } }: PatternRun): Condition[] {
  const atoms = new Set<number>();
  const states = new Set<State>([automaton.start]);
  // A set goes on with what is added while it is walked through.
  for (const state of states) {
    for (const { action, target, when } of state.edges) {
      if (action === "ignore") continue;
      addAtoms(when, atoms);
      if (action === "proceed") states.add(target);
    }
  }
  const list = [...atoms].map((atom) => automaton.atoms.list[atom]!);
  return list.flatMap(({ asked, condition }) => (asked === "of each event" ? [condition] : []));
}

function addAtoms(when: When, atoms: Set<number>): void {
  if (when.op === "atom") atoms.add(when.atom);
  else if (when.op === "not") addAtoms(when.of, atoms);
  else if (when.op !== "true") {
    addAtoms(when.left, atoms);
    addAtoms(when.right, atoms);
  }
}
