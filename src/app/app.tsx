import {type CSSProperties, lazy, type ReactNode, Suspense, useEffect} from "react";
import {Canvas} from "./canvas/canvas.tsx";
import {useDocument} from "./document.ts";
import {Dock} from "./dock/dock.tsx";
import {useLit} from "./dock/lit.ts";
import {listenToDrops} from "./files.ts";
import {Inspector} from "./inspector/inspector.tsx";
import {lazily} from "./lazily.tsx";
import {listenToKeys} from "./shell/keys.ts";
import {Notices} from "./shell/notice.tsx";
import {Pane} from "./shell/pane.tsx";
import {Overlays} from "./shell/overlays.tsx";
import {Palette} from "./shell/palette.tsx";
import {Separator} from "./shell/separator.tsx";
import {SheetBar} from "./shell/sheet-bar.tsx";
import {TopBar} from "./shell/top-bar.tsx";
import {panelsOf, useNarrow, useWorkbench, type Workbench} from "./workbench.ts";

const Notebook = lazy(async () => import("./notebook/notebook.tsx").then((m) => ({default: m.Notebook})));
const LitBar = lazily(async () => (await import("./dock/lit-bar.tsx")).LitBar);
const Compare = lazy(async () => ({default: (await import("./compare/compare.tsx")).Compare}));

/** The whole page. */
export function App(): ReactNode {
  const bench = useWorkbench();
  const narrow = useNarrow();
  const {view} = bench;
  const {palette, inspector, dock} = panelsOf(bench, narrow);
  const workflow = useDocument((d) => d.workflow);
  useEffect(listenToKeys, []);
  useEffect(listenToDrops, []);
  const shown = (name: string, on: boolean): string => (on ? ` with-${name}` : "");
  return (
    <div
      className={`shell view-${view}${shown("palette", palette)}${shown("inspector", inspector)}${shown("dock", dock)}`}
      style={sizesOf(bench, {palette, inspector, dock})}
    >
      <TopBar />
      {palette && <Palette />}
      {palette && !narrow && <Separator of="palette" />}
      {(view === "canvas" || view === "both") && (
        <Pane name="canvas" of={workflow}>
          <Canvas />
        </Pane>
      )}
      {view === "both" && !narrow && <Separator of="split" />}
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
      {inspector && !narrow && <Separator of="inspector" />}
      {inspector && (
        <Pane name="inspector" of={workflow}>
          <Inspector />
        </Pane>
      )}
      {dock && !narrow && <Separator of="dock" />}
      {dock && (
        <Pane name="dock" of={workflow}>
          <Dock />
        </Pane>
      )}
      <LitRows />
      {narrow && <SheetBar />}
      <Notices />
      <Overlays />
    </div>
  );
}

function LitRows(): ReactNode {
  const lit = useLit();
  return lit && <LitBar lit={lit} />;
}

function sizesOf({sizes}: Workbench, on: Readonly<Record<string, boolean>>): CSSProperties {
  const given = Object.entries(sizes).filter(([name]) => name === "split" || on[name]);
  return Object.fromEntries(
    given.map(([name, size]) => [`--${name}`, `${size}${name === "split" ? "%" : "px"}`])
  ) as CSSProperties;
}
