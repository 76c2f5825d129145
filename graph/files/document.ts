/** Values of a column, one a row. */
export type DocumentColumn = ArrayLike<unknown>;

/** What a file of a graph says, as columns by name. */
export interface GraphDocument {
  readonly directed: boolean;
  /** `id`, and what else is said of vertices; undefined where the file tells of edges only. */
  readonly vertices: ReadonlyMap<string, DocumentColumn> | undefined;
  /** `source` and `target`, and what else is said of edges. */
  readonly edges: ReadonlyMap<string, DocumentColumn>;
}

/** Rows of a graph that is to be written: vertices first. */
export interface GraphRows {
  readonly directed: boolean;
  readonly vertices: readonly VertexRecord[];
  readonly edges: readonly EdgeRecord[];
  /** The columns beside `id`, and beside `source` and `target`. */
  readonly vertexColumns: readonly string[];
  readonly edgeColumns: readonly string[];
  /** For messages. */
  readonly path: string;
}

export interface VertexRecord {
  readonly id: VertexId;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface EdgeRecord {
  readonly source: VertexId;
  readonly target: VertexId;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Ids as files have them. */
export type VertexId = number | string | bigint;

/** Where in a file something is wrong, what it must be, what it is. */
export interface FileProblem {
  readonly path: string;
  /** From 1. */
  readonly line?: number | undefined;
  /** `its first line must be a header`. */
  readonly as: string;
  readonly got: string;
  readonly remedy: string;
}

export function fileError({ path, line, as, got, remedy }: FileProblem): SyntaxError {
  const where = line === undefined ? "" : ` in line ${line}`;
  return new SyntaxError(
    `Cannot read a graph from ${JSON.stringify(path)}${where} as ${as}: got ${cut(got)}; ${remedy}`,
  );
}

function cut(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
