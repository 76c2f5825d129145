/** Arrays of one number, written anew only when it is another or they must be longer. */
export function sameNumbers(): (value: number, length: number) => Float64Array {
  let numbers = new Float64Array(0);
  return (value, length) => {
    if (numbers.length < length) numbers = new Float64Array(length).fill(value);
    else if (numbers[0] !== value) numbers.fill(value);
    return numbers.subarray(0, length);
  };
}
