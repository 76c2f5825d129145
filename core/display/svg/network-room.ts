/** A circle in a picture. */
export interface Placed {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Circles of more nodes are points, which may lie over one another. */
const mostCircles = 1500;
const rounds = 60;
/** Pixels between two circles. */
const gap = 1.5;

/** Circles that overlap are moved apart by half of what they overlap, again and again, within the box. */
export function drawApart(places: readonly Placed[], box: Box): readonly Placed[] {
  if (places.length > mostCircles) return places;
  const circles = places.map((place) => ({ ...place }));
  for (let round = 0; round < rounds; round++) {
    let isApart = true;
    for (let one = 0; one < circles.length; one++) {
      for (let other = one + 1; other < circles.length; other++) {
        if (moveApart(circles[one]!, circles[other]!)) isApart = false;
      }
    }
    for (const circle of circles) {
      circle.x = Math.min(Math.max(circle.x, box.left), box.right);
      circle.y = Math.min(Math.max(circle.y, box.top), box.bottom);
    }
    if (isApart) break;
  }
  return circles;
}

function moveApart(
  one: { x: number; y: number; radius: number },
  other: { x: number; y: number; radius: number },
): boolean {
  const [dx, dy] = [other.x - one.x, other.y - one.y];
  const apart = one.radius + other.radius + gap;
  if (Math.abs(dx) >= apart || Math.abs(dy) >= apart) return false;
  const distance = Math.sqrt(dx * dx + dy * dy);
  const by = (apart - distance) / 2;
  if (by <= 0.01) return false;
  // Of two in one place, one goes to the right.
  const [x, y] = distance === 0 ? [1, 0] : [dx / distance, dy / distance];
  one.x -= x * by;
  one.y -= y * by;
  other.x += x * by;
  other.y += y * by;
  return true;
}
