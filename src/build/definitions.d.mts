import type {Plugin} from "esbuild";

export function definitionsOnly(root: string): Plugin;
