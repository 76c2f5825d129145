import type { Batch, OperatorContext } from "../../core/mod.ts";
import { type Decisions, failedClass } from "../automaton/decisions.ts";
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
  /** The numbers of the only keys that it is for; undefined for all. */
  readonly keys: readonly number[] | undefined;
}

/** So many rules more than there are may be kept however few there are. */
const fewKept = 64;

/**
 * Classes of many patterns without code: worked out row by row, for patterns that have something under way for its key and for
 * those that it may begin, which are found by an index. So what a row costs does not depend on how many patterns there are.
 */
export class RuleClasses implements Classes {
  rows: Int32Array = new Int32Array(0);
  readonly starts: number[] = [];
  readonly #context: OperatorContext;
  #tests = new RowTests();
  /** By number of the pattern. */
  #rules: (RuleConditions | undefined)[] = [];
  /** Patterns for some keys only, by the number of the key. */
  readonly #byKey = new Map<number, Set<number>>();
  /** Patterns that an event may begin which fulfils nothing. */
  readonly #anyway = new Set<number>();
  /** Of patterns that are gone it may hold some: what it finds is asked. */
  #index: StartIndex = this.#newIndex();
  /** Of how many patterns conditions are kept: those that there are, and some that are gone. */
  kept = 0;
  readonly #candidates: number[] = [];
  /** By pattern: the row for which it is among `starts` last. */
  #found: Int32Array = new Int32Array(16);
  #batch: Batch | undefined;
  #failedRow = -1;

  constructor(runs: readonly PatternRun[], context: OperatorContext) {
    this.#context = context;
    this.#build(runs);
  }

  /** The numbers of the keys that patterns are for: they must be known as long as those are. */
  get keys(): Iterable<number> {
    return { [Symbol.iterator]: () => this.#byKey.keys() };
  }

  /** Patterns came and went; `runs` are those that there are now. */
  update(runs: readonly PatternRun[], added: readonly PatternRun[], gone: readonly number[]): void {
    for (const number of gone) this.#remove(number);
    // So the index is spared most changes, and what is gone is not kept for ever.
    if (this.kept + added.length > 2 * runs.length + fewKept) this.#build(runs);
    else for (const run of added) this.#add(run);
  }

  #build(runs: readonly PatternRun[]): void {
    this.#tests = new RowTests();
    this.#rules = [];
    this.#byKey.clear();
    this.#anyway.clear();
    this.#index = this.#newIndex();
    const starts = runs.flatMap(startConditions);
    this.#index.know(starts);
    this.kept = 0;
    for (const run of runs) this.#add(run);
  }

  #newIndex(): StartIndex {
    return new StartIndex((name) => this.#tests.field(name));
  }

  #add(run: PatternRun): void {
    this.kept++;
    const conditions = eventConditions(run);
    const { number } = run;
    const { decisions } = run.matcher;
    const keys = run.keys?.map((key) => this.#context.keys.numberOf(key));
    this.#rules[number] = {
      decisions,
      conditions: conditions.map((condition) => this.#tests.numberOf(condition)),
      bits: new Uint8Array(conditions.length),
      keys,
    };
    if (keys !== undefined) for (const key of keys) this.#addKey(key, number);
    else if (decisions.startsWithNothing) this.#anyway.add(number);
    else for (const condition of startConditions(run)) this.#index.add(number, condition);
    if (number >= this.#found.length) this.#found = new Int32Array(2 * number + 2);
  }

  #addKey(key: number, pattern: number): void {
    const known = this.#byKey.get(key);
    if (known === undefined) this.#byKey.set(key, new Set([pattern]));
    else known.add(pattern);
  }

  #remove(number: number): void {
    for (const key of this.#rules[number]?.keys ?? []) {
      const known = this.#byKey.get(key);
      known?.delete(number);
      if (known?.size === 0) this.#byKey.delete(key);
    }
    this.#anyway.delete(number);
    this.#rules[number] = undefined;
  }

  classesOf({ batch, from, to }: ReadyRows, row: (row: number) => unknown): Classes {
    this.rows = range(from, to);
    this.#batch = batch;
    this.#failedRow = -1;
    this.#tests.use(batch, row);
    this.#found.fill(-1);
    return this;
  }

  of(pattern: number, row: number): number {
    const { decisions, conditions, bits } = this.#rules[pattern]!;
    try {
      for (let bit = 0; bit < bits.length; bit++) bits[bit] = this.#tests.isTrue(conditions[bit]!, row) ? 1 : 0;
    } catch (error) {
      this.#fail(error, row);
      return failedClass;
    }
    return decisions.classOf(bits);
  }

  /** A row that cannot be looked at (a getter that throws) is one failed record, however many patterns look at it. */
  #fail(error: unknown, row: number): void {
    if (this.#failedRow === row) return;
    this.#failedRow = row;
    this.#context.fail({ doing: `apply a condition of ${this.#context.step}`, error, batch: this.#batch!, row });
  }

  startsAt(row: number, key: number): number {
    let count = 0;
    const own = this.#byKey.get(key);
    if (own !== undefined) for (const pattern of own) count = this.#addStart(pattern, row, count);
    for (const pattern of this.#anyway) count = this.#addStart(pattern, row, count);
    const candidates = this.#candidatesAt(row);
    for (let at = 0; at < candidates; at++) {
      const pattern = this.#candidates[at]!;
      // The index may mean one that is gone, whose number another has by now.
      if (this.#rules[pattern]?.keys === undefined) count = this.#addStart(pattern, row, count);
    }
    return count;
  }

  #candidatesAt(row: number): number {
    try {
      return this.#index.candidates(row, this.#candidates);
    } catch {
      // A field that throws concerns the rules that look at it, whichever these are: all are asked.
      let count = 0;
      for (const pattern of this.#rules.keys()) this.#candidates[count++] = pattern;
      return count;
    }
  }

  #addStart(pattern: number, row: number, count: number): number {
    if (this.#found[pattern] === row) return count;
    this.#found[pattern] = row;
    if (this.#rules[pattern] === undefined) return count;
    if (this.#rules[pattern]!.decisions.starting[this.of(pattern, row)] === 0) return count;
    this.starts[count] = pattern;
    return count + 1;
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
