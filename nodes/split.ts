import {trainTestSplit} from "./kernels/folds.ts";
import {stream} from "./kernels/random.ts";
import {heldOut, table} from "./kinds.ts";
import {defineNode} from "../runtime/node.ts";
import {integer, real} from "../runtime/params.ts";

export const split = defineNode({
  type: "split",
  version: 1,
  title: "Split",
  group: "learning",
  doc: `Parts the rows at random into a training and a test set.

The test set gets ⌈testSize · n⌉ of n rows, as scikit-learn's train_test_split; both sets keep the order of the rows, every column,
the features and the target. Which rows are drawn depends on \`randomState\` and on n, and on nothing else: with the same number of
rows, the same positions are drawn whatever the table holds.

Whatever is learned from all rows before this step (a hull, a choice of features) has seen the test rows too.`,
  references: ["scikit-learn's train_test_split", "Fonseca-Bonilla, Cerdán, Noriega-Crespo & Moro-Martín 2024, A&A, Fig. 3"],
  methods: () =>
    "The rows of {inputs.table} were parted at random (seed {randomState}) into {notes.rows.train} to learn from and {notes.rows.test} held back as a test, a share of {testSize}.",
  inputs: {
    table: table("the rows to part")
  },
  outputs: {
    train: table("rows to learn from"),
    test: heldOut(table("rows held back to judge the model"))
  },
  params: {
    testSize: real({default: 0.2, min: 0.001, max: 0.999, doc: "Share of the rows that goes to the test set."}),
    randomState: integer({default: 0, min: 0, doc: "Seed of the draw."})
  },
  schema: ({inputs}) => ({train: inputs.table, test: inputs.table}),
  run(context) {
    const {
      inputs,
      params: {testSize, randomState}
    } = context;
    const {train, test} = trainTestSplit(inputs.table.rows, testSize, stream("split", randomState));
    context.note("rows", {train: train.length, test: test.length});
    return {train: inputs.table.take(train), test: inputs.table.take(test)};
  }
});
