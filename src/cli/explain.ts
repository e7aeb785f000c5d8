import {changeText, type Material} from "../../runtime/key.ts";
import {plan} from "../../runtime/plan.ts";
import {scopeOf} from "../../runtime/store.ts";
import {shown, suggestion} from "../../runtime/words.ts";
import {type Command, expectWords, UsageError} from "./command.ts";
import {answeredAsJson, checkAnswer, jsonOption} from "./json-answer.ts";
import {bytes, duration} from "./text.ts";
import {openFor} from "./open.ts";
import {editOptions, loadEdited, placeOptions} from "./workflow-arguments.ts";

const {to: _to, ...edits} = editOptions;

export const explain: Command = {
  name: "explain",
  usage: "W.json|study.fluxloom step",
  summary: "Shows what a step's result depends on, its last run, and what changed since.",
  options: {...edits, ...placeOptions, ...jsonOption},
  examples: [["fluxloom explain workflows/mips1-clean.json hull", "Why the hull would, or would not, be computed again."]],
  async run(args, terminal) {
    const [file, id] = expectWords(explain, args, 2, 2);
    checkAnswer(args);
    const loaded = await loadEdited(file!, args);
    const {steps} = loaded.workflow;
    if (!steps.has(id!))
      throw new UsageError(`there is no step ${shown(id)} in ${loaded.file}; ${suggestion(id!, [...steps.keys()])}`);
    const environment = await openFor(args, loaded);
    try {
      const planned = (await plan(loaded.workflow, {...environment, name: loaded.name})).steps.find((step) => step.id === id)!;
      const key = await environment.store.last(scopeOf(loaded.name, id!));
      const last = key === undefined ? undefined : await environment.store.action(key);
      if (answeredAsJson(args, terminal, last ?? null)) return 0;
      const now = {
        cached: "is in the cache",
        run: "will run",
        unknown: `is not known until ${planned.until} has run`,
        blocked: `waits for ${planned.until}`
      }[planned.status];
      terminal.out(`${id} (${planned.type}) ${now}\n`);
      if (planned.why && planned.why.length > 0)
        terminal.out(`changed since its last run: ${planned.why.map(changeText).join(", ")}\n`);
      if (!last) {
        terminal.out("it never ran here, or its record is no longer kept\n");
        return 0;
      }
      const material = last.material as unknown as Material;
      terminal.out(
        `\nlast run ${last.at}, ${duration(last.ms)}, fluxloom ${last.versions["fluxloom"] ?? "?"} on Node ${last.versions["node"] ?? "?"}\n`
      );
      terminal.out(
        `key ${last.key}\n  type ${material.type}, version ${material.version}, code ${material.fingerprint.slice(0, 12)}…\n`
      );
      for (const [name, value] of Object.entries(material.params)) terminal.out(`  ${name} = ${JSON.stringify(value)}\n`);
      for (const [port, hashes] of Object.entries(material.inputs))
        terminal.out(
          `  ${port} ← ${hashes.map((hash) => `${hash.slice(0, 12)}…`).join(", ") || "nothing"}  ${(steps.get(id!)!.inputs[port] ?? []).join(", ")}\n`
        );
      terminal.out("gave\n");
      for (const [port, output] of Object.entries(last.outputs))
        terminal.out(`  ${port}: ${output.kind} ${output.hash.slice(0, 12)}…, ${bytes(output.bytes)}\n`);
      if (Object.keys(last.notes).length > 0)
        terminal.out(
          `noted\n${Object.entries(last.notes)
            .map(([name, value]) => `  ${name}: ${JSON.stringify(value)}\n`)
            .join("")}`
        );
      return 0;
    } finally {
      await environment.close();
    }
  }
};
