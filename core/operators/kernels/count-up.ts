/** `numbers[k] = first + k`. */
export function countUp(first: number, numbers: Int32Array): Int32Array {
  for (let k = 0; k < numbers.length; k++) numbers[k] = first + k;
  return numbers;
}
