import { count, into, type Job, job, max, sum, tumbling } from "millrace";

/** What the job gives, in the thread that runs it. */
export const rows: { readonly city: string; readonly trips: number; readonly km: number }[] = [];
export const late: string[] = [];

const thrown: Job = job("trips by city", ({ range }) => {
  const trips = range(60_000).map((n) => ({
    city: `Zürich ${n % 9}`,
    km: n % 10,
    at: n * 50,
    via: n % 3 === 0 ? null : [n, { big: BigInt(n) }],
  }));
  const windows = trips
    .withEventTime((trip) => trip.at, { outOfOrder: "5s" })
    .keyBy("city")
    .window(tumbling("10m"))
    .aggregate({ trips: count(), km: sum((trip) => trip.km), last: max((trip) => trip.at) });
  const long = trips
    .keyBy((trip) => trip.city)
    .process({ row: (trip) => (trip.via !== null && trip.km === 9 ? [trip.via] : []) })
    .limit(5)
    .map((via) => `${via.length} ${typeof (via[1] as { big: bigint }).big}`);
  return windows.sinkTo(into(rows as unknown[])).and(long.sinkTo(into(late)));
});

export default thrown;
