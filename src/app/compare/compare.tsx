import {type ReactNode, useState} from "react";
import {serializeWorkflow} from "../../../runtime/workflow.ts";
import {StateRing} from "../canvas/glyphs.tsx";
import {type Document, useDocument} from "../document.ts";
import {useLoaded} from "../dock/loading.ts";
import {engine, useCompared} from "../engine/client.ts";
import type {ComparedView, StepView} from "../engine/protocol.ts";
import {duration} from "../format.ts";
import {Results} from "./results.tsx";
import {SideHead} from "./side-head.tsx";
import {Toolbar} from "./toolbar.tsx";
import {chosenPair, type Pair, type PickedSide, sidesOf, useVariants} from "./variants.ts";

type Sides = readonly [PickedSide, PickedSide];

/** Two workflows held against each other: what differs, whether it matters, and where. */
export function Compare(): ReactNode {
  useVariants();
  const document = useDocument((d) => d);
  const pair = chosenPair(document);
  const {sides, problem} = picked(pair, document);
  return (
    <main className="compare" aria-label="Compare">
      <Toolbar pair={pair} />
      {problem !== undefined && (
        <section className="compare-panel wide" role="alert">
          {`These two cannot be compared: ${problem}.`}
        </section>
      )}
      {sides && <Compared pair={pair} sides={sides} />}
    </main>
  );
}

function picked(pair: Pair, document: Document): {readonly sides?: Sides; readonly problem?: string} {
  try {
    return {sides: sidesOf(pair, document)};
  } catch (error) {
    return {problem: (error as Error).message};
  }
}

function Compared({pair, sides}: {readonly pair: Pair; readonly sides: Sides}): ReactNode {
  // Said yes to what is dear, so many times.
  const [round, setRound] = useState(0);
  const [a, b] = sides;
  const key = `${serializeWorkflow(a.workflow)}\n${serializeWorkflow(b.workflow)}\n${round}`;
  const {value, error, current} = useLoaded(key, async () => engine.compare(a.workflow, b.workflow));
  const live = useCompared();
  const states = current ? value?.states : live;
  return (
    <>
      {sides.map((side, s) => (
        <SideHead
          key={s}
          side={s === 0 ? "a" : "b"}
          pick={s === 0 ? pair.a : pair.b}
          name={side.name}
          workflow={side.workflow}
          states={states?.[s]}
          view={current ? value : undefined}
          others={s === 0 ? b.workflow : a.workflow}
        />
      ))}
      {error !== undefined && (
        <section className="compare-panel wide" role="alert">
          {error}
        </section>
      )}
      <Waiting
        states={current ? value?.states : live}
        done={current}
        onRun={() => void engine.runCompared().then(() => setRound(round + 1))}
      />
      {value && <Results view={value} sides={sides} stale={!current} />}
    </>
  );
}

/** What still runs, or asks before it does. */
function Waiting({
  states,
  done,
  onRun
}: {
  readonly states: ComparedView["states"] | undefined;
  readonly done: boolean;
  readonly onRun: () => void;
}): ReactNode {
  const all: readonly StepView[] = (states ?? []).flatMap((side) => Object.values(side));
  const asking = all.filter(({status}) => status === "asks");
  if (done && asking.length > 0)
    return (
      <section className="compare-panel wide compare-asks">
        <StateRing ring="asks" label="asks" />
        <span>
          {`Some of it has not been computed yet: about ${duration(asking.reduce((sum, s) => sum + (s.estimateMs ?? 0), 0))}.`}
        </span>
        <button className="primary" onClick={onRun}>
          Run it
        </button>
      </section>
    );
  if (done) return null;
  const running = all.find(({status}) => status === "running");
  const settled = all.filter(({status}) => status === "done").length;
  return (
    <section className="compare-panel wide compare-asks" role="status">
      <StateRing ring="running" fraction={all.length > 0 ? settled / all.length : 0.25} label="running" />
      <span>
        {all.length === 0 ? "Looking at what is known …" : `${settled} of ${all.length} steps of both are there.`}
        {running?.remainingMs !== undefined && ` About ${duration(running.remainingMs)} left for the one that runs.`}
      </span>
      <button className="outline" onClick={() => void engine.stopCompared()}>
        Stop
      </button>
    </section>
  );
}
