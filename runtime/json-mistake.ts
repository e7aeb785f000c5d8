import {shown} from "./words.ts";

/** A bracket, comma or colon; a string; a number or word; or the end. */
const token =
  /[\t\n\r ]*(?:([{}[\],:])|("(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)|$)/y;

type Expected = "value" | "value or ]" | "key" | "key or }" | "colon" | "comma or }" | "comma or ]" | "end";

const words: Readonly<Record<Expected, string>> = {
  value: "a value",
  "value or ]": 'a value or "]"',
  key: "a name in double quotes",
  "key or }": 'a name in double quotes or "}"',
  colon: 'a ":"',
  "comma or }": 'a comma or "}"',
  "comma or ]": 'a comma or "]"',
  end: "the end"
};

/**
 * The first place where a text is no JSON, and what was expected there: `line 7, column 3: expected a comma or "}"; got "red"`. What engines
 * say differs between them, and often leaves out the place. Undefined where the text is JSON.
 */
export function jsonMistake(json: string): string | undefined {
  const open: ("{" | "[")[] = [];
  let expected: Expected = "value";
  let before = "";
  let at = 0;
  for (;;) {
    token.lastIndex = at;
    const [whole, sign, text, plain] = token.exec(json) ?? [];
    const found = sign ?? text ?? plain ?? "";
    if (whole === undefined) return mistake(json, startOf(json, at), expected);
    const start = at + whole.length - found.length;
    const next = after(expected, found, text !== undefined, open);
    if (next === undefined)
      return before === "," && (found === "}" || found === "]")
        ? `${place(json, start)}: there is a comma too many before ${shown(found)}`
        : mistake(json, start, expected);
    if (next === "done") return undefined;
    expected = next;
    before = found;
    at += whole.length;
  }
}

/** What is expected after this token; undefined where it may not stand here. */
function after(expected: Expected, found: string, isText: boolean, open: ("{" | "[")[]): Expected | "done" | undefined {
  const closed = (): Expected => (open.length === 0 ? "end" : open.at(-1) === "{" ? "comma or }" : "comma or ]");
  switch (found) {
    case "":
      return expected === "end" ? "done" : undefined;
    case "{":
    case "[":
      if (!expected.startsWith("value")) return undefined;
      open.push(found);
      return found === "{" ? "key or }" : "value or ]";
    case "}":
    case "]":
      if (!expected.endsWith(` or ${found}`)) return undefined;
      open.pop();
      return closed();
    case ",":
      if (!expected.startsWith("comma")) return undefined;
      return open.at(-1) === "{" ? "key" : "value";
    case ":":
      return expected === "colon" ? "value" : undefined;
    default:
      if (isText && expected.startsWith("key")) return "colon";
      return expected.startsWith("value") ? closed() : undefined;
  }
}

function mistake(json: string, at: number, expected: Expected): string {
  const rest = /^(?:[\w.+-]+|"[^"\n]{0,30}"?|[^])/u.exec(json.slice(at, at + 40))?.[0];
  return `${place(json, at)}: expected ${words[expected]}; ${rest === undefined ? "the file ends" : `got ${shown(rest)}`}`;
}

function startOf(json: string, at: number): number {
  return at + /^[\t\n\r ]*/.exec(json.slice(at))![0].length;
}

function place(json: string, at: number): string {
  const lines = json.slice(0, at).split("\n");
  return `line ${lines.length}, column ${lines.at(-1)!.length + 1}`;
}
