import {lazy, type ReactNode, Suspense} from "react";
import {useDocument} from "../document.ts";
import {useStates} from "../engine/client.ts";
import {useLoaded} from "./loading.ts";

const loadPane = async () => import("./figure-pane.tsx");
const Pane = lazy(async () => loadPane().then((m) => ({default: m.FigurePane})));

export interface FigureChoiceProps {
  readonly step: string;
  /** The name of a figure; empty for the results in the views of their kinds. */
  readonly shown: string;
  readonly onShow: (name: string) => void;
}

/** Chooses between a step's results and the figures of the paper that can be drawn of it; nothing where there are none. */
export function FigureChoice({step, shown, onShow}: FigureChoiceProps): ReactNode {
  const workflow = useDocument((d) => d.workflow);
  const states = useStates();
  const made = Object.values(states[step]?.outputs ?? {})
    .map(({hash}) => hash)
    .join();
  const {value: figures} = useLoaded(made === "" ? undefined : `${step} ${made} ${states[step]?.status}`, async () =>
    (await loadPane()).figuresOf(workflow, states, step).map(({figure}) => ({name: figure.name, doc: figure.doc}))
  );
  if (!figures || figures.length === 0) return null;
  return (
    <label className="figure-choice">
      view
      <select value={figures.some((f) => f.name === shown) ? shown : ""} onChange={(event) => onShow(event.target.value)}>
        <option value="">results</option>
        {figures.map(({name, doc}) => (
          <option key={name} value={name}>
            {`${name}: ${doc}`}
          </option>
        ))}
      </select>
    </label>
  );
}

export function FigureView(props: {readonly step: string; readonly name: string; readonly fill?: boolean}): ReactNode {
  return (
    <Suspense fallback={<p className="mute loading">Drawing …</p>}>
      <Pane {...props} />
    </Suspense>
  );
}
