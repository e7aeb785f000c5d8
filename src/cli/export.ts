import {type Command, expectWords, UsageError} from "./command.ts";
import {editOptions, placeOptions} from "./workflow-arguments.ts";

/** What can be exported, each loaded when it is asked for. */
const exporters = {
  report: async () => (await import("./export-report.ts")).exportReport,
  reproduction: async () => (await import("./export-reproduction.ts")).exportReproduction
} as const;

export const exportCommand: Command = {
  name: "export",
  usage: "report W.json|study.fluxloom -o report.html",
  summary: "Writes a study as one HTML page: methods, counts, scores, figures and their data, for screen and paper.",
  doc: `What is not known yet is computed. The page needs nothing else: no network, no script to be complete. It carries its workflow. The same
results give the same bytes.

  fluxloom export reproduction FOLDER -o reproduction.md

runs the paper's studies in the folder of their workflows and writes our numbers beside the paper's, as Markdown and, beside it, as JSON. The
studies on real tables run where --data names their file; what was recorded of them before stays otherwise.`,
  options: {
    ...editOptions,
    ...placeOptions,
    workers: {value: "N", doc: "How many threads compute. Results do not depend on it."},
    curve: {doc: "Also computes the learning curve where the workflow has no step that does. It takes 1,000 fits."},
    out: {
      value: "FILE",
      short: "o",
      doc: "The page; its name ends in .html, of a reproduction in .md. Default: the workflow's name with .html."
    }
  },
  examples: [
    ["fluxloom export report workflows/mips1-clean.json -o report.html", "The study as a page to read, print and send."],
    [
      "fluxloom export reproduction workflows -o docs/reproduction.md --data upper-sco=luhman2012_usco_tbl1.csv",
      "Our numbers beside the paper's."
    ]
  ],
  async run(args, terminal) {
    const [what] = expectWords(exportCommand, args, 1, Infinity) as readonly [string];
    if (!Object.hasOwn(exporters, what))
      throw new UsageError(
        `fluxloom export: there is no ${JSON.stringify(what)} to export; write ${Object.keys(exporters).join(" or ")}`
      );
    const exporter = await exporters[what as keyof typeof exporters]();
    return exporter(exportCommand, args, terminal);
  }
};
