/** A file of LDBC Graphalytics' validation graphs: values by vertex. */
export interface LdbcFile {
  readonly cases: readonly LdbcCase[];
}

export interface LdbcCase {
  readonly id: string;
  readonly algorithm: string;
  readonly directed: boolean;
  readonly weighted: boolean;
  readonly vertices: readonly number[];
  /** Source, target and, where weighted, the weight. */
  readonly edges: readonly (readonly number[])[];
  readonly params: { readonly source?: number; readonly damping?: number; readonly iterations?: number };
  readonly expected: Readonly<Record<string, number | null>>;
}

/** A file of facts about named graphs, whose vertices are 0 … n − 1. */
export interface FactsFile {
  readonly graphs: Readonly<Record<string, FactGraph>>;
  readonly facts: readonly Fact[];
}

export interface FactGraph {
  readonly directed: boolean;
  readonly n: number;
  readonly edges: readonly (readonly number[])[];
}

export interface Fact {
  readonly id: string;
  readonly graph: string;
  readonly algorithm: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly expected: unknown;
  readonly tolerance: number;
}
