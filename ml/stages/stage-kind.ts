import type { DataType } from "../../core/mod.ts";
import { checkLearned, type Learned, type LearnedOf, type LearnedTypes } from "./learned.ts";
import { type ParameterSpecs, type ParametersOf, readParameters } from "./parameters.ts";
import type { Stage, Transformer } from "./stage.ts";

/** What is the same for all stages of a kind: what can be set, what is learned, and how a saved one is made again. */
export interface StageKind<Specs extends ParameterSpecs = ParameterSpecs, Types extends LearnedTypes = LearnedTypes> {
  /** The name of its factory. */
  readonly name: string;
  /** Raised when parameters or what is learned change; `upgrade` then makes this version of what an older one saved. */
  readonly version: number;
  readonly parameters: Specs;
  /** What a model of it has learned; none where nothing is learned. */
  readonly learned: Types;
  /** The stage with these options: it refuses those that it would refuse from a user. */
  readonly make: (options: never) => Stage<never, unknown>;
  /** Of a kind that holds stages: one of such, and what else was saved of it. */
  readonly ofStages?: (
    stages: readonly Transformer<never, unknown>[],
    saved: SavedValues,
  ) => Transformer<never, unknown>;
  /** Of a kind whose models take a while to be made: one of what was saved. */
  readonly restore?: (
    saved: SavedValues,
    schema: Readonly<Record<string, DataType>>,
  ) => Promise<Transformer<never, unknown>>;
  /** Says what is wrong with what was learned beyond its kinds, as sizes that do not fit; undefined where nothing is. */
  readonly check?: (learned: LearnedOf<Types>, parameters: ParametersOf<Specs>) => string | undefined;
  readonly upgrade?: (saved: SavedValues) => Omit<SavedValues, "version">;
  /** Options with their defaults; one that is out of range is an error. */
  read(options: object): ParametersOf<Specs>;
  /** Refuses what no model of the kind can have learned. */
  mustHaveLearned(learned: Learned, parameters: ParametersOf<Specs>): void;
}

/** What a version of a kind saved. */
export interface SavedValues {
  readonly version: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly learned: Learned;
}

type Definition<Specs extends ParameterSpecs, Types extends LearnedTypes> = Omit<
  StageKind<Specs, Types>,
  "learned" | "read" | "mustHaveLearned"
> & { readonly learned?: Types };

const kinds = new Map<string, StageKind>();

/**
 * Makes a kind of stage known by its name, so that `loadModel` can make one again that was saved. Call it once in the module of
 * the stage's factory.
 *
 * @throws TypeError where there is another kind of the name.
 */
export function stageKind<Specs extends ParameterSpecs, Types extends LearnedTypes = Record<never, never>>(
  definition: Definition<Specs, Types>,
): StageKind<Specs, Types> {
  const { name, parameters, check } = definition;
  const learned = definition.learned ?? ({} as Types);
  const kind: StageKind<Specs, Types> = {
    ...definition,
    learned,
    read: (options) => readParameters(name, parameters, options),
    mustHaveLearned: (values, read) => {
      checkLearned(name, learned, values);
      const wrong = check?.(values as LearnedOf<Types>, read);
      if (wrong !== undefined) throw new RangeError(`Cannot make a model of ${name} as ${wrong}; fit it again`);
    },
  };
  if (kinds.has(name)) {
    throw new TypeError(
      `Cannot make the stage ${JSON.stringify(name)} known as names must differ: got it twice; take another name`,
    );
  }
  kinds.set(name, kind as unknown as StageKind);
  return kind;
}

/** The kind of a name, if it is known. */
export function kindNamed(name: string): StageKind | undefined {
  return kinds.get(name);
}
