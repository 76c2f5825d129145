import type { Matrix } from "../matrix/matrix.ts";
import type { Learned } from "../stages/learned.ts";

/** Rows that a learner sees at once. The arrays may be written over when the call returns. */
export interface Rows {
  readonly features: Matrix;
  /** What is to be learned; undefined where nothing is. */
  readonly labels?: Float64Array | undefined; // [rows]
  /** How much each row counts; undefined: 1 each. */
  readonly weights?: Float64Array | undefined; // [rows]
}

/** What a learner does with rows of one pass. */
export type Pass = (rows: Rows) => void;

/** A place from which a training can go on; or, once, the question what an earlier one has kept there. */
export type Milestone = { readonly state: () => Learned } | { readonly isAsked: true };

/** What a training asks for. */
export type TrainingStep = Pass | Milestone | undefined;

/**
 * A learner at work. It asks for passes: each `yield pass` means “show every row to `pass` once, in their order, in blocks”, and
 * goes on when that is done. So the same learner trains on a matrix in memory and on data that is read again for each pass. Where it
 * computes for long without rows it yields undefined: others may take their turn. One that takes long tells, now and then, from what it could go on.
 */
export type Training<Model> = Generator<TrainingStep, Model, Learned | undefined>;

/** What learns from numbers. It knows nothing of datasets: columns, batches and files are the business of a stage. */
export interface Learner<Model> {
  readonly name: string;
  /** What labels must be: there are none, any number, or one of a few numbers. */
  readonly labels: "none" | "numbers" | "classes";
  /** "taken": NaN stands for a value that is missing. Unless said it is refused. */
  readonly missing?: "taken";
  /** Of what it sums up squares, or products: numbers whose squares are infinite, or lost beside 0, are refused. */
  readonly squares?: readonly ("features" | "labels")[];
  /**
   * That its trainings have milestones, so that one that was broken off goes on: the version of what these keep, from 1, raised when that changes
   * or is gone on with in another way.
   */
  readonly resumes?: number;
  train(columns: number): Training<Model>;
  /** How threads share the work; undefined where one does it. */
  readonly inThreads?: SharedTraining<Model>;
}

/** Trainings that threads do at a time, each seeing all rows. */
export interface SharedTraining<Model> {
  train(columns: number, share: Share): Training<Model>;
  /** What all of them have learned, part by part, as one; the same however many there are. */
  join(parts: readonly Model[]): Model;
  /**
   * What all of them have kept as one that trains alone keeps it, so that any number goes on from it. Parts that have kept nothing yet are left out;
   * the first of the list may be what an earlier training has kept.
   */
  joinKept(parts: readonly Learned[]): Learned;
  /** Memory that they talk by, step by step; they do not talk where it is left out. */
  memoryBytes?(columns: number, parts: number): number;
}

/** What one of the threads does. */
export interface Share {
  readonly part: number;
  readonly parts: number;
  readonly memory: SharedArrayBuffer;
}
