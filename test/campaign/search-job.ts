// The grid search whose process is killed: DIR says where scores are kept, DIE behind how many fits that it makes itself it kills itself, at once.
// It prints what it has found, and how many scores it has made.
import { from } from "millrace";
import { evaluateRegression, grid, kFold, lasso, search } from "millrace/ml";

const rows = from(
  Array.from({ length: 300 }, (_, at) => {
    const features = [Math.sin(at), Math.cos(at * 1.7), (at % 7) / 7];
    return { features, label: 2 * features[0]! - features[1]! + Math.sin(at * 31) / 5 };
  }),
);
const { DIR: dir = "", DIE: die = "" } = process.env;
let made = 0;
const { best, candidates, model } = await search(
  ({ alpha }: { readonly alpha: number }) => lasso({ alpha }),
  grid({ alpha: [0.001, 0.01, 0.1, 1] }),
  rows,
  async (answers) => {
    const { r2 } = await evaluateRegression(answers);
    // A score that is not kept yet is lost.
    if (++made > Number(die || Number.POSITIVE_INFINITY)) process.kill(process.pid, "SIGKILL");
    return r2;
  },
  { splits: (count) => kFold(count, 3), ...(dir !== "" && { checkpoint: { dir, interval: 0 } }) },
);
console.log(JSON.stringify({ made, found: { best, candidates, learned: [...model.learned.coefficients] } }));
