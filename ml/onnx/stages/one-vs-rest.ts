import { type Exporter, learnedOf, textOf } from "./exported.ts";

/** The class whose own classifier is surest, and the shares that classes have of all their probabilities. */
export const oneVsRest: Exporter = (to) => {
  const { graph } = to;
  const { classes } = learnedOf<{ classes: Float64Array }>(to);
  const probability = textOf(to, "probability");
  const one = (name: string, value: number): string => graph.constant(name, [value], [1, 1]);
  const own = to.stage.stages!.map((stage) =>
    graph.add("Gather", [to.answerOf(stage, probability), graph.integers("own", [1])], { axis: 1 }),
  );
  if (own.length === 1) own.unshift(graph.add("Sub", [one("all", 1), own[0]!]));
  const shares = graph.add("Concat", own, { axis: 1 });
  const sum = graph.add("ReduceSum", [shares, graph.integers("axes", [1])], { keepdims: 1 });
  const isNone = graph.add("Equal", [sum, one("none", 0)]);
  const divided = graph.add("Where", [
    isNone,
    one("alike", 1 / classes.length),
    graph.add("Div", [shares, graph.add("Where", [isNone, one("one", 1), sum])]),
  ]);
  const best = graph.add("ArgMax", [shares], { axis: 1, keepdims: 0 });
  const found = graph.add("Gather", [graph.constant("classes", classes, [classes.length, 1]), best], { axis: 0 });
  to.addNumbers(textOf(to, "prediction"), graph.add("Add", [found, graph.add("Mul", [sum, one("zero", 0)])]));
  to.addVectors(probability, divided, classes.length);
};
