import {lazy, type ReactNode, Suspense} from "react";
import {useWorkbench} from "../workbench.ts";
import {Ask} from "./ask.tsx";
import {Chooser} from "./chooser.tsx";
import {closeDialog} from "./dialog.tsx";

// Loaded when one is first opened.
const Opened = lazy(async () => ({default: (await import("./dialogs.tsx")).Opened}));

/** What floats above the page. */
export function Overlays(): ReactNode {
  const {overlay} = useWorkbench();
  if (!overlay) return null;
  return (
    <div
      className={overlay.is === "ask" || (overlay.is === "chooser" && overlay.at) ? "veil clear" : "veil"}
      onPointerDown={(event) => event.target === event.currentTarget && closeDialog()}
    >
      {overlay.is === "chooser" ? (
        <Chooser key={overlay.label} label={overlay.label} choices={overlay.choices} at={overlay.at} foot={overlay.foot} />
      ) : overlay.is === "ask" ? (
        <Ask label={overlay.label} choices={overlay.choices} at={overlay.at} />
      ) : (
        <Suspense>
          <Opened overlay={overlay} />
        </Suspense>
      )}
    </div>
  );
}
