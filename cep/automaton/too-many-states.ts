/** More would take their time to be made, and no memory would do for those of a step that comes a billion times. */
export const mostStates = 2000;

export function tooManyStates(step: string): RangeError {
  return new RangeError(
    `Cannot make an automaton of a pattern as it may have ${mostStates} states at most: got more at step ${JSON.stringify(step)}; ` +
      'repeat steps less often, or loop and count: .oneOrMore().where((event, { count }) => count("a") < 5000)',
  );
}
