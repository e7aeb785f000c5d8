import {type ReactNode, useEffect, useMemo, useRef} from "react";
import type {Workflow} from "../../../runtime/workflow.ts";
import type {ComparedStep, Comparison} from "../../compare/compare.ts";
import {
  type ComparedFigure,
  comparedFigures,
  type ComparedKind,
  comparedScoresTable,
  type Names
} from "../../views/compared/index.ts";
import {titleOf} from "../canvas/words.ts";
import type {ComparedView} from "../engine/protocol.ts";
import {ChangedRows} from "./changed-rows.tsx";
import {ComparedPicture} from "./compared-picture.tsx";
import {Differences} from "./differences.tsx";
import type {PickedSide} from "./variants.ts";
import {reading, type SideNames} from "./words.ts";

export interface ResultsProps {
  readonly view: ComparedView;
  readonly sides: readonly [PickedSide, PickedSide];
  readonly stale: boolean;
}

/** What differs, whether it matters, and where. */
export function Results({view, sides, stale}: ResultsProps): ReactNode {
  const {comparison, values} = view;
  const [{workflow: a, name: nameA}, {workflow: b, name: nameB}] = sides;
  const names: SideNames = [nameA, nameB];
  const called = useMemo(
    (): Names => ({a: {letter: "A", name: nameA}, b: {letter: "B", name: nameB}, stepTitle: (id) => titleOf(a, id)}),
    [nameA, nameB, a]
  );
  const {drawn, missing} = useMemo(() => comparedFigures(comparison, values, called), [comparison, values, called]);
  const pictures = (...kinds: readonly ComparedKind[]): readonly ReactNode[] =>
    drawn
      .filter(({kind}) => kinds.includes(kind))
      .map((figure) => <ComparedPicture key={figure.name} figure={figure} of={[figure]} simulated={values.simulated} />);
  const learned = pictures("importances", "folds");
  return (
    <div className={stale ? "compare-results stale" : "compare-results"} aria-busy={stale}>
      <section className="compare-panel differences">
        <Differences view={view} a={a} b={b} names={names} />
      </section>
      <Reading comparison={comparison} names={names} workflow={a} />
      <section className="compare-panel scores">
        <h2>Scores</h2>
        {comparison.scores.length > 0 && !drawn.some(({kind}) => kind === "scores") && (
          <p className="mute">All scores are the same.</p>
        )}
        {comparison.scores.length === 0 && (
          <p className="mute">Nothing that both judged: no search and no evaluation is done on both sides.</p>
        )}
        {pictures("scores")}
        {comparison.scores.map((step) => (
          <ScoresInWords key={`${step.step} ${step.by}`} step={step} names={called} />
        ))}
        <Unfinished comparison={comparison} workflow={a} />
      </section>
      {values.heldOut.map(({step}) => {
        const figures = drawn.filter((figure) => figure.step === step && heldOutKinds.includes(figure.kind));
        return figures.length > 0 && <HeldOut key={step} title={titleOf(a, step)} figures={figures} view={view} />;
      })}
      {learned.length > 0 && (
        <section className="compare-panel learned">
          <h2>Features and folds</h2>
          <div className="compare-plots">{learned}</div>
        </section>
      )}
      <section className="compare-panel changed">
        <h2>Predictions that changed most</h2>
        <div className="compare-plots">
          {pictures("moves")}
          <div>
            <ChangedRows comparison={comparison} names={names} />
          </div>
        </div>
      </section>
      {missing.length > 0 && (
        <p className="mute compare-missing">
          {`Not drawn: ${missing.map(({name, why}) => `${name}, since ${why}`).join("; ")}.`}
        </p>
      )}
    </div>
  );
}

function Reading({
  comparison,
  names,
  workflow
}: {
  readonly comparison: Comparison;
  readonly names: SideNames;
  readonly workflow: Workflow;
}): ReactNode {
  const said = reading(comparison, names, workflow);
  return (
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
  );
}

/** The numbers of a picture of scores as a table, for those who do not see it. */
function ScoresInWords({step, names}: {readonly step: ComparedStep; readonly names: Names}): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current!.replaceChildren(comparedScoresTable(document, step, names)), [step, names]);
  return <div className="unseen" ref={place} />;
}

const heldOutKinds: readonly ComparedKind[] = ["predictions", "errors", "spread"];

function HeldOut({
  title,
  figures,
  view
}: {
  readonly title: string;
  readonly figures: readonly ComparedFigure[];
  readonly view: ComparedView;
}): ReactNode {
  return (
    <section className="compare-panel errors">
      <h2>{title}</h2>
      <div className="compare-plots">
        {figures.map((figure) => (
          <ComparedPicture key={figure.name} figure={figure} of={[figure]} simulated={view.values.simulated} />
        ))}
      </div>
    </section>
  );
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
