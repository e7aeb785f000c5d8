// The report of a small study, made as a person would: its numbers are those of the run, in text, tables and figures.
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {Model} from "../../nodes/kinds.ts";
import {library} from "../../nodes/index.ts";
import {resolve} from "../../runtime/graph.ts";
import type {Session} from "../../runtime/session.ts";
import type {Table} from "../../runtime/table.ts";
import {parseWorkflow} from "../../runtime/workflow.ts";
import {createSession, type Environment, openEnvironment} from "../../src/node/environment.ts";
import {originOf} from "../../src/origin/origin.ts";
import {fluxloom, folderWith, smallStudy} from "../cli/cli.ts";
import {disagreements, offered, offeredCsv, parsed, type Truth} from "./agreement.ts";

let folder: string;
let page: string;
let document: Document;
let truth: Truth;
let environment: Environment;
let session: Session;
const run = async (...args: string[]) => fluxloom(args, {cwd: folder});
const inFolder = (name: string): string => readFileSync(join(folder, name), "utf8");

beforeAll(async () => {
  folder = folderWith({"study.json": {...smallStudy("mips1-clean"), title: "A <small> study & more"}});
  await run("export", "report", "study.json", "-o", "report.html");
  page = inFolder("report.html");
  document = parsed(page);
  environment = await openEnvironment({folder});
  session = createSession(environment, {name: "study"});
  const workflow = parseWorkflow(inFolder("study.json"));
  session.apply(workflow);
  const steps = resolve(workflow, library).steps;
  const params = new Map([...steps].map(([id, step]) => [id, step.params] as const));
  truth = {workflow, states: await session.settled(), params};
});

afterAll(async () => {
  session.dispose();
  await environment.close();
});

describe("the numbers of a report", () => {
  it("are those of the run, in text and tables alike", () => {
    const all = [...document.querySelectorAll("data[data-of]")].map((element) => element.getAttribute("data-of")!);
    expect(all.length).toBeGreaterThan(100);
    expect(disagreements(document, truth)).toEqual([]);
    // Each kind of place is there at least once: none of the checks looks at nothing.
    for (const place of ["/params/", "/notes/", "/outputs/", "published/"])
      expect(all.filter((of) => of.includes(place)).length, place).toBeGreaterThan(5);
  });

  it("are caught when one is wrong, or reads otherwise than it is", () => {
    const wrong = page.replace(
      /<data value="\d+" data-of="hull\/notes\/vertices">/,
      '<data value="7" data-of="hull/notes/vertices">'
    );
    expect(disagreements(parsed(wrong), truth)).toEqual([
      expect.stringMatching(/^hull\/notes\/vertices is \d+, but the page has 7$/),
      expect.stringMatching(/reads/)
    ]);
    const misread = page.replace(/(data-of="tune\/outputs\/search\/scores\/r2Score">)0\.\d/, "$10.1");
    expect(disagreements(parsed(misread), truth)).toEqual([
      expect.stringMatching(/^tune\/outputs\/search\/scores\/r2Score is .* reads 0\.1/)
    ]);
    const states = new Map(truth.states);
    states.set("hull", states.get("mips1")!);
    expect(disagreements(document, {...truth, states}).length).toBeGreaterThan(2);
  });

  it("stand in no sentence without saying where they are from", () => {
    const own = parsed(page);
    const sections = ["methods", "rows", "scores"].map((id) => own.getElementById(id)!);
    for (const section of sections) {
      for (const other of section.querySelectorAll("data, code, a, caption, .note, .cited, figure.view, th, h3, td:not(.number)"))
        other.remove();
      for (const number of section.querySelectorAll("td.number")) {
        // Intervals and differences follow from what stands beside them.
        expect(number.textContent.trim()).toMatch(/^$|^−?[\d.]+ to −?[\d.]+$|^[+−]?[\d.,]+$/);
        number.remove();
      }
      expect(section.textContent.replaceAll(/3σ|W\d|MIPS1/g, "")).not.toMatch(/\d/);
    }
  });

  it("are the same in a figure, in its data and in the run", async () => {
    const predictions = (await session.value("assess", "predictions")) as Table;
    const rows = offeredCsv(document, "fig5.csv");
    const at = rows[0]!.indexOf("observed_m1_f_psf");
    expect(at).toBeGreaterThanOrEqual(0);
    expect(rows.slice(1).map((row) => row[at])).toHaveLength(predictions.rows);
    const truths = predictions.numbers("m1_f_psf");
    rows.slice(1).forEach((row, i) => expect(Number(row[at]) / truths[i]!).toBeCloseTo(1, 9));
    const figure = document.getElementById("figure-fig5")!;
    expect(figure.querySelectorAll(".predicted circle")).toHaveLength(predictions.rows);
    expect(parsed(offered(document, "fig5.svg")).querySelectorAll(".predicted circle")).toHaveLength(predictions.rows);
    expect(figure.querySelector("figcaption")!.textContent).toContain(`n = ${predictions.rows} rows`);
    for (const [table, , rows] of offeredCsv(document, "fig2.csv").slice(1)) {
      const [step, port] = table!.split(".");
      const state = truth.states.get(step!);
      const summary = state?.status === "done" ? (state.outputs[port!]!.summary as {readonly rows: number}) : undefined;
      expect(Number(rows), table!).toBe(summary?.rows);
    }
    const {features, importances} = (await session.value("retrain", "model")) as Model;
    const weighed = new Map(offeredCsv(document, "fig9.csv").map(([name, mean]) => [name, mean]));
    features.forEach((name, j) => expect(Number(weighed.get(name))).toBe(importances!.mean[j]));
  });

  it("are in full in the file below a table", () => {
    const scores = new Map(offeredCsv(document, "table-2.csv").map(([, score, here]) => [score, here]));
    const shown = document.querySelector('#table-folds data[data-of="baseline/outputs/search/scores/r2Score"]')!;
    expect(scores.get("R²")).toBe(shown.getAttribute("value"));
    const hashes = offeredCsv(document, "hashes.csv");
    const state = truth.states.get("append")!;
    expect(hashes.find(([output]) => output === "append.table")!.at(-1)).toBe(
      state.status === "done" && state.outputs["table"]!.hash
    );
  });
});

describe("a report", () => {
  it("says what is simulated, who is to be thanked, whose methods were used", () => {
    expect(document.querySelector(".simulated")!.textContent).toBe("simulated data");
    expect(document.querySelector("h1")!.textContent).toBe("A <small> study & more");
    const thanks = document.getElementById("acknowledgements")!.textContent;
    expect(thanks).toContain("the catalogues are simulated");
    for (const survey of [
      "Wide-field Infrared Survey Explorer",
      "Spitzer Space Telescope",
      "Two Micron All Sky Survey",
      "mission Gaia"
    ])
      expect(thanks).toContain(survey);
    expect(document.getElementById("references")!.textContent).toContain("Bergstra & Bengio 2012");
    for (const link of document.querySelectorAll('a[href^="#"]'))
      expect(document.getElementById(link.getAttribute("href")!.slice(1)), link.outerHTML).not.toBeNull();
  });

  it("has the same bytes when the same results are computed elsewhere", async () => {
    await run("export", "report", "study.json", "--store", "other", "--workers", "1", "-o", "again.html");
    expect(inFolder("again.html") === page).toBe(true);
    expect(page.length).toBeLessThan(5e6);
  });

  it("carries the workflow it was made from, and its figures do", async () => {
    expect((await originOf(Buffer.from(page)))!.outputs["append.table"]).toMatch(/^[0-9a-f]{64}$/);
    expect((await originOf(Buffer.from(offered(document, "fig5.svg"))))!.of).toBe("assess, fig5");
    expect((await run("diff", "report.html", "study.json")).out).toBe("the same\n");
  });

  it("of a study that lacks something says what, and why", async () => {
    await run(
      "export",
      "report",
      "study.json",
      "--to",
      "split",
      "--to",
      "hull",
      "--set",
      "hull.columns=cc_flags",
      "-o",
      "part.html"
    );
    const missing = parsed(inFolder("part.html")).getElementById("missing")!.textContent;
    expect(missing).toMatch(/Step hullcolumn "cc_flags" holds text; choose columns of numbers/);
    expect(missing).toMatch(/\(fig5\)it takes predictions beside truths/);
  });

  it("needs a page to write to, and something to export", async () => {
    expect(await run("export", "report", "study.json", "-o", "r.pdf")).toMatchObject({
      code: 2,
      err: expect.stringContaining("ends in .html")
    });
    expect(await run("export", "poster", "study.json")).toMatchObject({code: 2, err: expect.stringContaining('no "poster"')});
  });
});
