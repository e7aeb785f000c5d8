import type {ReactNode} from "react";
import {type ComparedFigure, comparedPicture} from "../../views/compared/index.ts";
import {Picture} from "../dock/picture.tsx";
import {type PictureFormat, savePicture} from "../dock/save-picture.ts";
import {engine} from "../engine/client.ts";

export interface ComparedPictureProps {
  readonly figure: ComparedFigure;
  /** The picture is drawn anew when one of these changes. */
  readonly of: readonly unknown[];
  readonly simulated: boolean;
}

const formats: readonly PictureFormat[] = ["svg", "png"];

/** A figure of both as wide as its place, with what saves it as a picture. */
export function ComparedPicture({figure, of, simulated}: ComparedPictureProps): ReactNode {
  const save = (format: PictureFormat): void =>
    void savePicture(
      `compare.${figure.name}`,
      format,
      async () => Promise.resolve(comparedPicture(figure, {document, simulated})),
      async (what) => engine.comparedOrigin(what)
    );
  return (
    <div className={`compared-picture ${figure.kind}`}>
      <Picture of={of} make={figure.draw} />
      <span className="compared-saves">
        {formats.map((format) => (
          <button
            key={format}
            type="button"
            aria-label={`Save ${figure.name} as ${format.toUpperCase()}`}
            onClick={() => save(format)}
          >
            {format.toUpperCase()}
          </button>
        ))}
      </span>
    </div>
  );
}
