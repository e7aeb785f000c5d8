import {changeText} from "../../runtime/key.ts";
import {plan as makePlan, type PlannedStep} from "../../runtime/plan.ts";
import {type Command, expectWords} from "./command.ts";
import {answeredAsJson, checkAnswer, jsonOption} from "./json-answer.ts";
import {columns, counted, duration, thousands} from "./text.ts";
import {openFor} from "./open.ts";
import {editOptions, forced, loadEdited, placeOptions} from "./workflow-arguments.ts";

export const plan: Command = {
  name: "plan",
  usage: "W.json|study.fluxloom",
  summary: "Says what a run would do, step by step, why, and how long it may take; runs nothing.",
  options: {
    ...editOptions,
    ...placeOptions,
    force: {value: "step", many: true, doc: "As for run."},
    ...jsonOption
  },
  examples: [
    [
      "fluxloom plan workflows/mips1-clean.json --set tune.nIter=50",
      "What would run again with another number of configurations."
    ]
  ],
  async run(args, terminal) {
    const [file] = expectWords(plan, args, 1, 1);
    checkAnswer(args);
    const loaded = await loadEdited(file!, args);
    const force = forced(args, loaded.workflow);
    const environment = await openFor(args, loaded);
    try {
      const made = await makePlan(loaded.workflow, {...environment, name: loaded.name, force});
      if (!answeredAsJson(args, terminal, made)) {
        const runs = made.steps.filter((step) => step.status === "run").length;
        const unknown = made.steps.filter((step) => step.status === "unknown").length;
        terminal.out(columns(made.steps.map(planRow)));
        const cached = made.steps.length - runs - unknown;
        const time = made.expectedMs > 0 ? `, about ${duration(made.expectedMs)}` : "";
        terminal.out(
          `\n${counted(made.steps.length, "step")}: ${runs} to run${unknown > 0 ? `, ${unknown} may run` : ""}${runs + unknown > 0 ? time : ""}; ${cached} from cache\n`
        );
      }
      return 0;
    } finally {
      await environment.close();
    }
  }
};

function planRow({id, status, why, until, expectedMs, rows}: PlannedStep): string[] {
  const verb = {
    cached: "✓ from cache",
    run: "▶ will run",
    unknown: `? not known until ${until}`,
    blocked: `✗ waits for ${until ?? "its problems"}`
  }[status];
  const reason =
    status !== "run"
      ? ""
      : why === undefined
        ? "never ran here"
        : why.length === 0
          ? "forced, or no longer kept"
          : why.map(changeText).join(", ");
  const time = expectedMs === undefined ? "" : `${status === "cached" ? "took" : "about"} ${duration(expectedMs)}`;
  const counts = Object.entries(rows)
    .map(([port, n]) => `${thousands(n)} ${port}`)
    .join(", ");
  return [id, verb, time, [reason, counts].filter((text) => text !== "").join(" · ")];
}
