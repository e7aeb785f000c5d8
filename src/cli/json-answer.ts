import {type Arguments, one, type Options, type Terminal} from "./command.ts";
import {checkTarget, writeTarget} from "./target.ts";

/** The option of commands whose answer can be JSON. */
export const jsonOption: Options = {json: {value: "FILE", doc: 'The answer as JSON, into a file; "-" for standard output.'}};

/** Looks whether the answer can be written where that was asked for, before it is worked out. @throws UsageError. */
export function checkAnswer(args: Arguments): void {
  const file = one(args, "json");
  if (file !== undefined && file !== "-") checkTarget(file);
}

/** Writes the answer as JSON where that was asked for; tells whether it was. */
export function answeredAsJson(args: Arguments, terminal: Terminal, answer: unknown): boolean {
  const file = one(args, "json");
  if (file === undefined) return false;
  const text = `${JSON.stringify(answer, null, 2)}\n`;
  if (file === "-") terminal.out(text);
  else writeTarget(file, text);
  return true;
}
