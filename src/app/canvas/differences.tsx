import type {ReactNode} from "react";
import {type Difference, differenceText} from "../../../runtime/diff.ts";
import {documentStore} from "../document.ts";
import {Icon} from "../icons.tsx";
import {comparison, leaveComparison, type Marked} from "./comparison.ts";
import {focusCard} from "./view.ts";

/** What differs, in words: the legend of the marks on the canvas. */
export function Differences({marked: {differences, steps, wires}}: {readonly marked: Marked}): ReactNode {
  const {name} = comparison()!;
  const marks = [...steps.values()];
  const count = (mark: string): number => marks.filter((m) => m === mark).length;
  const led = [...wires.values()];
  const params = differences.filter((d) => d.what === "param").length;
  return (
    <section className="compared" aria-label={`Differences from ${name}`}>
      <header>
        <h2>Since {name}</h2>
        <button aria-label="Leave the comparison" title="Leave (Esc)" className="icon" onClick={leaveComparison}>
          <Icon name="close" />
        </button>
      </header>
      <ul className="legend" aria-live="polite">
        <Legend mark="added" sign="+" steps={count("added")} wires={led.filter((m) => m === "added").length} />
        <Legend mark="removed" sign="−" steps={count("removed")} wires={led.filter((m) => m === "removed").length} />
        <li>
          <span className="mark-sign changed">≠</span>
          <span>
            changed <b>{counted(count("changed"), "step")}</b>
            {params > 0 && `, ${counted(params, "parameter")}`}
          </span>
        </li>
      </ul>
      {differences.length === 0 ? (
        <p className="mute">Both compute the same.</p>
      ) : (
        <ol className="difference-list" role="list">
          {differences.map((d) => (
            <li key={differenceText(d)}>
              <button className="difference" onClick={() => goTo(d)}>
                {differenceText(d)}
              </button>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Legend({
  mark,
  sign,
  steps,
  wires
}: {
  readonly mark: "added" | "removed";
  readonly sign: string;
  readonly steps: number;
  readonly wires: number;
}): ReactNode {
  return (
    <li>
      <span className={`mark-sign ${mark}`}>{sign}</span>
      <span>
        {mark} <b>{counted(steps, "step")}</b>, {counted(wires, "wire")}
      </span>
    </li>
  );
}

function goTo({step}: Difference): void {
  if (documentStore.current.workflow.steps.has(step)) documentStore.select([step]);
  focusCard(step);
}

function counted(n: number, one: string): string {
  return `${n} ${one}${n === 1 ? "" : "s"}`;
}
