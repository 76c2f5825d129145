import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Rating } from "../recommendation/job.ts";
import { seeded } from "./random.ts";

interface Movie {
  readonly Title: string | null;
  readonly "Major Genre": string | null;
  readonly "IMDB Rating": number | null;
  readonly "IMDB Votes": number | null;
}

export interface Film {
  readonly id: number;
  readonly title: string;
  readonly genre: string;
  readonly stars: number;
}

const dayMs = 86_400_000;
/** What was rated before is history, which a model is learned from; what is rated from then on comes live. */
export const today: number = Date.UTC(2026, 2, 2);

const genres = ["Drama", "Comedy", "Action", "Adventure", "Horror", "Romantic Comedy"];

/** Real films, of vega-datasets: of each genre the 35 that most people voted on. */
export function films(): Film[] {
  const file = fileURLToPath(new URL("../../../node_modules/vega-datasets/data/movies.json", import.meta.url));
  const movies: readonly Movie[] = JSON.parse(readFileSync(file, "utf8"));
  // Of films of one name the first.
  const named = [...new Map(movies.toReversed().map((movie) => [movie.Title, movie])).values()];
  const chosen = genres.flatMap((genre) =>
    named
      .filter((movie) => movie["Major Genre"] === genre && movie.Title !== null && movie["IMDB Rating"] !== null)
      .sort((a, b) => (b["IMDB Votes"] ?? 0) - (a["IMDB Votes"] ?? 0))
      .slice(0, 35),
  );
  return chosen.map((movie, id) => ({
    id,
    title: String(movie.Title),
    genre: movie["Major Genre"]!,
    stars: movie["IMDB Rating"]! / 2,
  }));
}

/** The two genres that a person likes. */
export function tasteOf(user: number): readonly string[] {
  return [genres[user % 6]!, genres[(user + 1 + (Math.floor(user / 6) % 4)) % 6]!];
}

/** Those from this number on come for the first time today. */
export const firstNewUser = 280;

/** A month of 300 people and films that there are; the people are made by a seed, and rate by their taste, the film's stars and chance. */
export function ratings(seed = 7): Rating[] {
  const { next, below } = seeded(seed);
  const all = films();
  const made: Rating[] = [];
  for (let user = 0; user < 300; user++) {
    const likes = tasteOf(user);
    const isNew = user >= firstNewUser;
    const seen = new Set<number>();
    for (let count = isNew ? 8 : 30 + below(20); count > 0; count--) {
      // People see more of what they like.
      const film =
        next() < 0.5 ? all.filter(({ genre }) => likes.includes(genre))[below(70)]! : all[below(all.length)]!;
      if (seen.has(film.id)) continue;
      seen.add(film.id);
      const taste = likes.includes(film.genre) ? 0.9 : -1.1;
      const rating = Math.min(5, Math.max(1, Math.round(film.stars + taste + 1.2 * (next() - 0.5))));
      const daysAgo = isNew || count <= 2 ? next() : 1 + 29 * next();
      made.push({ user, film: film.id, rating, at: Math.floor(today + dayMs - daysAgo * dayMs) });
    }
  }
  return made.sort((a, b) => a.at - b.at);
}
