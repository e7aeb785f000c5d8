import {type ReactNode, useState} from "react";
import {type Choice, choices, type Figure, type Place, pictureOf} from "../../views/figures/index.ts";
import type {Workflow} from "../../../runtime/workflow.ts";
import {useDocument} from "../document.ts";
import {engine, type States, useStates} from "../engine/client.ts";
import {useLoaded} from "./loading.ts";
import {pageStudy} from "./page-study.ts";
import {Picture} from "./picture.tsx";
import {type PictureFormat, savePicture} from "./save-picture.ts";

type Drawable = Extract<Choice, {readonly places: unknown}>;

/** The figures of the paper that tell about a step as it stands. */
export function figuresOf(workflow: Workflow, states: States, step: string): readonly Drawable[] {
  return choices(pageStudy(workflow, states), step).flatMap((choice) =>
    "places" in choice && choice.places[0].step === step ? [choice] : []
  );
}

export interface FigurePaneProps {
  readonly step: string;
  readonly name: string;
  readonly fill?: boolean;
}

/** A figure of the paper drawn of a step, with what saves it as a picture. */
export function FigurePane({step, name, fill = false}: FigurePaneProps): ReactNode {
  const workflow = useDocument((d) => d.workflow);
  const states = useStates();
  const chosen = figuresOf(workflow, states, step).find(({figure}) => figure.name === name);
  if (!chosen) return <p className="mute">This figure needs results that are not there yet.</p>;
  return <Drawn key={name} figure={chosen.figure} places={chosen.places} workflow={workflow} states={states} fill={fill} />;
}

interface DrawnProps {
  readonly figure: Figure;
  readonly places: readonly Place[];
  readonly workflow: Workflow;
  readonly states: States;
  readonly fill: boolean;
}

function Drawn({figure, places, workflow, states, fill}: DrawnProps): ReactNode {
  const [at, setAt] = useState(0);
  const place = places[Math.min(at, places.length - 1)]!;
  const study = pageStudy(workflow, states);
  const hashes = Object.values(place.from).map((ref) => ref && states[ref.step]?.outputs?.[ref.port]?.hash);
  const {value: draw, error} = useLoaded(`${figure.name} ${hashes.join()}`, async () => figure.load(study, place));
  const save = (format: PictureFormat): void =>
    void savePicture(
      [place.step, figure.name].filter(Boolean).join("."),
      format,
      async () => pictureOf(study, figure, place, {document}),
      async (of) => engine.originWord(of)
    );
  if (error !== undefined) return <p className="field-error">{error}</p>;
  if (!draw) return <p className="mute loading">Reading the results …</p>;
  const controls = (
    <div className="plot-controls">
      {places.length > 1 && (
        <label>
          of
          <select value={at} onChange={(event) => setAt(Number(event.target.value))}>
            {places.map(({from}, i) => (
              <option key={i} value={i}>
                {Object.values(from)
                  .map((ref) => ref && `${ref.step}.${ref.port}`)
                  .join(", ")}
              </option>
            ))}
          </select>
        </label>
      )}
      <span className="figure-actions">
        <button type="button" className="outline small" onClick={() => save("svg")}>
          Save SVG
        </button>
        <button type="button" className="outline small" onClick={() => save("png")}>
          Save PNG
        </button>
      </span>
    </div>
  );
  return (
    <div className={fill ? "plots fill" : "plots"}>
      <Picture of={[draw]} make={(frame) => draw(frame)} controls={controls} fill={fill} />
    </div>
  );
}
