import { countText } from "../../core/display/mod.ts";
import {
  type Batch,
  lengthOf,
  type Operator,
  type OperatorContext,
  type OperatorState,
  type OperatorTask,
  operatorState,
  rowReader,
} from "../../core/mod.ts";
import { prepared } from "../matching/matcher.ts";
import { type MatchPlan, MatchTask } from "../operator/match-task.ts";
import type { NamedPattern } from "../operator/pattern-run.ts";
import { patternState } from "../operator/pattern-state.ts";
import { waitingState } from "../operator/waiting-rows.ts";
import { checkWhole } from "../pattern/check-pattern.ts";
import { patternText } from "../pattern/pattern-text.ts";
import { warnOfUnbounded } from "../pattern/unbounded.ts";
import { patternFromJson } from "./pattern-json.ts";
import { checkRule, type Rule, refusedRule, ruleText } from "./rule.ts";

/** A rule, and the event time from which on it holds, ms. */
interface TimedRule extends Rule {
  readonly fromMs: number;
}

/** What a subtask knows of rules: all know the same. */
interface Rules {
  readonly active: readonly TimedRule[];
  /** Rules whose time has not come, the earliest first. */
  readonly coming: readonly TimedRule[];
  /** The newest version of rules that are gone. */
  readonly gone: readonly (readonly [id: string, version: number])[];
}

export interface RulesPlan extends Omit<MatchPlan, "rowOf" | "called" | "patternsChange"> {
  /** Told, once for all subtasks, of each rule that comes and whose partial matches may wait for ever. */
  readonly onWarning: (warning: string) => void;
}

/** Finds matches of rules that the second input brings; an event is looked at with the rules of its time. */
export function rulesOperator({ onWarning, ...plan }: RulesPlan): Operator {
  const waiting = waitingState();
  const matches = patternState("rules");
  const known = operatorState<Rules>("rules", () => ({ active: [], coming: [], gone: [] }), moreKnown);
  const byEventTime = plan.time === "event";
  return {
    name: "matchRules",
    inputs: 2,
    readsFirst: 1,
    sides: ["timeouts", ...(byEventTime ? ["late"] : [])],
    state: byEventTime ? [waiting, matches, known] : [matches, known],
    selection: "accepts",
    reads: () => ["all", "all"],
    open: (context) => {
      const full = { ...plan, rowOf: ruleMatch, called: ruleCalled, patternsChange: "on the way" } as const;
      const task = new MatchTask(
        full,
        context,
        context.state(matches),
        byEventTime ? context.state(waiting) : undefined,
      );
      return new RulesTask(task, context, context.state(known), { time: plan.time, key: plan.key, onWarning });
    },
  };
}

/** Of copies of one moment either; of none and some, some. */
function moreKnown(left: Rules, right: Rules): Rules {
  return rulesIn(left) >= rulesIn(right) ? left : right;
}

function rulesIn({ active, coming, gone }: Rules): number {
  return active.length + coming.length + gone.length;
}

function nameOf({ id, version }: Rule): string {
  return JSON.stringify([id, version]);
}

/** By what a rule was made: two of one version need not be the same, as only the first that holds counts. */
function contentOf(rule: Rule): string {
  try {
    return JSON.stringify([rule.id, rule.version, rule.pattern, rule.keys], (_, value: unknown) =>
      typeof value === "bigint" ? `${value}n` : value,
    );
  } catch (error) {
    throw new TypeError(
      `Cannot take ${ruleText(rule)} as its pattern and its keys must be plain data: got what JSON cannot hold, ${String(error)}; give lists and records that do not hold themselves`,
      { cause: error },
    );
  }
}

function ruleMatch(name: string, match: object): unknown {
  const [rule, version] = JSON.parse(name) as [string, number];
  return { rule, version, match };
}

function ruleCalled(name: string): string {
  const [rule, version] = JSON.parse(name) as [string, number];
  return `${rule}, version ${version}`;
}

class RulesTask implements OperatorTask {
  readonly #task: MatchTask;
  readonly #context: OperatorContext;
  readonly #rules: OperatorState<Rules>;
  readonly #plan: Pick<RulesPlan, "time" | "key" | "onWarning">;
  readonly #made = new Map<string, NamedPattern>();
  /** What each rule is made of, written once. */
  readonly #contents = new WeakMap<Rule, string>();

  constructor(
    task: MatchTask,
    context: OperatorContext,
    rules: OperatorState<Rules>,
    plan: Pick<RulesPlan, "time" | "key" | "onWarning">,
  ) {
    this.#task = task;
    this.#context = context;
    this.#rules = rules;
    this.#plan = plan;
    this.#use();
    task.sleep();
  }

  batch(batch: Batch, input: number): void {
    if (input === 0) this.#task.batch(batch);
    else this.#takeRules(batch);
  }

  watermark(timeMs: number): void {
    for (let fromMs = this.#nextMs(); fromMs <= timeMs && fromMs < Number.POSITIVE_INFINITY; fromMs = this.#nextMs()) {
      // Events before it are looked at without it, those of its time with it.
      this.#task.reach(justBefore(fromMs));
      const { coming } = this.#rules.value;
      const behind = coming.findIndex((rule) => rule.fromMs > fromMs);
      const due = behind < 0 ? coming.length : behind;
      this.#apply(coming.slice(0, due), coming.slice(due));
      this.#use();
    }
    this.#task.watermark(timeMs);
  }

  /** When the next rule that has come holds; ∞ where none has. */
  #nextMs(): number {
    return this.#rules.value.coming[0]?.fromMs ?? Number.POSITIVE_INFINITY;
  }

  processingTime(timeMs: number): void {
    this.#task.processingTime(timeMs);
  }

  end(): void {
    this.#task.end();
  }

  holds(key: number | undefined): ReturnType<NonNullable<OperatorTask["holds"]>> {
    return this.#task.holds(key);
  }

  #takeRules(batch: Batch): void {
    if (this.#plan.time === "event" && batch.times === undefined) throw rulesWithoutTime(this.#context.step);
    const read = rowReader(batch);
    const now: TimedRule[] = [];
    const later: TimedRule[] = [];
    for (let k = 0; k < lengthOf(batch); k++) {
      const row = batch.selection === undefined ? k : batch.selection[k]!;
      try {
        const rule = checkRule(read(row));
        if (rule.keys !== undefined && this.#plan.key === undefined) throw keysWithoutKey(rule, this.#context.step);
        const fromMs = this.#plan.time === "event" ? batch.times![row]! : Number.NEGATIVE_INFINITY;
        const timed = { ...rule, fromMs };
        if (rule.pattern !== null) this.#warnOf(timed, this.#make(timed));
        if (fromMs <= this.#context.watermark || this.#plan.time === "processing") now.push(timed);
        else later.push(timed);
      } catch (error) {
        this.#context.fail({ doing: "take a rule", error, explained: true, batch, row });
      }
    }
    // Sorting is stable: rules of one time stay in the order they came.
    const coming = [...this.#rules.value.coming, ...later].sort((left, right) => left.fromMs - right.fromMs);
    this.#apply(now, coming);
    this.#use();
  }

  #warnOf(rule: Rule, { prepared: { automaton, spec } }: NamedPattern): void {
    if (this.#context.subtask !== 0) return;
    warnOfUnbounded(automaton, `${JSON.stringify(patternText(spec))} of ${ruleText(rule)}`, this.#plan.onWarning);
  }

  /** From now on rules hold, each in the place of an older one; others are to come. */
  #apply(rules: readonly TimedRule[], coming: readonly TimedRule[]): void {
    const active = new Map(this.#rules.value.active.map((rule) => [rule.id, rule]));
    const gone = new Map(this.#rules.value.gone);
    for (const rule of rules) {
      const known = active.get(rule.id)?.version ?? gone.get(rule.id);
      if (known !== undefined && rule.version <= known) {
        // All subtasks know it; one says so.
        if (this.#context.subtask === 0) this.#context.count("numStaleRules");
        continue;
      }
      active.delete(rule.id);
      gone.delete(rule.id);
      if (rule.pattern === null) gone.set(rule.id, rule.version);
      else active.set(rule.id, rule);
    }
    this.#rules.value = { active: [...active.values()], coming, gone: [...gone] };
  }

  #use(): void {
    const patterns = this.#rules.value.active.map((rule) => this.#make(rule));
    const { active, coming } = this.#rules.value;
    // A look at all rules for each that goes would be too much: as many may be kept as there are.
    if (this.#made.size > 2 * (active.length + coming.length) + 16) {
      const contents = new Set([...active, ...coming].map((rule) => this.#contentOf(rule)));
      for (const content of this.#made.keys()) if (!contents.has(content)) this.#made.delete(content);
    }
    this.#task.patterns.replace(patterns);
  }

  #contentOf(rule: Rule): string {
    const known = this.#contents.get(rule);
    if (known !== undefined) return known;
    const content = contentOf(rule);
    this.#contents.set(rule, content);
    return content;
  }

  #make(rule: Rule): NamedPattern {
    const content = this.#contentOf(rule);
    let made = this.#made.get(content);
    if (made === undefined) {
      made = { name: nameOf(rule), prepared: preparedOf(rule), keys: rule.keys };
      this.#made.set(content, made);
    }
    return made;
  }
}

function preparedOf(rule: Rule): NamedPattern["prepared"] {
  try {
    const { spec } = patternFromJson(rule.pattern!);
    checkWhole(spec);
    return prepared(spec);
  } catch (error) {
    throw refusedRule(rule, error);
  }
}

function justBefore(timeMs: number): number {
  return timeMs - Math.max(Number.MIN_VALUE, Math.abs(timeMs) * Number.EPSILON);
}

function keysWithoutKey(rule: Rule, step: string): TypeError {
  return new TypeError(
    `Cannot take ${ruleText(rule)} in ${step} for some keys as the events have none: got ${countText(rule.keys!.length, "key")}, of which ` +
      "none could ever come; say .keyBy(…) before matchRules, or leave keys out of the rule",
  );
}

function rulesWithoutTime(step: string): TypeError {
  return new TypeError(
    `Cannot take rules in ${step} by event time as each must say from when on it holds: got rules without event time; ` +
      'add .withEventTime((rule) => rule.from) to them, or say matchRules(rules, { time: "processing" })',
  );
}
