import { below, draw } from "../draw.ts";

// Columns of the person `n` of one epoch, written at position `at`: fields as in `event.ts`.

/** `1000 + lastP` */
export function fillPersonId(n: number, _end: number, out: Int32Array, at: number): void {
  out[at] = 1000 + Math.floor(n / 50);
}

/** The name's number: `b(0,11) · 9 + b(1,9)` */
export function fillName(n: number, _end: number, out: Int32Array, at: number): void {
  out[at] = below(draw(n, 0), 11) * 9 + below(draw(n, 1), 9);
}

/** The city's number: `b(10,10)` */
export function fillCity(n: number, _end: number, out: Int32Array, at: number): void {
  out[at] = below(draw(n, 10), 10);
}

/** The state's number: `b(11,6)` */
export function fillState(n: number, _end: number, out: Int32Array, at: number): void {
  out[at] = below(draw(n, 11), 6);
}
