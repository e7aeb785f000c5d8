import type {ReactNode} from "react";
import {chooseFile} from "../files.ts";
import {openDefault} from "../persistence.ts";

/** What an empty canvas offers: one sentence, two ways in. */
export function Empty(): ReactNode {
  return (
    <div className="empty">
      <h2>Start with a table or an example</h2>
      <p>Drop a CSV, Parquet, FITS or VOTable file here. It stays on this machine.</p>
      <p>
        <button className="primary" onClick={() => void openDefault()}>
          Open the MIPS1 example
        </button>
        <button className="outline" onClick={chooseFile}>
          Choose a file
        </button>
      </p>
      <p className="mute">
        or press <kbd>A</kbd> to add a step
      </p>
    </div>
  );
}
