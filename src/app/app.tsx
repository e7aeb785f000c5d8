import {type ReactNode, useEffect} from "react";
import {Canvas} from "./canvas/canvas.tsx";
import {Dock} from "./dock/dock.tsx";
import {Inspector} from "./inspector/inspector.tsx";
import {Notebook} from "./notebook/notebook.tsx";
import {listenToKeys} from "./shell/keys.ts";
import {Notices} from "./shell/notice.tsx";
import {Overlays} from "./shell/overlays.tsx";
import {Palette} from "./shell/palette.tsx";
import {TopBar} from "./shell/top-bar.tsx";
import {useWorkbench} from "./workbench.ts";

/** The whole page. */
export function App(): ReactNode {
  const {view, palette, inspector, dock} = useWorkbench();
  useEffect(listenToKeys, []);
  const shown = (name: string, on: boolean): string => (on ? ` with-${name}` : "");
  return (
    <div
      className={`shell view-${view}${shown("palette", palette && view !== "notebook")}${shown("inspector", inspector)}${shown("dock", dock)}`}
    >
      <TopBar />
      {palette && view !== "notebook" && <Palette />}
      {view !== "notebook" && <Canvas />}
      {view !== "canvas" && <Notebook />}
      {inspector && <Inspector />}
      {dock && <Dock />}
      <Notices />
      <Overlays />
    </div>
  );
}
