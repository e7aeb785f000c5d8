// What a brush can become: a condition on a hub that the rows pass through, or on a new one.
import {checkExpression} from "../../../runtime/sql.ts";
import {ancestry, type Workflow} from "../../../runtime/workflow.ts";
import {titleOf} from "../canvas/words.ts";
import {dispatch} from "../document.ts";
import type {States} from "../engine/client.ts";
import {engine} from "../engine/client.ts";
import {grouped} from "../format.ts";
import {arrivingAt} from "../inspector/knowledge.ts";
import {spelled} from "../inspector/sql-words.ts";
import type {Choice} from "../workbench.ts";
import type {Lit} from "./lit.ts";

const hubType = "filter-hub";

/** Everything a brush can become; each is one edit. */
export function conditionChoices(workflow: Workflow, states: States, {at, rows}: Lit, sql: string): readonly Choice[] {
  const columns = [...checkExpression(sql, undefined).columns];
  const source = `${at.step}.${at.port}`;
  const hubs = [...workflow.steps].flatMap(([id, {type}]) => {
    const way = type === hubType ? passes(workflow, id, at.step) : undefined;
    const names = new Set(arrivingAt(workflow, states, id, "table")?.columns.map((c) => c.name));
    return way !== undefined && columns.every((c) => names.has(c)) ? [{id, way}] : [];
  });
  const place = workflow.view.layout[at.step];
  const below = place && ([place[0] + 40, place[1] + 110] as const);
  const make = (how: "keep" | "remove", hub?: string): void =>
    void dispatch({
      do: "condition",
      sql: how === "keep" ? sql : `NOT (${sql})`,
      source,
      ...(hub !== undefined && {hub}),
      ...(below && {at: below})
    });
  return (["keep", "remove"] as const).flatMap((how) => {
    const group = `${how === "keep" ? "Keep only" : "Remove"} the ${grouped(rows.size)} ${rows.size === 1 ? "row" : "rows"}`;
    const choice = (id: string, title: string, detail: string, hub?: string): Choice => ({
      id: `${how} ${id}`,
      title,
      detail,
      group,
      icon: hub === undefined ? hubType : "condition",
      run: () => make(how, hub)
    });
    return [
      ...hubs.map(({id, way}) => choice(id, `at ${titleOf(workflow, id)}`, `${id}, ${way} ${at.step}`, id)),
      choice("new", "at a new hub", `behind ${source}`)
    ];
  });
}

function passes(workflow: Workflow, hub: string, step: string): "above" | "below" | "is" | undefined {
  if (hub === step) return "is";
  if (ancestry(workflow, [step]).steps.has(hub)) return "above";
  return ancestry(workflow, [hub]).steps.has(step) ? "below" : undefined;
}

const mostNamed = 500;

/**
 * A condition that is true for the lit rows of a table alone: what was brushed, or, for rows picked one by one, their identifiers.
 * @throws where the table has no column that tells its rows apart.
 */
export async function sqlOf({at, root, rows, sql}: Lit): Promise<string> {
  if (sql !== undefined) return sql;
  const {identity} = await engine.columnsOf(at, []);
  const only = [...identity.keys()].filter((i) => rows.has(identity[i]!));
  if (only.length > mostNamed)
    throw new Error(
      `${grouped(only.length)} rows picked by hand are too many for a condition; brush them in a picture, or filter the table`
    );
  const page = await engine.page(at, {offset: 0, count: 0});
  const stats = (await engine.columnStats(at)).filter(({type, nulls}) => nulls === 0 && (type === "int64" || type === "text"));
  for (const {name, type} of stats) {
    const whole = await engine.columnsOf(at, [name]);
    const values = whole.columns[name] as readonly (string | null)[];
    if (whole.root !== root || new Set(values).size < page.total) continue;
    const named = only.map((i) => (type === "text" ? `'${values[i]!.replaceAll("'", "''")}'` : values[i]!));
    return `${spelled(name)} IN (${named.join(", ")})`;
  }
  throw new Error(`${at.step}.${at.port} has no column that names its rows; brush them in a picture instead`);
}
