import {basename} from "node:path";
import {openDocument} from "../node/document.ts";
import {pngOf} from "../node/png.ts";
import {originOfRun} from "../origin/of-run.ts";
import {originWord} from "../origin/origin.ts";
import {report} from "../report/page.ts";
import {type Arguments, type Command, expectWords, one, type Terminal, UsageError} from "./command.ts";
import {withCurve} from "./curve.ts";
import {execute, exitCode} from "./execute.ts";
import {openFor} from "./open.ts";
import {pictureFiles} from "./picture-files.ts";
import {workflowHash} from "./run.ts";
import {checkTarget, writeTarget} from "./target.ts";
import {bytes} from "./text.ts";
import {loadEdited} from "./workflow-arguments.ts";

/** `fluxloom export report`. */
export async function exportReport(command: Command, args: Arguments, terminal: Terminal): Promise<number> {
  const [, file] = expectWords(command, args, 2, 2);
  const loaded = withCurve(await loadEdited(file!, args), args);
  const out = one(args, "out") ?? `${loaded.name}.html`;
  if (!/\.html?$/i.test(out))
    throw new UsageError(`option "--out" must name a file that ends in .html; got ${JSON.stringify(out)}`);
  checkTarget(out);
  const environment = await openFor(args, loaded);
  try {
    const execution = await execute(loaded, environment, terminal);
    const {session, states} = execution;
    const {workflow, edits, name} = loaded;
    const ran = {...environment, versions: environment.versions ?? {}, workflow, states};
    const page = await report(
      {...ran, edits, value: async (step, port) => session.value(step, port)},
      {
        name: basename(name),
        origin: await originOfRun(ran, "report"),
        sha256: await workflowHash(workflow),
        document: openDocument(),
        png: pngOf,
        files: async (picture) => {
          const origin = await originWord(
            await originOfRun(ran, picture.step === undefined ? picture.name : `${picture.step}, ${picture.name}`)
          );
          return pictureFiles(picture, ["svg", "png", "csv"], origin);
        }
      }
    );
    writeTarget(out, page);
    terminal.err(`wrote ${out}, ${bytes(Buffer.byteLength(page))}\n`);
    return exitCode(execution);
  } finally {
    await environment.close();
  }
}
