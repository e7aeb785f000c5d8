import {Fragment, type ReactNode} from "react";
import {nodes} from "../../../nodes/index.ts";
import type {Ports} from "../../../runtime/node.ts";
import {draggedType} from "../canvas/canvas.tsx";
import {setDraggedNode} from "../canvas/view.ts";
import {PortGlyph} from "../canvas/glyphs.tsx";
import {Icon} from "../icons.tsx";
import {addNew, chooseStep, headings} from "./choices.ts";

/** Every node there is, to add by click or drag. */
export function Palette(): ReactNode {
  return (
    <nav className="palette" aria-label="Nodes">
      <button className="palette-find" onClick={chooseStep}>
        <Icon name="find" />
        Add a step
        <span className="spread" />
        <kbd>A</kbd>
      </button>
      {Object.entries(headings).map(([group, heading]) => (
        <Fragment key={group}>
          <h2>{heading}</h2>
          {nodes
            .filter((node) => node.group === group)
            .map(({type, title, doc, outputs}) => (
              <button
                key={type}
                className="palette-item"
                title={doc.split("\n")[0]}
                draggable
                onDragStart={(event) => {
                  event.dataTransfer.setData(draggedType, type);
                  setDraggedNode(type);
                }}
                onDragEnd={() => setDraggedNode(undefined)}
                onClick={() => addNew(type)}
              >
                <Icon name={type} />
                <span>{title}</span>
                <span className="spread" />
                <PortGlyph kind={Object.values(outputs as Ports)[0]?.kind.name ?? "table"} />
              </button>
            ))}
        </Fragment>
      ))}
    </nav>
  );
}
