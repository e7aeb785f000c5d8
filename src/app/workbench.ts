// What the person sees of the workbench itself: which page, panels, overlays and theme. None of it is part of the document.
import {useSyncExternalStore} from "react";
import type {Place} from "./commands.ts";
import type {Fragment} from "./fragment.ts";

export type View = "canvas" | "notebook" | "both" | "compare";
/** Something to choose in a list. */
export interface Choice {
  readonly id: string;
  readonly title: string;
  readonly detail?: string;
  readonly icon?: string;
  /** A kind of value, shown by its port's shape instead of an icon. */
  readonly kind?: string;
  readonly group?: string | undefined;
  readonly keys?: string;
  readonly run: () => void;
}

export type Overlay =
  | {
      readonly is: "chooser";
      readonly label: string;
      readonly choices: readonly Choice[];
      readonly at?: readonly [number, number];
      readonly foot?: string;
    }
  | {readonly is: "ask"; readonly label: string; readonly choices: readonly Choice[]; readonly at: readonly [number, number]}
  | {readonly is: "keys"}
  | {readonly is: "share"; readonly link: string}
  /** Earlier states of this workflow; workflows opened before; stored results; what a stranger's workflow would do. */
  | {readonly is: "states" | "recent" | "storage" | "trust"}
  /** What steps from elsewhere would do, before they are put in. */
  | {readonly is: "pasted"; readonly fragment: Fragment; readonly at: Place | undefined}
  /** Asks before dear steps run; all of them where no ids are given. */
  | {readonly is: "bill"; readonly ids?: readonly string[]};

export type Panel = "palette" | "inspector" | "dock";

export interface Workbench {
  readonly view: View;
  readonly theme: "system" | "light" | "dark";
  readonly palette: boolean;
  readonly inspector: boolean;
  readonly dock: boolean;
  /** Whether the results stand under the notebook too, whose cells have their own. */
  readonly notebookDock: boolean;
  /** What lies over the page where it is too narrow for panels; not kept. */
  readonly sheet: "inspector" | "dock" | undefined;
  /** Widths of panels and the height of the results in pixels, as dragged; the share of the canvas beside the notebook. */
  readonly sizes: Readonly<Partial<Record<Panel | "split", number>>>;
  readonly singleKeys: boolean;
  readonly overlay: Overlay | undefined;
}

const place = "fluxloom.workbench";
const listeners = new Set<() => void>();
let current: Workbench = {...kept()};
applyTheme(current);

function kept(): Workbench {
  const fresh: Workbench = {
    view: "canvas",
    theme: "system",
    palette: true,
    inspector: true,
    dock: true,
    notebookDock: false,
    sheet: undefined,
    sizes: {},
    singleKeys: true,
    overlay: undefined
  };
  try {
    const left = JSON.parse(localStorage.getItem(place) ?? "{}") as Partial<Workbench>;
    return {...fresh, ...left, sheet: undefined, overlay: undefined};
  } catch {
    return fresh;
  }
}

function applyTheme({theme}: Workbench): void {
  const {dataset} = document.documentElement;
  if (theme === "system") delete dataset["theme"];
  else dataset["theme"] = theme;
}

export function workbench(): Workbench {
  return current;
}

export function setWorkbench(parts: Partial<Workbench>): void {
  current = {...current, ...parts};
  applyTheme(current);
  const {overlay: _overlay, sheet: _sheet, ...rest} = current;
  try {
    localStorage.setItem(place, JSON.stringify(rest));
  } catch {
    // Some browsers keep nothing; the workbench then opens as new.
  }
  for (const listener of listeners) listener();
}

const narrow = matchMedia("(max-width: 959px)");

/** Whether panels lie over the page rather than beside it. */
export function useNarrow(): boolean {
  return useSyncExternalStore(
    (changed) => {
      narrow.addEventListener("change", changed);
      return () => narrow.removeEventListener("change", changed);
    },
    () => narrow.matches
  );
}

/** Which panels are on the page. The notebook has its own forms; where the page is narrow, one panel at a time lies over it. */
export function panelsOf({view, sheet, ...on}: Workbench, isNarrow: boolean): Readonly<Record<Panel, boolean>> {
  const canvas = view === "canvas";
  if (view === "compare") return {palette: false, inspector: false, dock: false};
  if (isNarrow) return {palette: canvas && on.palette, inspector: canvas && sheet === "inspector", dock: sheet === "dock"};
  return {palette: canvas && on.palette, inspector: canvas && on.inspector, dock: canvas ? on.dock : on.notebookDock};
}

/** Folds a panel or brings it back. */
export function togglePanel(panel: Panel): void {
  const {view, sheet} = current;
  if (narrow.matches && panel !== "palette") setWorkbench({sheet: sheet === panel ? undefined : panel});
  else if (panel === "dock" && view !== "canvas") setWorkbench({notebookDock: !current.notebookDock});
  else setWorkbench({[panel]: !current[panel]});
}

/** Brings the results up, wherever they stand. */
export function openDock(): void {
  if (!panelsOf(current, narrow.matches).dock) togglePanel("dock");
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export function useWorkbench(): Workbench {
  return useSyncExternalStore(subscribe, workbench);
}

/** Whether the page is dark now. */
export function isDark(): boolean {
  const {theme} = current;
  return theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
}
