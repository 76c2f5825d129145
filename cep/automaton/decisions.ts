import { type Decision, decide, noEvent, outcomeKind, type StepNumber } from "./decide.ts";
import type { Automaton } from "./state.ts";
import type { Atoms } from "./when.ts";

/** Up to so many conditions of events classes stand in a table by their truths. */
const tabledConditions = 12;

/** So many classes are known at most, and those of one batch: of more conditions each event may make one. */
const mostClasses = 2 ** tabledConditions;

/** The class of events at which a condition threw: they change nothing anywhere. */
export const failedClass = 0;

/**
 * Events fall into classes: those of one class fulfil the same conditions, and so do the same to every partial match whose
 * state asks for nothing more. What they do is worked out when a class meets a state for the first time.
 */
export class Decisions {
  readonly #automaton: Automaton & { readonly atoms: Atoms };
  readonly #stepOf: StepNumber;
  /** The atoms that are asked of each event, in the order of their bits. */
  readonly atomsOfEvents: readonly number[];
  readonly #known: Map<number, boolean>[] = [];
  /** Whether a class can do something to a key without partial matches: a byte each. */
  starting: Uint8Array = new Uint8Array(16);
  /** 1 where a class leaves all partial matches as they are. */
  passedOver: Uint8Array = new Uint8Array(16);
  /** What a class does in each state. */
  readonly roots: (Decision | undefined)[][] = [];
  /** 1 where a class changes nothing, wherever partial matches stand. */
  inert: Uint8Array = new Uint8Array(16);
  readonly #table: Int32Array | undefined;
  readonly #numbers = new Map<number, number>();

  constructor(automaton: Automaton & { readonly atoms: Atoms }, stepOf: StepNumber) {
    this.#automaton = automaton;
    this.#stepOf = stepOf;
    this.atomsOfEvents = automaton.atoms.list.flatMap(({ asked }, atom) => (asked === "of each event" ? [atom] : []));
    if (this.atomsOfEvents.length <= tabledConditions) {
      this.#table = new Int32Array(1 << this.atomsOfEvents.length).fill(-1);
    }
    this.#makeFailed();
  }

  /** Whether a class is known for good; otherwise it is only until others are asked for. */
  get classesStay(): boolean {
    return this.#table !== undefined;
  }

  /**
   * The classes of so many rows, by what they fulfil: a byte for each row and condition. `classes` is written at the places of
   * the rows only.
   */
  classify(truths: readonly Uint8Array[], rows: Int32Array, classes: Int32Array): void {
    if (this.#table !== undefined) {
      maskRows(truths, rows, classes);
      lookUp(this.#table, rows, classes, (mask) => this.#make(bitsOf(mask, truths.length)));
      return;
    }
    this.#forgetIfMany();
    const bits = new Uint8Array(truths.length);
    for (const row of rows) {
      for (let bit = 0; bit < bits.length; bit++) bits[bit] = truths[bit]![row]!;
      classes[row] = this.#interned(bits);
    }
  }

  /** Whether an event that fulfils nothing changes nothing. */
  get nothingIsInert(): boolean {
    return this.inert[this.classOf(new Uint8Array(this.atomsOfEvents.length))] === 1;
  }

  /** The class of events that fulfil such conditions, in the order of their bits. */
  classOf(bits: Uint8Array): number {
    if (this.#table === undefined) {
      this.#forgetIfMany();
      return this.#interned(bits);
    }
    let mask = 0;
    for (let bit = 0; bit < bits.length; bit++) mask |= bits[bit]! << bit;
    const known = this.#table[mask]!;
    if (known >= 0) return known;
    const made = this.#make(bits);
    this.#table[mask] = made;
    return made;
  }

  /** Whether an event that fulfils nothing may begin something. */
  get startsWithNothing(): boolean {
    return this.starting[this.classOf(new Uint8Array(this.atomsOfEvents.length))] === 1;
  }

  root(eventClass: number, state: number): Decision {
    const known = this.roots[eventClass]!;
    const found = known[state];
    if (found !== undefined) return found;
    const states = this.#automaton.states;
    const made = decide(this.#automaton, states[state]!, this.#known[eventClass]!, this.#stepOf);
    known[state] = made;
    return made;
  }

  /** What is behind a question that has been answered. */
  behind(decision: Decision, answer: boolean): Decision {
    const found = answer ? decision.ifTrue : decision.ifFalse;
    if (found !== undefined) return found;
    const known = new Map(decision.known).set(decision.ask, answer);
    const made = decide(this.#automaton, decision.state, known, this.#stepOf);
    if (answer) decision.ifTrue = made;
    else decision.ifFalse = made;
    return made;
  }

  #interned(bits: Uint8Array): number {
    let prefix = 1;
    for (let from = 0; from < bits.length; from += 20) {
      let word = 1;
      for (let bit = from; bit < Math.min(from + 20, bits.length); bit++) word = word * 2 + bits[bit]!;
      const key = prefix * 2 ** 21 + word;
      let number = this.#numbers.get(key);
      if (number === undefined) {
        number = this.#numbers.size + 2;
        this.#numbers.set(key, number);
      }
      prefix = number;
    }
    const made = this.#classOf.get(prefix);
    if (made !== undefined) return made;
    const eventClass = this.#make(bits);
    this.#classOf.set(prefix, eventClass);
    return eventClass;
  }

  readonly #classOf = new Map<number, number>();

  #forgetIfMany(): void {
    if (this.roots.length <= mostClasses) return;
    this.#known.length = failedClass + 1;
    this.roots.length = failedClass + 1;
    this.#numbers.clear();
    this.#classOf.clear();
  }

  #make(bits: Uint8Array): number {
    const eventClass = this.roots.length;
    this.#known.push(new Map(this.atomsOfEvents.map((atom, bit) => [atom, bits[bit] === 1])));
    this.roots.push(new Array(this.#automaton.states.length).fill(undefined));
    if (eventClass >= this.inert.length) {
      this.inert = doubledBytes(this.inert);
      this.starting = doubledBytes(this.starting);
      this.passedOver = doubledBytes(this.passedOver);
    }
    const start = this.root(eventClass, this.#automaton.start.number);
    const starts = start.outcome?.kind !== outcomeKind.dies;
    const isPassedOver = this.#isPassedOver(eventClass);
    this.starting[eventClass] = starts ? 1 : 0;
    this.passedOver[eventClass] = isPassedOver ? 1 : 0;
    this.inert[eventClass] = isPassedOver && !starts ? 1 : 0;
    return eventClass;
  }

  #makeFailed(): void {
    const { states, start } = this.#automaton;
    this.#known[failedClass] = new Map();
    this.roots[failedClass] = states.map((state) => noEvent(state, state === start));
    this.passedOver[failedClass] = 1;
    this.inert[failedClass] = 1;
  }

  #isPassedOver(eventClass: number): boolean {
    return this.#automaton.states.every((state) => {
      if (state.kind === "final" || state.kind === "stop" || state === this.#automaton.start) return true;
      return this.root(eventClass, state.number).outcome?.kind === outcomeKind.stays;
    });
  }
}

function doubledBytes(bytes: Uint8Array): Uint8Array {
  const longer = new Uint8Array(bytes.length * 2);
  longer.set(bytes);
  return longer;
}

/** Bit k of the class of a row is truth k; one pass each, but two at once for the many patterns of two conditions. */
function maskRows(truths: readonly Uint8Array[], rows: Int32Array, classes: Int32Array): void {
  const [first, second] = truths;
  if (first === undefined) for (let k = 0; k < rows.length; k++) classes[rows[k]!] = 0;
  else if (second === undefined) for (let k = 0; k < rows.length; k++) classes[rows[k]!] = first[rows[k]!]!;
  else maskTwo(first, second, rows, classes);
  for (let bit = 2; bit < truths.length; bit++) addBit(truths[bit]!, bit, rows, classes);
}

function maskTwo(first: Uint8Array, second: Uint8Array, rows: Int32Array, classes: Int32Array): void {
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k]!;
    classes[row] = first[row]! | (second[row]! << 1);
  }
}

function addBit(truth: Uint8Array, bit: number, rows: Int32Array, classes: Int32Array): void {
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k]!;
    classes[row] = classes[row]! | (truth[row]! << bit);
  }
}

function lookUp(table: Int32Array, rows: Int32Array, classes: Int32Array, make: (mask: number) => number): void {
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k]!;
    const mask = classes[row]!;
    let found = table[mask]!;
    if (found < 0) {
      found = make(mask);
      table[mask] = found;
    }
    classes[row] = found;
  }
}

function bitsOf(mask: number, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, bit) => (mask >> bit) & 1);
}
