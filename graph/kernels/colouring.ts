/** Gives each vertex in the order the first colour that none of its neighbours has. */
export function colourInOrder(
  starts: Uint32Array, // [vertices + 1]
  neighbours: Uint32Array, // [entries]
  order: Uint32Array, // [vertices]
  marks: Uint32Array, // [colours + 1], zeros at first: v + 1 where a neighbour of v has it
  colours: Int32Array, // [vertices], −1 at first
  from: number, // in the order
  to: number,
): void {
  for (let at = from; at < to; at++) {
    const vertex = order[at]!;
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) {
      if (colours[neighbours[e]!]! >= 0) marks[colours[neighbours[e]!]!] = vertex + 1;
    }
    let colour = 0;
    while (marks[colour] === vertex + 1) colour++;
    colours[vertex] = colour;
  }
}
