import { type Job, job } from "millrace";

const failing: Job = job("failing", ({ range }) =>
  range(60_000)
    .keyBy((n) => n % 97)
    .process({ row: (n) => [n] })
    .map((n) => {
      if (n === 47_110) throw new RangeError("enough of it");
      return n;
    })
    .discard(),
);

export default failing;
