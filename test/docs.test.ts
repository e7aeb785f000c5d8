// The hand-written pages agree with the tests, the files and the command line.
import {existsSync, readdirSync, readFileSync} from "node:fs";
import {dirname, join, relative} from "node:path";
import {fileURLToPath} from "node:url";
import {describe, expect, it} from "vitest";
import {library} from "../nodes/index.ts";
import {resolve} from "../runtime/graph.ts";
import {parseWorkflow, problemText, serializeWorkflow} from "../runtime/workflow.ts";
import {type Arguments, type Command, readArguments} from "../src/cli/command.ts";
import {loadEdited} from "../src/cli/workflow-arguments.ts";
import {codeBlocks, commandLines, headings, inlineCode, links} from "./markdown.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const under = (folder: string, ending: RegExp): string[] =>
  readdirSync(join(root, folder), {recursive: true, encoding: "utf8"})
    .filter((file) => ending.test(file))
    .map((file) => join(folder, file))
    .sort();
const pages = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ...under("docs", /\.md$/)].filter((page) =>
  existsSync(join(root, page))
);

interface Rule {
  readonly number: number;
  readonly file: string;
}

describe("docs/rules.md", () => {
  const written = [...read("docs/rules.md").matchAll(/^\| R(\d+) \| .+ \| `(test\/[^`]+)` \|$/gm)].map(
    ([, number, file]): Rule => ({number: Number(number), file: file!})
  );
  const tested = under("test", /\.test\.ts$/).flatMap((file) =>
    // The first words of a test's name, or of a group's.
    [...read(file).matchAll(/["'`]R(\d+) \S/g)].map(([, number]): Rule => ({number: Number(number), file}))
  );

  it("numbers rules from 1 on, each once, without a gap", () => {
    expect(written.length).toBeGreaterThan(40);
    expect(written.map(({number}) => number)).toEqual(written.map((_, i) => i + 1));
  });

  it("says of each rule where it is tested, and every test with a number stands there", () => {
    const text = ({number, file}: Rule): string => `R${number} ${file}`;
    expect(tested.map(text).sort()).toEqual(written.map(text).sort());
  });
});

describe("docs/dependencies.md", () => {
  it("has a row for every dependency, and for nothing else", () => {
    const {dependencies, devDependencies} = JSON.parse(read("package.json")) as Record<string, Record<string, string>>;
    const rows = [...read("docs/dependencies.md").matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell]) =>
      [...cell!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!)
    );
    expect(rows.sort()).toEqual(Object.keys({...dependencies, ...devDependencies}).sort());
  });
});

describe("every page", () => {
  it.each(pages)("%s links only to what there is", (page) => {
    const broken = links(read(page)).filter((link) => {
      if (/^(https?|mailto):/.test(link)) return false;
      const [path, anchor] = link.split("#") as [string, string?];
      const target = path === "" ? page : relative(root, join(root, dirname(page), decodeURIComponent(path)));
      if (target.startsWith("..") || !existsSync(join(root, target))) return true;
      return anchor !== undefined && target.endsWith(".md") && !headings(read(target)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it.each(pages)("%s names no path of somebody's machine", (page) => {
    const private_ = /(?<![\w.…])(\/(work|root|home|Users|tmp|mnt|srv|var|opt)\/\S*|file:\/\/\S*|[A-Z]:\\\S*)/g;
    expect([...read(page).matchAll(private_)].map(([path]) => path)).toEqual([]);
  });
});

async function commandNamed(name: string): Promise<Command> {
  const file = `src/cli/${name}.ts`;
  const module = existsSync(join(root, file))
    ? ((await import(`../src/cli/${name}.ts`)) as Readonly<Record<string, unknown>>)
    : {};
  const command = Object.values(module).find((value) => (value as Partial<Command> | undefined)?.name === name);
  if (typeof (command as Partial<Command> | undefined)?.run !== "function") throw new Error(`there is no command "${name}"`);
  return command as Command;
}

/** Reads one command line as the program would; where it edits a workflow of ours, the edits must apply. */
async function parse([name = "help", ...words]: readonly string[]): Promise<void> {
  if (["help", "--help", "--version"].includes(name)) return;
  const args: Arguments = readArguments(await commandNamed(name), words);
  const ours = args.words.filter((file) => /^workflows\/[\w-]+\.json$/.test(file));
  const edited = ["run", "plan", "explain"].includes(name);
  for (const file of ours) await loadEdited(join(root, file), edited ? args : {words: [], options: new Map()});
}

describe("every workflow on a page", () => {
  const workflows = pages.flatMap((page) =>
    codeBlocks(read(page))
      .filter(({language, text}) => language === "json" && text.includes('"fluxloom"'))
      .map(({text, line}) => [`${page}, line ${line}`, text] as const)
  );

  it.each(workflows)("%s has no problem", (_, text) => {
    expect(resolve(parseWorkflow(text), library).problems.map(problemText)).toEqual([]);
  });

  it("and the one that shows the format is canonical", () => {
    const [, text] = workflows.find(([place]) => place.startsWith("docs/workflow-format.md"))!;
    expect(serializeWorkflow(parseWorkflow(text))).toBe(text);
  });
});

describe("every command on a page", () => {
  it.each(pages)("of %s exists, has these options, and fits the workflows it names", async (page) => {
    const blocks = codeBlocks(read(page)).filter(({language}) => ["sh", "bash", "console", "shell"].includes(language));
    const lines = [...blocks.flatMap(({text}) => commandLines(text)), ...inlineCode(read(page)).flatMap(commandLines)];
    const wrong: string[] = [];
    for (const words of lines) {
      const at = words.indexOf("fluxloom");
      if (at < 0 || !words.slice(0, at).every((word) => word === "npx")) continue;
      await parse(words.slice(at + 1)).catch((error: Error) => wrong.push(`${words.join(" ")}: ${error.message}`));
    }
    expect(wrong).toEqual([]);
  });

  it("would be caught where it is wrong", async () => {
    await expect(parse(["runs", "x.json"])).rejects.toThrow('there is no command "runs"');
    await expect(parse(["run", "x.json", "--sett", "a.b=1"])).rejects.toThrow('unknown option "--sett"');
    await expect(parse(["run", "workflows/mips1-clean.json", "--set", "split.seed=1"])).rejects.toThrow("seed");
    await expect(parse(["plan", "workflows/none.json"])).rejects.toThrow("there is no workflow file");
    await expect(parse(["cache", "info"])).resolves.toBeUndefined();
  });

  it("is read as a shell would", () => {
    expect(
      commandLines("npm ci && npx fluxloom run 'a b.json' \\\n  --set x.y=\"1 2\" > out # why\n$ fluxloom nodes | head\n")
    ).toEqual([["npm", "ci"], ["npx", "fluxloom", "run", "a b.json", "--set", "x.y=1 2"], ["fluxloom", "nodes"], ["head"]]);
  });
});
