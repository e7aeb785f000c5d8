import type {AnyNode, Port} from "../../runtime/node.ts";
import type {Param, Params} from "../../runtime/params.ts";

/** The page of a node in Markdown, made from its definition: the help, the docs and the editor show the same words. */
export function nodePage({type, version, title, doc, references = [], inputs, outputs, params}: AnyNode): string {
  const parameters = Object.entries(params as Params).map(([name, param]) => [
    code(name),
    `${param.expected}${param.unit ? `, in ${param.unit}` : ""}`,
    param.by ? `hangs on ${code(param.by.param)}, see below` : code(JSON.stringify(param.default)),
    param.doc
  ]);
  return [
    `# ${title}`,
    `\`${type}\`, version ${version}`,
    dedent(doc),
    section("Inputs", ["port", "kind", ""], ports(inputs)),
    section("Outputs", ["port", "kind", ""], ports(outputs)),
    section("Params", ["name", "value", "default", ""], parameters),
    ...Object.values(params as Params).flatMap(hyperparameters),
    references.length > 0 ? `## References\n\n${references.map((reference) => `- ${reference}`).join("\n")}` : ""
  ]
    .filter((part) => part !== "")
    .join("\n\n")
    .concat("\n");
}

/** What there is to draw, for each value of the parameter that decides. */
function hyperparameters({by}: Param<unknown>): string[] {
  if (!by) return [];
  return Object.entries(by.forms).flatMap(([name, {hyperparameters: all = {}}]) => {
    const lines = Object.entries(all).map(([hyperparameter, {expected, default: value, usual, doc}]) => [
      code(hyperparameter),
      expected,
      code(JSON.stringify(value)),
      usual ? code(JSON.stringify(usual)) : "",
      doc
    ]);
    return section(`Hyperparameters of ${name}`, ["name", "value", "default", "drawn from", ""], lines);
  });
}

function ports(all: Readonly<Record<string, Port<unknown>>>): string[][] {
  return Object.entries(all).map(([name, {kind, doc, many, optional}]) => [
    code(name),
    `${kind.name}${many ? ", any number" : optional ? ", optional" : ""}`,
    doc
  ]);
}

function section(heading: string, names: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replace(/\s+/g, " ")).join(" | ")} |`;
  return `## ${heading}\n\n${[line(names), line(names.map(() => "---")), ...rows.map(line)].join("\n")}`;
}

function code(text: string): string {
  return `\`${text}\``;
}

/** Text of a template literal without its common indent. */
export function dedent(text: string): string {
  const lines = text.replace(/^\n/, "").trimEnd().split("\n");
  const indents = lines
    .slice(/^\s/.test(lines[0]!) ? 0 : 1)
    .filter((line) => line.trim() !== "")
    .map((line) => /^ */.exec(line)![0].length);
  const common = indents.length > 0 ? Math.min(...indents) : 0;
  return lines
    .map((line) => (line.startsWith(" ".repeat(common)) ? line.slice(common) : line))
    .join("\n")
    .trim();
}
