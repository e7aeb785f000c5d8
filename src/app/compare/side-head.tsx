import {type ReactNode, useEffect, useMemo, useRef, useState} from "react";
import type {Workflow} from "../../../runtime/workflow.ts";
import {StateRing} from "../canvas/glyphs.tsx";
import type {ComparedView, StepView} from "../engine/protocol.ts";
import {concerned, drawNeighbourhood} from "./neighbourhood.ts";
import {openVariant} from "./open.ts";
import type {Pick} from "./variants.ts";

export interface SideHeadProps {
  readonly side: "a" | "b";
  readonly pick: Pick;
  readonly name: string;
  readonly workflow: Workflow;
  readonly others: Workflow;
  readonly states: Readonly<Record<string, StepView>> | undefined;
  /** Once both are held against each other. */
  readonly view: ComparedView | undefined;
}

/** One of the two: its name, how it stands, and the part of it that differs, drawn. */
export function SideHead({side, pick, name, workflow, others, states, view}: SideHeadProps): ReactNode {
  const all = Object.values(states ?? {});
  const done = all.filter(({status}) => status === "done");
  const cached = done.filter((s) => s.cached).length;
  const failed = all.filter(({status}) => status === "failed" || status === "invalid").length;
  const [a, b] = side === "a" ? [workflow, others] : [others, workflow];
  const ids = useMemo(() => view && concerned(view.comparison.edits, a, b), [view, a, b]);
  const [drawing, setDrawing] = useState<string>();
  useEffect(() => {
    let wanted = true;
    if (!view || !ids) return;
    if (ids.size === 0) setDrawing(undefined);
    else void drawNeighbourhood(ids, [a, b], view.states).then((drawn) => wanted && setDrawing(drawn[side === "a" ? 0 : 1]));
    return () => {
      wanted = false;
    };
  }, [view, ids, side]);
  return (
    <section className={`compare-panel side side-${side}`} aria-label={`${side.toUpperCase()}: ${name}`}>
      <header>
        <span className={`side-key ${side}`}>{side.toUpperCase()}</span>
        <h2>{name}</h2>
        {workflow.title !== name && <span className="mute side-title">{workflow.title}</span>}
        <span className="spread" />
        <span className="mute side-state">
          {failed > 0 ? (
            <>
              {`${failed} of ${workflow.steps.size} steps ${failed === 1 ? "needs" : "need"} a look`}
              <StateRing ring="failed" label="failed" />
            </>
          ) : done.length === workflow.steps.size ? (
            <>
              {`${workflow.steps.size} steps, ${cached === done.length ? "all" : cached} from cache`}
              <StateRing ring="cached" label="done" />
            </>
          ) : (
            `${done.length} of ${workflow.steps.size} steps`
          )}
        </span>
        {pick.is !== "open" && pick.is !== "branch" && (
          <button className="outline" onClick={() => void openVariant(workflow, name)}>
            Open
          </button>
        )}
      </header>
      {drawing !== undefined && <Drawing svg={drawing} label={`${name}: the steps that differ and what is beside them`} />}
    </section>
  );
}

function Drawing({svg, label}: {readonly svg: string; readonly label: string}): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const drawn = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    drawn.setAttribute("aria-label", label);
    place.current!.replaceChildren(drawn);
  }, [svg, label]);
  return <div className="side-drawing" ref={place} />;
}
