import {type ReactNode, useState} from "react";
import {titleOf} from "../canvas/words.ts";
import {documentStore, useDocument} from "../document.ts";
import {engine} from "../engine/client.ts";
import {grouped} from "../format.ts";
import {Icon} from "../icons.tsx";
import {openDock, setWorkbench} from "../workbench.ts";
import {conditionChoices, sqlOf} from "./lit-conditions.ts";
import {light, type Lit} from "./lit.ts";
import {useLoaded} from "./loading.ts";

/** How many rows are lit, where they go, and what can be made of them. */
export function LitBar({lit}: {readonly lit: Lit}): ReactNode {
  const [following, setFollowing] = useState(false);
  const {at, rows, sql} = lit;
  const source = `${at.step}.${at.port}`;
  return (
    <section className="lit-bar" aria-label="Lit rows">
      {following && <Trail lit={lit} />}
      <div className="lit-line">
        <span className="lit-dot" aria-hidden="true" />
        <span role="status">
          <b>{grouped(rows.size)}</b> {rows.size === 1 ? "row" : "rows"} of {source} lit
        </span>
        {sql !== undefined && (
          <code className="lit-sql" title={sql}>
            {sql}
          </code>
        )}
        <span className="spread" />
        <button type="button" className="outline" aria-expanded={following} onClick={() => setFollowing(!following)}>
          Follow
        </button>
        <button
          type="button"
          className="outline"
          onClick={(event) => {
            const {left, top} = event.currentTarget.getBoundingClientRect();
            void makeCondition(lit, [left, top]);
          }}
        >
          <Icon name="condition" />
          Make a condition
        </button>
        <button type="button" onClick={() => light(undefined)}>
          Clear <kbd>Esc</kbd>
        </button>
      </div>
    </section>
  );
}

async function makeCondition(lit: Lit, at: readonly [number, number]): Promise<void> {
  try {
    const sql = await sqlOf(lit);
    const choices = conditionChoices(documentStore.current.workflow, engine.states, lit, sql);
    setWorkbench({
      overlay: {is: "chooser", label: "Make a condition", choices, at, foot: sql.length > 200 ? `${sql.slice(0, 199)}…` : sql}
    });
  } catch (error) {
    documentStore.tell((error as Error).message, "problem");
  }
}

/** In which tables the lit rows are, above and below. */
function Trail({lit}: {readonly lit: Lit}): ReactNode {
  const workflow = useDocument((d) => d.workflow);
  const {root, rows, at} = lit;
  const key = `${root} ${rows.size} ${[...rows].slice(0, 50).join()}`;
  const {value, error} = useLoaded(key, async () => engine.traced(root, [...rows]));
  if (error !== undefined) return <p className="field-error">{error}</p>;
  if (!value) return <p className="mute">Looking …</p>;
  return (
    <ol className="trail" aria-label="Tables with lit rows">
      {value.map(({at: {step, port}, lit: count, rows: all}) => (
        <li key={`${step}.${port}`}>
          <button
            type="button"
            aria-current={step === at.step && port === at.port ? "true" : undefined}
            onClick={() => {
              documentStore.show(step, "out", port);
              openDock();
            }}
          >
            <span>{titleOf(workflow, step)}</span>
            <span className="mute">{port}</span>
            <span className="spread" />
            <b>{grouped(count)}</b>
            <span className="mute">of {grouped(all)}</span>
          </button>
          <span className="trail-share" style={{inlineSize: `${(100 * count) / Math.max(1, rows.size)}%`}} aria-hidden="true" />
        </li>
      ))}
    </ol>
  );
}
