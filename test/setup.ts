import {buildAll} from "../src/build/build.mjs";

/** Workers and the command line run from the bundles, as users have them. */
export async function setup(): Promise<void> {
  await buildAll({types: false});
}
