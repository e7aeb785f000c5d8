import {type ReactNode, useState} from "react";
import {serializeWorkflow, type Workflow} from "../../../runtime/workflow.ts";
import type {ComparedStep, Comparison} from "../../compare/compare.ts";
import {comparedErrorsView, comparedScoresView, comparedSpreadView, type Names, type Published} from "../../views/compared.ts";
import {judgedOf} from "../../views/predictions.ts";
import {StateRing} from "../canvas/glyphs.tsx";
import {titleOf} from "../canvas/words.ts";
import {type Document, useDocument} from "../document.ts";
import {useLoaded} from "../dock/loading.ts";
import {Picture} from "../dock/picture.tsx";
import {engine, useCompared} from "../engine/client.ts";
import type {ComparedErrors, ComparedView, StepView} from "../engine/protocol.ts";
import {duration} from "../format.ts";
import {ChangedRows} from "./changed-rows.tsx";
import {Differences} from "./differences.tsx";
import {SideHead} from "./side-head.tsx";
import {Toolbar} from "./toolbar.tsx";
import {chosenPair, type Pair, type PickedSide, sidesOf, useVariants} from "./variants.ts";
import {reading} from "./words.ts";

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
  const names: Names = [a.name, b.name];
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
      {value && <Results view={value} sides={sides} names={names} stale={!current} />}
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

interface ResultsProps {
  readonly view: ComparedView;
  readonly sides: Sides;
  readonly names: Names;
  readonly stale: boolean;
}

function Results({view, sides, names, stale}: ResultsProps): ReactNode {
  const {comparison, errors} = view;
  const [a, b] = sides.map(({workflow}) => workflow) as [Workflow, Workflow];
  const said = reading(comparison, names, a);
  return (
    <div className={stale ? "compare-results stale" : "compare-results"} aria-busy={stale}>
      <section className="compare-panel differences">
        <Differences view={view} a={a} b={b} names={names} />
      </section>
      <section className="compare-panel reading">
        <h2>Reading</h2>
        {said.length === 0 ? (
          <p className="mute">{comparison.edits.length === 0 ? "They are the same workflow." : "Nothing to say yet."}</p>
        ) : (
          <ul>
            {said.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        )}
      </section>
      <section className="compare-panel scores">
        <h2>Scores</h2>
        {comparison.scores.length === 0 && (
          <p className="mute">Nothing that both judged: no search and no evaluation is done on both sides.</p>
        )}
        {comparison.scores.map((step) => (
          <Scores key={`${step.step} ${step.by}`} step={step} sides={sides} names={names} />
        ))}
        <Unfinished comparison={comparison} workflow={a} />
      </section>
      {errors.map((found) => (
        <Errors key={found.step} errors={found} names={names} title={titleOf(a, found.step)} />
      ))}
      <section className="compare-panel changed">
        <h2>Predictions that changed most</h2>
        <ChangedRows comparison={comparison} names={names} />
      </section>
    </div>
  );
}

function Scores({step, sides, names}: {readonly step: ComparedStep; readonly sides: Sides; readonly names: Names}): ReactNode {
  const published = sides.map(({workflow}) => publishedOf(workflow, step.step)) as [Published | undefined, Published | undefined];
  return (
    <div className="compare-scores">
      <h3>{titleOf(sides[0].workflow, step.step)}</h3>
      <Picture of={[step, names]} make={(frame) => comparedScoresView(frame, step, names, published)} />
    </div>
  );
}

function publishedOf({view}: Workflow, step: string): Published | undefined {
  return (view.extra["published"] as Readonly<Record<string, Published>> | undefined)?.[step];
}

function Unfinished({
  comparison: {unfinished},
  workflow
}: {
  readonly comparison: Comparison;
  readonly workflow: Workflow;
}): ReactNode {
  if (unfinished.length === 0) return null;
  return (
    <p className="mute">{`Not compared, since not done on both sides: ${unfinished.map((id) => titleOf(workflow, id)).join(", ")}.`}</p>
  );
}

function Errors({
  errors: {a, b},
  names,
  title
}: {
  readonly errors: ComparedErrors;
  readonly names: Names;
  readonly title: string;
}): ReactNode {
  const [first, second] = [judgedOf(a.target, a.columns, "none"), judgedOf(b.target, b.columns, "none")];
  if (!first || !second) return null;
  return (
    <section className="compare-panel errors">
      <h2>{title}</h2>
      <div className="compare-plots">
        <Picture of={[a, b, names]} make={(frame) => comparedErrorsView(frame, first, second, names)} />
        <Picture of={[a, b, names]} make={(frame) => comparedSpreadView(frame, first, second, names)} />
      </div>
    </section>
  );
}
