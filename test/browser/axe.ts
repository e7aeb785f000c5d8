import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import type {Page} from "playwright-core";

const script = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly {readonly html: string}[];
}

/** What axe finds on a page as it stands, one line each. */
export async function axeViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate(script);
  const found = await page.evaluate(async () => {
    const {axe} = globalThis as unknown as {readonly axe: {run(): Promise<{readonly violations: readonly Violation[]}>}};
    return (await axe.run()).violations.map(({id, impact, nodes}) => ({
      id,
      impact,
      html: nodes.map((n) => n.html.slice(0, 160))
    }));
  });
  return found.map(({id, impact, html}) => `${id}, ${impact}: ${html.join(" ")}`);
}
