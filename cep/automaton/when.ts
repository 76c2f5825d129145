import { type Condition, identityOf, isOfEvent } from "../pattern/condition.ts";

/** Under which truths of atoms an edge may be walked. */
export type When =
  | { readonly op: "true" }
  | { readonly op: "atom"; readonly atom: number }
  | { readonly op: "not"; readonly of: When }
  | { readonly op: "and" | "or"; readonly left: When; readonly right: When };

/**
 * A condition that is asked as a whole. One of the event alone is asked for all events of a batch before the automaton
 * sees any; the others, and those behind them in a chain of `where`, for each partial match that comes to them.
 */
export interface Atom {
  readonly condition: Condition;
  readonly asked: "of each event" | "of each partial match";
}

export const yes: When = { op: "true" };

export function negated(when: When): When {
  return when.op === "not" ? when.of : { op: "not", of: when };
}

export function allOf(left: When, right: When): When {
  if (left.op === "true") return right;
  return right.op === "true" ? left : { op: "and", left, right };
}

/** The atoms of a pattern's conditions, each once. */
export class Atoms {
  readonly list: Atom[] = [];
  readonly #known = new Map<unknown, number>();

  when(condition: Condition, asked: Atom["asked"] = "of each event"): When {
    if (condition.kind === "true") return yes;
    if (isOfEvent(condition)) return this.#atom(condition, asked);
    switch (condition.kind) {
      case "not":
        return negated(this.when(condition.of[0]!, asked));
      case "and":
      case "or":
        return this.#chain(condition.kind, condition.of, asked);
      default:
        return this.#atom(condition, "of each partial match");
    }
  }

  /** Conditions of the event alone at the start of a chain are one; behind others they are asked only where those let them. */
  #chain(op: "and" | "or", conditions: readonly Condition[], asked: Atom["asked"]): When {
    const firstOther = conditions.findIndex((condition) => !isOfEvent(condition));
    const leading = conditions.slice(0, firstOther);
    const links = conditions.slice(firstOther).map((condition, at) => {
      return this.when(condition, at === 0 ? asked : "of each partial match");
    });
    if (leading.length > 0)
      links.unshift(this.when(leading.length === 1 ? leading[0]! : { kind: op, of: leading }, asked));
    return links.reduceRight((right, left) => ({ op, left, right }));
  }

  #atom(condition: Condition, asked: Atom["asked"]): When {
    const same = identityOf(condition);
    let atom = asked === "of each event" || !isOfEvent(condition) ? this.#known.get(same) : undefined;
    if (atom === undefined) {
      atom = this.list.length;
      this.list.push({ condition, asked });
      if (asked === "of each event" || !isOfEvent(condition)) this.#known.set(same, atom);
    }
    return { op: "atom", atom };
  }
}
