import type { Learned } from "../../stages/learned.ts";
import type { SavedStage } from "../../stages/saved-stage.ts";
import type { OnnxGraph, Value } from "../file/graph.ts";

/** A column on its way through the graph: doubles, rows × size, or texts, rows × 1. */
export interface OnnxColumn {
  readonly value: Value;
  readonly size: number;
  readonly holds: "numbers" | "texts";
  /** Whether it is of numbers, not of vectors of one. */
  readonly isNumber: boolean;
}

/** A stage that is written as nodes: its graph, what it has learned, and its columns by name. */
export interface Exporting {
  readonly graph: OnnxGraph;
  readonly stage: SavedStage;
  /** A column of numbers or vectors of so many, an input of the graph where no stage adds it. */
  numbers(column: string, size: number | undefined): Value;
  texts(column: string): Value;
  /** How many numbers a column has that was read. */
  sizeOf(column: string): number;
  /** Puts a column of vectors of so many numbers in place. */
  addVectors(column: string, value: Value, size: number): void;
  /** … of numbers: rows × 1. */
  addNumbers(column: string, value: Value): void;
  /** … in the form of another: numbers where that has them. */
  addLike(column: string, like: string, value: Value): void;
  /** What a stage inside of this one adds in a column; other stages do not see it. */
  answerOf(stage: SavedStage, column: string): Value;
}

/** Writes a stage of one kind. */
export type Exporter = (to: Exporting) => void;

/** An option of the stage that is a text, as the name of a column is. */
export function textOf({ stage }: Exporting, name: string): string {
  return stage.parameters[name] as string;
}

/** What the stage has learned. */
export function learnedOf<Known extends Learned>({ stage }: Exporting): Known {
  return stage.learned as Known;
}
