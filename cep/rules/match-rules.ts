import { Dataset, inputOf, type KeyedDataset, type KeySpec, pipeInputs } from "../../core/mod.ts";
import { checkMatchOptions } from "../check-options.ts";
import type { MatchOptions } from "../match.ts";
import { warn } from "../pattern/unbounded.ts";
import type { Rule, RuleMatch } from "./rule.ts";
import { rulesOperator } from "./rules-operator.ts";

/**
 * The matches of rules that come, change and go while the job runs: each with the rule and its version. By event time an
 * event is looked at with the rules of its time, wherever and whenever they came, so that a run can be repeated; by the clock
 * from the moment on that a rule comes. What was under way of a rule that changes or goes is dropped. Side outputs as of `match`.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { matchRules, type Rule } from "millrace/cep";
 * const large = (amount: number, version: number, at: number): Rule & { at: number } => ({
 *   id: "large",
 *   version,
 *   pattern: { parts: [{ step: "one", where: { op: ">", left: { field: "amount" }, right: amount } }] },
 *   at,
 * });
 * const rules = from([large(100, 1, 0), large(10, 2, 5)]).withEventTime((rule) => rule.at);
 * const payments = from([{ card: 1, amount: 50, at: 1 }, { card: 1, amount: 60, at: 6 }]).withEventTime((row) => row.at);
 * const found = await payments.keyBy("card").apply(matchRules(rules)).collect();
 * console.log(found.map(({ rule, version, match }) => [rule, version, match.one![0]!.amount])); // [["large", 2, 60]]
 * ```
 */
export function matchRules<Event>(
  rules: Dataset<Rule>,
  options: MatchOptions<Event> = {},
): (input: Dataset<Event> | KeyedDataset<Event, unknown>) => Dataset<RuleMatch<Event>> {
  checkMatchOptions(options, "matchRules");
  const { time = "event", tieOrder, maxPartialMatches = 100_000, onWarning = warn, ...step } = options;
  return (input) => {
    const of = (key: KeySpec): ReturnType<typeof rulesOperator> =>
      rulesOperator({ key, time, tieOrder: tieOrder as never, maxPartialMatches, onWarning });
    const toAll = inputOf(rules, { to: "every subtask" });
    if (!(input instanceof Dataset)) return pipeInputs(of(input.key), [inputOf(input), toAll], step);
    return pipeInputs(
      of(undefined),
      [inputOf(input, { to: "one subtask" }), inputOf(rules, { to: "one subtask" })],
      step,
    );
  };
}
