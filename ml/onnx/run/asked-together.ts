/** Calls of one turn as one: each gets its own answer. */
export function askedTogether<Row, Answer>(
  answer: (rows: readonly Row[]) => Promise<readonly Answer[]>,
): (row: Row) => Promise<Answer> {
  let waiting: { readonly row: Row; readonly settle: (answers: Promise<readonly Answer[]>, at: number) => void }[] = [];
  const flush = (): void => {
    const asked = waiting;
    waiting = [];
    const answers = answer(asked.map(({ row }) => row));
    asked.forEach(({ settle }, at) => settle(answers, at));
  };
  return (row) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) queueMicrotask(flush);
      waiting.push({ row, settle: (answers, at) => void answers.then((all) => resolve(all[at]!), reject) });
    });
}
