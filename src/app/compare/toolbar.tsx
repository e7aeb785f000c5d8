import type {ReactNode} from "react";
import {titleOf} from "../canvas/words.ts";
import {documentStore, useDocument} from "../document.ts";
import {keepOpen} from "./open.ts";
import {branchSteps, choose, forgetVariant, keepVariant, type Pair, type Pick, swapSides, useVariants} from "./variants.ts";
import {readWorkflow} from "../reading.ts";

/** Chooses the two sides. */
export function Toolbar({pair}: {readonly pair: Pair}): ReactNode {
  const chosen = [pair.a, pair.b].flatMap((pick) => (pick.is === "variant" ? [pick.id] : []));
  const {variants} = useVariants();
  const forgettable = variants.find(({id}) => chosen.includes(id));
  return (
    <div className="compare-bar" role="toolbar" aria-label="What to compare">
      <SideChoice side="a" pick={pair.a} />
      <button className="outline" onClick={swapSides}>
        Swap
      </button>
      <SideChoice side="b" pick={pair.b} />
      <span className="spread" />
      <button className="outline" onClick={keepOpen}>
        Set the open workflow aside
      </button>
      <button className="outline" onClick={chooseFile}>
        Compare with a file
      </button>
      {forgettable && (
        <button className="outline" onClick={() => forgetVariant(forgettable.id)}>
          {`Forget ${forgettable.name}`}
        </button>
      )}
    </div>
  );
}

function SideChoice({side, pick}: {readonly side: "a" | "b"; readonly pick: Pick}): ReactNode {
  const workflow = useDocument((d) => d.workflow);
  const {variants} = useVariants();
  const branches = branchSteps(workflow);
  return (
    <label className="side-choice">
      <span className={`side-key ${side}`}>{side.toUpperCase()}</span>
      <select
        aria-label={`Side ${side.toUpperCase()}`}
        value={valueOf(pick)}
        onChange={(event) => choose(side, pickOf(event.target.value))}
      >
        <option value="open">As it is now</option>
        <option value="saved">As last saved</option>
        {variants.length > 0 && (
          <optgroup label="Set aside">
            {variants.map(({id, name}) => (
              <option key={id} value={`variant ${id}`}>
                {name}
              </option>
            ))}
          </optgroup>
        )}
        {branches.length > 0 && (
          <optgroup label="Branches of the open workflow">
            {branches.map((id) => (
              <option key={id} value={`branch ${id}`}>
                {titleOf(workflow, id)}
              </option>
            ))}
          </optgroup>
        )}
      </select>
    </label>
  );
}

function valueOf(pick: Pick): string {
  if (pick.is === "variant") return `variant ${pick.id}`;
  return pick.is === "branch" ? `branch ${pick.step}` : pick.is;
}

function pickOf(value: string): Pick {
  const [is, rest] = [value.slice(0, value.indexOf(" ")), value.slice(value.indexOf(" ") + 1)];
  if (is === "variant") return {is, id: rest};
  if (is === "branch") return {is, step: rest};
  return {is: value === "saved" ? "saved" : "open"};
}

/** Puts a workflow file on side A, against the open workflow. */
function chooseFile(): void {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".json";
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    if (file) void file.text().then((text) => compareWith(text, file.name));
  });
  input.click();
}

/** Sets a workflow's text aside as side A; says what is wrong where it is none. */
function compareWith(text: string, name: string): void {
  try {
    const workflow = readWorkflow(text);
    keepVariant(workflow, workflow.title || name);
  } catch (error) {
    documentStore.tell(`${name}: ${(error as Error).message.split("\n")[0]!}`, "problem");
  }
}
