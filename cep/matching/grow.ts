export function doubled(numbers: Float64Array): Float64Array {
  const longer = new Float64Array(numbers.length * 2);
  longer.set(numbers);
  return longer;
}
