/** Edges of a sample with the neighbours that vertices have by them. */
export class EdgeSample {
  readonly #sources: number[] = [];
  readonly #targets: number[] = [];
  /** The places of edges by both of their ends. */
  readonly #places = new Map<number, Map<number, number>>();

  get size(): number {
    return this.#sources.length;
  }

  get sources(): Uint32Array {
    return Uint32Array.from(this.#sources);
  }

  get targets(): Uint32Array {
    return Uint32Array.from(this.#targets);
  }

  has(one: number, other: number): boolean {
    return this.#places.get(one)?.has(other) === true;
  }

  /** How many vertices both are neighbours of. */
  shared(one: number, other: number): number {
    const [first, second] = [this.#places.get(one), this.#places.get(other)];
    if (first === undefined || second === undefined) return 0;
    const [few, many] = first.size < second.size ? [first, second] : [second, first];
    let count = 0;
    for (const vertex of few.keys()) if (many.has(vertex)) count++;
    return count;
  }

  add(source: number, target: number): void {
    const place = this.#sources.length;
    this.#sources.push(source);
    this.#targets.push(target);
    this.#enter(source, target, place);
  }

  /** Takes the edge at a place out, and gives its ends; the last one takes its place. */
  removeAt(place: number): readonly [source: number, target: number] {
    const [source, target] = [this.#sources[place]!, this.#targets[place]!];
    this.#leave(source, target);
    this.#leave(target, source);
    const [lastSource, lastTarget] = [this.#sources.pop()!, this.#targets.pop()!];
    if (place === this.#sources.length) return [source, target];
    this.#sources[place] = lastSource;
    this.#targets[place] = lastTarget;
    this.#enter(lastSource, lastTarget, place);
    return [source, target];
  }

  remove(one: number, other: number): void {
    this.removeAt(this.#places.get(one)!.get(other)!);
  }

  #enter(source: number, target: number, place: number): void {
    for (const [one, other] of [
      [source, target],
      [target, source],
    ] as const) {
      const places = this.#places.get(one) ?? new Map<number, number>();
      this.#places.set(one, places.set(other, place));
    }
  }

  #leave(one: number, other: number): void {
    const places = this.#places.get(one)!;
    places.delete(other);
    if (places.size === 0) this.#places.delete(one);
  }
}
