import type {OpenFile} from "../../runtime/key.ts";
import type {InputFile} from "../../runtime/node.ts";
import type {Environment} from "../node/environment.ts";
import type {Bundle, BundledFile} from "./bundle.ts";

/**
 * The environment with what a bundle brings: its results in the store, unless they are to be computed anew, and its data where a step
 * asks for the file it was bundled with. What the person passes with --data comes first.
 */
export async function withBundle(
  environment: Environment,
  bundle: Bundle | undefined,
  name: string,
  {results, passed}: {readonly results: boolean; readonly passed: ReadonlyMap<string, string>}
): Promise<Environment> {
  if (!bundle) return environment;
  if (results) await bundle.unpackInto(environment.store, name);
  const {openFile} = environment;
  const passedFor = (step: string, param: string): boolean =>
    passed.has(`${step}.${param}`) || (param === "path" && passed.has(step));
  return {...environment, openFile: openBundled(bundle, openFile, passedFor)};
}

/** Opens the files a step was bundled with; others, and those a person gave in their place, as before. */
export function openBundled(
  bundle: Bundle,
  openFile: OpenFile | undefined,
  given: (step: string, param: string, path: string) => boolean
): OpenFile {
  return async (step, param, path) => {
    const place = `${step}.${param}`;
    const file = Object.hasOwn(bundle.manifest.files, place) ? bundle.manifest.files[place]! : undefined;
    return file?.path !== path || given(step, param, path) ? openFile?.(step, param, path) : bundledFile(bundle, file);
  };
}

/** What is known of the file, and its content once that is asked for. */
async function bundledFile(bundle: Bundle, file: BundledFile): Promise<InputFile> {
  const {name, sha256, size, packed} = file;
  const content = packed ? await bundle.data(file) : undefined;
  return {
    name,
    sha256,
    size,
    bytes: async () => bundle.data(file),
    get content(): Uint8Array {
      if (!content) throw new Error(`the bundle was made without its data; pass ${JSON.stringify(name)} with --data`);
      return content.slice();
    },
    unchanged: async () => {}
  };
}
