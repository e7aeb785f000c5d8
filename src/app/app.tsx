import {lazy, type ReactNode, Suspense, useEffect} from "react";
import {Canvas} from "./canvas/canvas.tsx";
import {useDocument} from "./document.ts";
import {Dock} from "./dock/dock.tsx";
import {Inspector} from "./inspector/inspector.tsx";
import {listenToKeys} from "./shell/keys.ts";
import {Notices} from "./shell/notice.tsx";
import {Pane} from "./shell/pane.tsx";
import {Overlays} from "./shell/overlays.tsx";
import {Palette} from "./shell/palette.tsx";
import {TopBar} from "./shell/top-bar.tsx";
import {useWorkbench} from "./workbench.ts";

const Notebook = lazy(async () => import("./notebook/notebook.tsx").then((m) => ({default: m.Notebook})));
const Compare = lazy(async () => ({default: (await import("./compare/compare.tsx")).Compare}));

/** The whole page. */
export function App(): ReactNode {
  const {view, ...panes} = useWorkbench();
  // The notebook has its own forms and results; beside it the canvas needs the room.
  const [palette, inspector, dock] = [panes.palette, panes.inspector, panes.dock].map((on) => on && view === "canvas");
  const workflow = useDocument((d) => d.workflow);
  useEffect(listenToKeys, []);
  const shown = (name: string, on: boolean): string => (on ? ` with-${name}` : "");
  return (
    <div className={`shell view-${view}${shown("palette", palette!)}${shown("inspector", inspector!)}${shown("dock", dock!)}`}>
      <TopBar />
      {palette && <Palette />}
      {(view === "canvas" || view === "both") && (
        <Pane name="canvas" of={workflow}>
          <Canvas />
        </Pane>
      )}
      {(view === "notebook" || view === "both") && (
        <Pane name="notebook" of={workflow}>
          <Suspense fallback={<main className="notebook" aria-busy="true" />}>
            <Notebook />
          </Suspense>
        </Pane>
      )}
      {view === "compare" && (
        <Pane name="compare" of={workflow}>
          <Suspense fallback={null}>
            <Compare />
          </Suspense>
        </Pane>
      )}
      {inspector && (
        <Pane name="inspector" of={workflow}>
          <Inspector />
        </Pane>
      )}
      {dock && (
        <Pane name="dock" of={workflow}>
          <Dock />
        </Pane>
      )}
      <Notices />
      <Overlays />
    </div>
  );
}
