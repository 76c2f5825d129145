/** Event-time windows over records without a time. */
export function withoutTime(step: string): TypeError {
  return new TypeError(
    `Cannot assign records to windows in ${step} as they have no event time: got a dataset without withEventTime; ` +
      "add .withEventTime((row) => row.at) before the window, or use a count window",
  );
}
