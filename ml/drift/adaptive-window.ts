/** How an adaptive window looks for changes. */
export interface AdaptiveWindowOptions {
  readonly delta: number;
  readonly clock: number;
  readonly grace: number;
}

export interface SavedWindow {
  readonly sums: Float64Array;
  readonly squares: Float64Array;
  readonly counts: Int32Array;
  readonly levels: number;
  readonly width: number;
  readonly total: number;
  readonly variance: number;
  readonly ticks: number;
}

/** Buckets of one size; with one more the two oldest become one of twice the size. */
const most = 5;
const room = most + 1;
/** 2^40 values. */
const mostLevels = 41;
/** Values that each side of a cut must have. */
const leastLength = 5;

/**
 * The newest values of a stream that have one mean, as sums of 1, 2, 4, … values, at most five of each.
 *
 * @see Bifet, Gavaldà, “Learning from Time-Changing Data with Adaptive Windowing”, SDM 2007, ADWIN2.
 */
export class AdaptiveWindow {
  readonly #options: AdaptiveWindowOptions;
  /** Sums of buckets, the oldest of a level first. */
  readonly #sums = new Float64Array(mostLevels * room);
  /** Sums of their squared deviations. */
  readonly #squares = new Float64Array(mostLevels * room);
  /** Buckets of each level. */
  readonly #counts = new Int32Array(mostLevels);
  #levels = 1;
  #width = 0;
  #total = 0;
  #variance = 0;
  #ticks = 0;

  constructor(options: AdaptiveWindowOptions, saved?: SavedWindow) {
    this.#options = options;
    if (saved === undefined) return;
    this.#sums.set(saved.sums);
    this.#squares.set(saved.squares);
    this.#counts.set(saved.counts);
    this.#levels = saved.levels;
    this.#width = saved.width;
    this.#total = saved.total;
    this.#variance = saved.variance;
    this.#ticks = saved.ticks;
  }

  /** How many values it holds. */
  get width(): number {
    return this.#width;
  }

  /** Their mean; 0 of none. */
  get mean(): number {
    return this.#width === 0 ? 0 : this.#total / this.#width;
  }

  /** Takes a value; gives whether old ones were given up. */
  add(value: number): boolean {
    this.#width++;
    if (this.#width > 1) {
      const apart = value - this.#total / (this.#width - 1);
      this.#variance += ((this.#width - 1) * apart * apart) / this.#width;
    }
    this.#total += value;
    this.#insert(0, value, 0);
    return ++this.#ticks % this.#options.clock === 0 && this.#width > this.#options.grace && this.#shrink();
  }

  save(): SavedWindow {
    const used = this.#levels * room;
    return {
      sums: this.#sums.slice(0, used),
      squares: this.#squares.slice(0, used),
      counts: this.#counts.slice(0, this.#levels),
      levels: this.#levels,
      width: this.#width,
      total: this.#total,
      variance: this.#variance,
      ticks: this.#ticks,
    };
  }

  #insert(level: number, sum: number, square: number): void {
    const at = level * room + this.#counts[level]!++;
    this.#sums[at] = sum;
    this.#squares[at] = square;
    this.#levels = Math.max(this.#levels, level + 1);
    if (this.#counts[level]! > most) this.#merge(level);
  }

  /** The two oldest buckets of a level become one of the next. */
  #merge(level: number): void {
    const size = 2 ** level;
    const at = level * room;
    const [one, other] = [this.#sums[at]!, this.#sums[at + 1]!];
    const apart = one / size - other / size;
    const square = this.#squares[at]! + this.#squares[at + 1]! + (size * size * apart * apart) / (size + size);
    this.#leave(level, 2);
    this.#insert(level + 1, one + other, square);
  }

  #leave(level: number, count: number): void {
    const at = level * room;
    this.#sums.copyWithin(at, at + count, at + room);
    this.#squares.copyWithin(at, at + count, at + room);
    this.#counts[level]! -= count;
  }

  /** Gives up the oldest bucket. */
  #giveUp(): void {
    const level = this.#levels - 1;
    const size = 2 ** level;
    const sum = this.#sums[level * room]!;
    this.#width -= size;
    this.#total -= sum;
    const apart = sum / size - this.#total / this.#width;
    this.#variance -= this.#squares[level * room]! + (size * this.#width * apart * apart) / (size + this.#width);
    this.#leave(level, 1);
    while (this.#levels > 1 && this.#counts[this.#levels - 1] === 0) this.#levels--;
  }

  #shrink(): boolean {
    let changed = false;
    while (this.#hasCut()) {
      changed = true;
      this.#giveUp();
    }
    return changed;
  }

  /** Whether the means of the values before and behind some cut differ by more than chance. */
  #hasCut(): boolean {
    let [n0, u0] = [0, 0];
    let [n1, u1] = [this.#width, this.#total];
    for (let level = this.#levels - 1; level >= 0; level--) {
      const size = 2 ** level;
      for (let k = 0; k < this.#counts[level]!; k++) {
        const sum = this.#sums[level * room + k]!;
        n0 += size;
        u0 += sum;
        n1 -= size;
        u1 -= sum;
        if (n0 >= leastLength && n1 >= leastLength && this.#differ(n0, n1, u0 / n0 - u1 / n1)) return true;
      }
    }
    return false;
  }

  #differ(n0: number, n1: number, apart: number): boolean {
    const confidence = Math.log((2 * Math.log(this.#width)) / this.#options.delta);
    const share = 1 / (n0 - leastLength + 1) + 1 / (n1 - leastLength + 1);
    const variance = this.#variance / this.#width;
    return Math.abs(apart) > Math.sqrt(2 * share * variance * confidence) + (2 / 3) * confidence * share;
  }
}
