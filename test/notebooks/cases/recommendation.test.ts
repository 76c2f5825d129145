import { expect, test } from "vitest";
import { from, replay } from "../../../core/mod.ts";
import { films, firstNewUser, ratings, tasteOf, today } from "../../../notebooks/cases/data/ratings.ts";
import { type Recommendation, recommend } from "../../../notebooks/cases/recommendation/job.ts";
import { checkPicture, runCase, sorted } from "./case.ts";

const rated = ratings();
const told = await recommend(from(rated)).collect();

const genreOf = new Map(films().map(({ title, genre }) => [title, genre]));
const shareLiked = (rows: readonly Recommendation[]): number => {
  const next = rows.flatMap(({ user, next }) => next.map((title) => tasteOf(user).includes(genreOf.get(title)!)));
  return next.filter(Boolean).length / next.length;
};

test("each rating of today is answered with three films that its person has not rated", () => {
  expect(told).toHaveLength(rated.filter(({ at }) => at >= today).length);
  const titles = films().map(({ title }) => title);
  const seen = new Map<number, Set<string>>();
  const answers = [...told];
  for (const { user, film, at } of rated) {
    const own = seen.get(user) ?? new Set<string>();
    seen.set(user, own.add(titles[film]!));
    if (at < today) continue;
    const answer = answers.splice(
      answers.findIndex((one) => one.user === user),
      1,
    )[0]!;
    expect(answer.rated).toBe(titles[film]);
    expect(new Set(answer.next).size).toBe(3);
    expect(answer.next.filter((title) => own.has(title))).toEqual([]);
  }
});

test("nine of ten recommended films are of a kind that the person likes, where a third of all are", () => {
  expect(shareLiked(told.filter(({ user }) => user < firstNewUser))).toBeGreaterThan(0.9);
});

test("people who came today are known by their fourth rating: four of five films are of a kind that they like", () => {
  const late = [
    ...Map.groupBy(
      told.filter(({ user }) => user >= firstNewUser),
      ({ user }) => user,
    ).values(),
  ].flatMap((own) => own.slice(3));
  expect(late.length).toBeGreaterThan(50);
  expect(shareLiked(late)).toBeGreaterThan(0.8);
});

test("what is expected of a rating before it comes is a third nearer than the mean of its film", () => {
  const titles = films().map(({ title }) => title);
  const history = rated.filter(({ at }) => at < today);
  const meanOf = new Map(
    [...Map.groupBy(history, ({ film }) => titles[film]!)].map(([title, own]) => [
      title,
      own.reduce((sum, { rating }) => sum + rating, 0) / own.length,
    ]),
  );
  const known = told.filter(({ user, expected }) => user < firstNewUser && expected !== null);
  const apart = (of: (row: Recommendation) => number): number =>
    Math.sqrt(known.reduce((sum, row) => sum + (row.rating - of(row)) ** 2, 0) / known.length);
  expect(apart(({ expected }) => expected!)).toBeLessThan(
    (2 / 3) * apart(({ rated: title }) => meanOf.get(title) ?? 3),
  );
});

test("a stream of ratings is answered as stored ones are", async () => {
  const streamed: Recommendation[] = [];
  const stream = from(replay(rated, { time: "at", speedUp: Number.POSITIVE_INFINITY }));
  await recommend(stream).forEach((row) => void streamed.push(row), { parallelism: 2 });
  expect(sorted(streamed)).toEqual(sorted(told));
});

test("the command prints an answer a line", async () => {
  expect(sorted(await runCase("recommendation"))).toEqual(sorted(told));
});

test("its picture is what is drawn now", () => checkPicture("recommendation"));
