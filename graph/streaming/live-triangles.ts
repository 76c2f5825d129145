import { changeKind } from "../../core/mod.ts";
import { type ComingEdges, type LiveStart, type LiveTask, type RowChanges, valuesOf } from "../algorithm.ts";
import { randomOf } from "../parts/random.ts";
import { EdgeSample } from "./edge-sample.ts";

/** How triangles are estimated. */
export interface TriangleEstimateSpec {
  readonly sample: number;
  readonly seed: number;
  readonly deletions: "none" | "taken";
}

interface SavedTriangles {
  readonly sources: Uint32Array;
  readonly targets: Uint32Array;
  readonly edges: number;
  readonly counted: number;
  readonly drawn: number;
  readonly goneFromSample: number;
  readonly goneFromOthers: number;
  readonly told: number | undefined;
}

/**
 * TRIÈST: triangles by a sample of the edges. Without deletions (IMPR) each edge counts those that it closes with the sample, by how
 * likely both others are in it. With them (FD) those within the sample are counted, and put in relation to it; an edge
 * that comes takes the place of one that went (random pairing).
 */
export class LiveTriangles implements LiveTask<{ triangles: number }> {
  readonly #spec: TriangleEstimateSpec;
  /** Undefined where edges are stored, of which none is taken back. */
  readonly #ids: LiveStart["ids"] | undefined;
  readonly #sample = new EdgeSample();
  readonly #random: () => number;
  /** Edges there are; without deletions, that have come. */
  #edges = 0;
  /** Triangles by the edges that have come, or within the sample. */
  #counted = 0;
  #drawn = 0;
  /** Edges that went and for which none has come yet: those that were in the sample, and the others. */
  #goneFromSample = 0;
  #goneFromOthers = 0;
  #told: number | undefined;

  constructor(spec: TriangleEstimateSpec, start?: Pick<LiveStart, "ids" | "saved">) {
    this.#spec = spec;
    this.#ids = start?.ids;
    const saved = start?.saved;
    if (saved !== undefined) this.#restore(saved as SavedTriangles);
    this.#random = randomOf(spec.seed, this.#drawn);
  }

  get estimate(): number {
    if (this.#spec.deletions === "none") return this.#counted;
    const [edges, size] = [this.#edges, this.#sample.size];
    if (size < 3) return 0;
    const share = (edges * (edges - 1) * (edges - 2)) / (size * (size - 1) * (size - 2));
    return (this.#counted * share) / this.#likelyThree();
  }

  add({ count, sources, targets, removed }: Pick<ComingEdges, "count" | "sources" | "targets" | "removed">): void {
    for (let edge = 0; edge < count; edge++) {
      const [source, target] = [sources[edge]!, targets[edge]!];
      if (source === target) continue;
      if (this.#spec.deletions === "none") this.#addImproved(source, target);
      else if (removed?.[edge] === 1) this.#remove(source, target);
      else this.#addPaired(source, target);
    }
  }

  changes(isLast: boolean): RowChanges<{ triangles: number }> {
    const [told, now] = [this.#told, this.estimate];
    const isSame = told === now || (told === undefined && now === 0 && !isLast);
    const values = isSame ? [] : told === undefined ? [now] : [told, now];
    if (!isSame) this.#told = now;
    const kinds = values.length === 2 ? [changeKind.updateBefore, changeKind.updateAfter] : values.map(() => 0);
    return { kinds: Uint8Array.from(kinds), columns: { triangles: valuesOf(values) } };
  }

  save(): SavedTriangles {
    const { sources, targets } = this.#sample;
    return {
      sources,
      targets,
      edges: this.#edges,
      counted: this.#counted,
      drawn: this.#drawn,
      goneFromSample: this.#goneFromSample,
      goneFromOthers: this.#goneFromOthers,
      told: this.#told,
    };
  }

  #addImproved(source: number, target: number): void {
    if (this.#sample.has(source, target)) return;
    const { sample } = this.#spec;
    const before = this.#edges++;
    const unlikely = Math.max(1, (before / sample) * ((before - 1) / (sample - 1)));
    this.#counted += unlikely * this.#sample.shared(source, target);
    if (this.#makesPlace(sample / this.#edges)) this.#sample.add(source, target);
  }

  #addPaired(source: number, target: number): void {
    if (this.#sample.has(source, target)) return;
    this.#edges++;
    const gone = this.#goneFromSample + this.#goneFromOthers;
    if (gone === 0) {
      if (this.#makesPlace(this.#spec.sample / this.#edges)) this.#enter(source, target);
    } else if (this.#draw() * gone < this.#goneFromSample) {
      this.#goneFromSample--;
      this.#enter(source, target);
    } else this.#goneFromOthers--;
  }

  #remove(source: number, target: number): void {
    const isSampled = this.#sample.has(source, target);
    // Where the sample has all edges there are, one that it does not have is none of them.
    if (!isSampled && this.#edges === this.#sample.size) throw this.#neverCame(source, target);
    this.#edges--;
    if (!isSampled) {
      this.#goneFromOthers++;
      return;
    }
    this.#sample.remove(source, target);
    this.#counted -= this.#sample.shared(source, target);
    this.#goneFromSample++;
  }

  #neverCame(source: number, target: number): Error {
    const [one, other] = [source, target].map((vertex) => String(this.#ids?.idOf(vertex) ?? vertex));
    return new RangeError(
      `Cannot take an edge back in triangleEstimate as it must have come, and be another one than those before: got one between ${one} and ${other}, which is not there; ` +
        "look at what gives the changelog of edges, and make them distinct before",
    );
  }

  #enter(source: number, target: number): void {
    this.#counted += this.#sample.shared(source, target);
    this.#sample.add(source, target);
  }

  /** Whether an edge comes into the sample: for sure while that has room, otherwise as likely as given, instead of another one. */
  #makesPlace(likely: number): boolean {
    if (this.#sample.size < this.#spec.sample) return true;
    if (this.#draw() >= likely) return false;
    const [source, target] = this.#sample.removeAt(Math.floor(this.#draw() * this.#sample.size));
    if (this.#spec.deletions === "taken") this.#counted -= this.#sample.shared(source, target);
    return true;
  }

  /** How likely the sample has three edges or more: 1 − Σ of j below 3 of C(s, j) · C(d, ω − j) / C(s + d, ω). */
  #likelyThree(): number {
    const [edges, gone] = [this.#edges, this.#goneFromSample + this.#goneFromOthers];
    const size = Math.min(this.#spec.sample, edges + gone);
    const all = logChoose(edges + gone, size);
    let likely = 1;
    for (let j = 0; j < 3; j++) likely -= Math.exp(logChoose(edges, j) + logChoose(gone, size - j) - all);
    return likely;
  }

  #draw(): number {
    this.#drawn++;
    return this.#random();
  }

  #restore(saved: SavedTriangles): void {
    for (const [at, source] of saved.sources.entries()) this.#sample.add(source, saved.targets[at]!);
    this.#edges = saved.edges;
    this.#counted = saved.counted;
    this.#drawn = saved.drawn;
    this.#goneFromSample = saved.goneFromSample;
    this.#goneFromOthers = saved.goneFromOthers;
    this.#told = saved.told;
  }
}

/** The logarithm of n over k; −∞ where that is 0. */
function logChoose(n: number, k: number): number {
  if (k < 0 || k > n) return Number.NEGATIVE_INFINITY;
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/** By Stirling's series where that is exact to 1e-12. */
function logFactorial(n: number): number {
  let sum = 0;
  let at = n;
  for (; at < 16; at++) sum -= Math.log(at + 1);
  return (
    sum +
    (at + 0.5) * Math.log(at) -
    at +
    0.5 * Math.log(2 * Math.PI) +
    1 / (12 * at) -
    1 / (360 * at ** 3) +
    1 / (1260 * at ** 5)
  );
}
