/** A join by time of records without one. */
export function joinWithoutTime(step: string): TypeError {
  return new TypeError(
    `Cannot join records by their times in ${step} as they have no event time: got a side without withEventTime; ` +
      "add .withEventTime((row) => row.at) before keyBy on both sides",
  );
}

/** Event-time windows over records without a time. */
export function withoutTime(step: string): TypeError {
  return new TypeError(
    `Cannot assign records to windows in ${step} as they have no event time: got a dataset without withEventTime; ` +
      "add .withEventTime((row) => row.at) before the window, or use a count window",
  );
}
