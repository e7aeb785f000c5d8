import type {ReactNode} from "react";
import type {Json} from "../../../runtime/node.ts";
import {number} from "../../views/words.ts";
import type {StepView} from "../engine/protocol.ts";
import {counted, grouped} from "../format.ts";
import {tableSummary} from "./knowledge.ts";

/** What the step counted, and how many rows leave each of its tables. */
export function Facts({state}: {readonly state: StepView}): ReactNode {
  const tables = Object.entries(state.outputs ?? {}).flatMap(([port, output]) => {
    const summary = tableSummary(output);
    return summary ? [[port, `${counted(summary.rows, "row")}, ${counted(summary.columns.length, "column")}`] as const] : [];
  });
  const notes = Object.entries(state.notes ?? {});
  if (tables.length + notes.length === 0) return null;
  return (
    <dl className="facts">
      {tables.map(([port, text]) => (
        <Fact key={port} name={port} kind="port">
          {text}
        </Fact>
      ))}
      {notes.map(([name, value]) => (
        <Fact key={name} name={worded(name)}>
          <Value value={value} />
        </Fact>
      ))}
    </dl>
  );
}

function Fact({
  name,
  kind = "",
  children
}: {
  readonly name: string;
  readonly kind?: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <div>
      <dt className={kind}>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const mostItems = 12;
/** What is longer is a sentence, and has a line of its own. */
const longWord = 30;

function Value({value}: {readonly value: Json}): ReactNode {
  if (value === null) return <span className="mute">none</span>;
  if (typeof value === "number") return numberText(value);
  if (typeof value !== "object") return String(value);
  if (!Array.isArray(value)) {
    const entries = Object.entries(value).filter(([, v]) => typeof v !== "object" || v === null || Object.keys(v).length > 0);
    if (entries.length === 0) return <span className="mute">none</span>;
    return (
      <span className="fact-parts">
        {entries.map(([key, item]) => (
          <span key={key}>
            <span className="mute">{worded(key)}</span> <Value value={item} />
          </span>
        ))}
      </span>
    );
  }
  const items = value as readonly Json[];
  if (items.length === 0) return <span className="mute">none</span>;
  const sentences = items.some((item) => typeof item === "string" && item.length > longWord && item.includes(" "));
  const simple = !sentences && items.every((item) => typeof item !== "object" || item === null);
  const shown = items.slice(0, mostItems);
  const rest = items.length > mostItems ? ` and ${items.length - mostItems} more` : "";
  if (simple)
    return `${shown.map((item) => (typeof item === "number" ? numberText(item) : String(item as string | boolean))).join(", ")}${rest}`;
  const records = recordsOf(shown);
  if (records) return <Records records={records} rest={rest} />;
  return (
    <ul>
      {shown.map((item, i) => (
        <li key={i}>
          <Value value={item} />
        </li>
      ))}
      {rest && <li className="mute">{rest}</li>}
    </ul>
  );
}

type Simple = string | number | boolean | null;
type Record = Readonly<{readonly [name: string]: Simple}>;

/** Objects that all say the same things of something: several lines of a table. */
function recordsOf(items: readonly Json[]): readonly Record[] | undefined {
  const names = (item: Json): string | undefined =>
    typeof item === "object" && item !== null && !Array.isArray(item) ? Object.keys(item).join() : undefined;
  const all = names(items[0]!);
  const alike = items.length > 1 && all !== undefined && items.every((item) => names(item) === all);
  const simple = (value: Json): boolean => value === null || typeof value !== "object";
  return alike && items.every((item) => Object.values(item as {readonly [name: string]: Json}).every(simple))
    ? (items as readonly Record[])
    : undefined;
}

/** Words first, then numbers. */
function Records({records, rest}: {readonly records: readonly Record[]; readonly rest: string}): ReactNode {
  const names = Object.keys(records[0]!);
  const isNumber = (name: string): boolean => records.every((record) => typeof record[name] === "number");
  const columns = [...names.filter((name) => !isNumber(name)), ...names.filter(isNumber)];
  const className = (name: string): string => (isNumber(name) ? "number" : "");
  return (
    <table className="fact-table">
      <thead>
        <tr>
          {columns.map((name) => (
            <th key={name} scope="col" className={className(name)}>
              {worded(name)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {records.map((record, i) => (
          <tr key={i}>
            {columns.map((name) => (
              <td key={name} className={className(name)}>
                <Value value={record[name]!} />
              </td>
            ))}
          </tr>
        ))}
        {rest && (
          <tr>
            <td className="mute" colSpan={columns.length}>
              {rest}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function numberText(value: number): string {
  return Number.isInteger(value) ? grouped(value) : number(value, 4);
}

// "incompleteRows" reads as "incomplete rows".
function worded(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
}
