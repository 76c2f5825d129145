/**
 * `8 s`, `2 min 5 s`, `3 h 20 min`, `4 d 6 h`: rounded up, as nobody minds being done sooner.
 *
 * @example
 * ```ts
 * import { timeSpanText } from "millrace/display";
 * console.log(timeSpanText(125)); // 2 min 5 s
 * ```
 */
export function timeSpanText(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  const hours = Math.ceil(seconds / 3600);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
