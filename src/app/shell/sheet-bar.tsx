import type {ReactNode} from "react";
import {togglePanel, useWorkbench} from "../workbench.ts";

/** Where the page is narrow: brings a panel over it, and takes it away again. */
export function SheetBar(): ReactNode {
  const {sheet, view} = useWorkbench();
  if (view === "compare") return null;
  return (
    <nav className="sheet-bar" aria-label="Panels">
      {view === "canvas" && (
        <button className="outline" aria-pressed={sheet === "inspector"} onClick={() => togglePanel("inspector")}>
          Inspector
        </button>
      )}
      <button className="outline" aria-pressed={sheet === "dock"} onClick={() => togglePanel("dock")}>
        Results
      </button>
    </nav>
  );
}
