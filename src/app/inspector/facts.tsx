import type {ReactNode} from "react";
import type {Json} from "../../../runtime/node.ts";
import {number} from "../../views/words.ts";
import type {StepView} from "../engine/protocol.ts";
import {grouped} from "../format.ts";
import {tableSummary} from "./knowledge.ts";

/** Whether there is anything to say of what a step counted. */
export function hasFacts({notes = {}, outputs = {}}: StepView): boolean {
  return Object.keys(notes).length > 0 || Object.values(outputs).some(({kind}) => kind === "table");
}

/** What the step counted, and how many rows leave each of its tables. */
export function Facts({state}: {readonly state: StepView}): ReactNode {
  const tables = Object.entries(state.outputs ?? {}).flatMap(([port, output]) => {
    const summary = tableSummary(output);
    return summary ? [[port, `${grouped(summary.rows)} rows, ${grouped(summary.columns.length)} columns`] as const] : [];
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

function Value({value}: {readonly value: Json}): ReactNode {
  if (value === null) return <span className="mute">none</span>;
  if (typeof value === "number") return numberText(value);
  if (typeof value !== "object") return String(value);
  if (!Array.isArray(value)) {
    const entries = Object.entries(value).filter(([, v]) => typeof v !== "object" || v === null || Object.keys(v).length > 0);
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
  const simple = items.every((item) => typeof item !== "object" || item === null);
  const shown = items.slice(0, mostItems);
  const rest = items.length > mostItems ? ` and ${items.length - mostItems} more` : "";
  if (simple)
    return `${shown.map((item) => (typeof item === "number" ? numberText(item) : String(item as string | boolean))).join(", ")}${rest}`;
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

function numberText(value: number): string {
  return Number.isInteger(value) ? grouped(value) : number(value, 4);
}

// "incompleteRows" reads as "incomplete rows".
function worded(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
}
