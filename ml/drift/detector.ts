/** What a detector says of a stream with a value. */
export type DriftSignal = "none" | "warning" | "drift";

/** Tells when the numbers of a stream, such as a model's errors, are not any more what they were. */
export interface DriftDetector {
  readonly name: string;
  /** A detector at work: anew, or from what `save` gave. */
  open(saved?: unknown): DriftTask;
}

/** A detector at work. Behind a drift it begins anew with the next value. */
export interface DriftTask {
  /** Takes the next value. */
  add(value: number): DriftSignal;
  /** All that it needs to go on, as plain data. */
  save(): unknown;
}
