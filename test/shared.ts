import {existsSync} from "node:fs";
import {fileURLToPath} from "node:url";

const root = fileURLToPath(new URL("../../shared/", import.meta.url));

/** The path of a file of real or reference data beside the checkout, or undefined, with a printed reason, where it is absent. */
export function shared(path: string): string | undefined {
  const file = root + path;
  if (existsSync(file)) return file;
  process.stderr.write(`skipped: ../shared/${path} is not beside this checkout\n`);
  return undefined;
}
