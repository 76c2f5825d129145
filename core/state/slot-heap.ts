/** Slots by time, the earliest first: a binary heap, in which those that are dropped stay until they are met. */
export class SlotHeap {
  readonly #timeOf: (slot: number) => number;
  /** Called once for a slot that it says yes to, which then leaves the heap. */
  readonly #isDropped: (slot: number) => boolean;
  #heap: number[] = [];

  constructor(timeOf: (slot: number) => number, isDropped: (slot: number) => boolean) {
    this.#timeOf = timeOf;
    this.#isDropped = isDropped;
  }

  push(slot: number): void {
    const heap = this.#heap;
    const timeMs = this.#timeOf(slot);
    let at = heap.push(slot) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#timeOf(heap[parent]!) <= timeMs) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = slot;
  }

  least(): number | undefined {
    while (this.#heap.length > 0 && this.#isDropped(this.#heap[0]!)) this.take();
    return this.#heap[0];
  }

  /** Takes out the earliest. */
  take(): number {
    const heap = this.#heap;
    const least = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return least;
    const timeMs = this.#timeOf(last);
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && this.#timeOf(heap[child + 1]!) < this.#timeOf(heap[child]!)) child++;
      if (this.#timeOf(heap[child]!) >= timeMs) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return least;
  }

  clearOut(): void {
    const slots = this.#heap;
    this.#heap = [];
    for (const slot of slots) if (!this.#isDropped(slot)) this.push(slot);
  }
}
