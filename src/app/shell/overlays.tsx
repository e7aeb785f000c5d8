import {type ReactNode, useEffect, useRef, useState} from "react";
import {titleOf} from "../canvas/words.ts";
import {documentStore} from "../document.ts";
import {engine} from "../engine/client.ts";
import type {PlanView} from "../engine/protocol.ts";
import {ancestry} from "../../../runtime/workflow.ts";
import {duration} from "../format.ts";
import {setWorkbench, useWorkbench} from "../workbench.ts";
import {actions, keyText} from "./actions.ts";
import {Ask} from "./ask.tsx";
import {Chooser} from "./chooser.tsx";

const close = (): void => setWorkbench({overlay: undefined});

/** What floats above the page. */
export function Overlays(): ReactNode {
  const {overlay} = useWorkbench();
  if (!overlay) return null;
  return (
    <div
      className={overlay.is === "ask" || (overlay.is === "chooser" && overlay.at) ? "veil clear" : "veil"}
      onPointerDown={(event) => event.target === event.currentTarget && close()}
    >
      {overlay.is === "chooser" && (
        <Chooser key={overlay.label} label={overlay.label} choices={overlay.choices} at={overlay.at} foot={overlay.foot} />
      )}
      {overlay.is === "ask" && <Ask label={overlay.label} choices={overlay.choices} at={overlay.at} />}
      {overlay.is === "keys" && <Keys />}
      {overlay.is === "share" && <Share link={overlay.link} />}
      {overlay.is === "bill" && <Bill ids={overlay.ids} />}
    </div>
  );
}

function Dialog({title, children}: {readonly title: string; readonly children: ReactNode}): ReactNode {
  const own = useRef<HTMLDivElement>(null);
  useEffect(() => (own.current?.querySelector<HTMLElement>("[data-first]") ?? own.current)?.focus(), []);
  return (
    <div className="pop dialog" role="dialog" aria-modal="true" aria-label={title} tabIndex={-1} ref={own}>
      <h2>{title}</h2>
      {children}
    </div>
  );
}

function Keys(): ReactNode {
  const groups = [...new Set(actions.map((a) => a.group))];
  return (
    <Dialog title="Keys">
      <div className="keys">
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {actions
                .filter((a) => a.group === group && a.keys)
                .map(({id, title, keys}) => (
                  <div key={id}>
                    <dt>{title}</dt>
                    <dd>
                      {keys!.map((k) => (
                        <kbd key={k}>{keyText(k)}</kbd>
                      ))}
                    </dd>
                  </div>
                ))}
              {group === "Steps" && (
                <>
                  <div>
                    <dt>To the next card</dt>
                    <dd>
                      <kbd>arrows</kbd>
                    </dd>
                  </div>
                  <div>
                    <dt>Move the card</dt>
                    <dd>
                      <kbd>Alt arrows</kbd>
                    </dd>
                  </div>
                </>
              )}
            </dl>
          </section>
        ))}
      </div>
      <p className="dialog-foot">
        <button className="outline" data-first onClick={close}>
          Close
        </button>
      </p>
    </Dialog>
  );
}

function Share({link}: {readonly link: string}): ReactNode {
  const [copied, setCopied] = useState(false);
  return (
    <Dialog title="Share by link">
      <p>
        The link holds the whole workflow, compressed: steps, wires, parameters and notes; no tables and no results. Nothing is
        uploaded.
      </p>
      <input className="link" readOnly value={link} aria-label="Link" data-first onFocus={(event) => event.target.select()} />
      <p className="dialog-foot">
        <span className="mute">{link.length.toLocaleString("en-US")} characters</span>
        <span className="spread" />
        <button onClick={close}>Close</button>
        <button className="primary" onClick={() => void navigator.clipboard.writeText(link).then(() => setCopied(true))}>
          {copied ? "Copied" : "Copy"}
        </button>
      </p>
    </Dialog>
  );
}

/** The bill before the click: what a run computes, and about how long it takes. */
function Bill({ids}: {readonly ids: readonly string[] | undefined}): ReactNode {
  const [plan, setPlan] = useState<PlanView>();
  const {workflow} = documentStore.current;
  useEffect(() => {
    const wanted = documentStore.current.workflow;
    void engine.plan(ids ? ancestry(wanted, ids) : wanted).then(setPlan);
  }, [ids]);
  if (!plan) return <Dialog title="Run?">Looking at what would run …</Dialog>;
  const runs = plan.steps.filter(({status}) => status === "run" || status === "unknown");
  const total = runs.reduce((sum, {id}) => sum + (plan.estimates[id] ?? 0), 0);
  const shown = runs.toSorted((a, b) => (plan.estimates[b.id] ?? 0) - (plan.estimates[a.id] ?? 0)).slice(0, 6);
  const cached = plan.steps.filter(({status}) => status === "cached").length;
  const what = ids?.length === 1 ? titleOf(workflow, ids[0]!) : "what waits";
  return (
    <Dialog title={`Run ${what}? About ${duration(total)}`}>
      <table className="bill">
        <tbody>
          {shown.map(({id, expectedMs}) => (
            <tr key={id}>
              <th scope="row">{titleOf(workflow, id)}</th>
              <td>{(plan.estimates[id] ?? 0) > 50 ? duration(plan.estimates[id]!) : "under 1 s"}</td>
              <td className="mute">{expectedMs === undefined ? "never ran here" : "as last time"}</td>
            </tr>
          ))}
          {runs.length > shown.length && (
            <tr>
              <th scope="row">{runs.length - shown.length} other steps</th>
              <td />
              <td className="mute">follow</td>
            </tr>
          )}
          {cached > 0 && (
            <tr>
              <th scope="row">{cached} steps</th>
              <td>0 s</td>
              <td className="mute">from cache</td>
            </tr>
          )}
        </tbody>
      </table>
      <p className="dialog-foot">
        <span className="spread" />
        <button className="outline" onClick={close}>
          Not now
        </button>
        <button
          className="primary"
          data-first
          onClick={() => {
            close();
            void engine.run(ids);
          }}
        >
          Run
        </button>
      </p>
    </Dialog>
  );
}
