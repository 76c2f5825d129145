/**
 * The probability that a standard normal variable is below z, to 15 digits.
 *
 * @see West, “Better Approximations to Cumulative Normal Functions”, Wilmott 2005, after Hart, “Computer Approximations”, 1968, algorithm 5666.
 */
export function normalBelow(z: number): number {
  const x = Math.abs(z);
  if (x > 37) return z > 0 ? 1 : 0;
  const power = Math.exp((-x * x) / 2);
  let tail: number;
  if (x < 7.07106781186547) {
    let over = 0.0352624965998911 * x + 0.700383064443688;
    over = over * x + 6.37396220353165;
    over = over * x + 33.912866078383;
    over = over * x + 112.079291497871;
    over = over * x + 221.213596169931;
    over = over * x + 220.206867912376;
    let under = 0.0883883476483184 * x + 1.75566716318264;
    under = under * x + 16.064177579207;
    under = under * x + 86.7807322029461;
    under = under * x + 296.564248779674;
    under = under * x + 637.333633378831;
    under = under * x + 793.826512519948;
    under = under * x + 440.413735824752;
    tail = (power * over) / under;
  } else {
    tail = power / (x + 1 / (x + 2 / (x + 3 / (x + 4 / (x + 0.65))))) / 2.506628274631;
  }
  return z > 0 ? 1 - tail : tail;
}
