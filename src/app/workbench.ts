// What the person sees of the workbench itself: which page, panels, overlays and theme. None of it is part of the document.
import {useSyncExternalStore} from "react";

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
  | {readonly is: "keys"}
  | {readonly is: "share"; readonly link: string}
  /** Asks before dear steps run; all of them where no ids are given. */
  | {readonly is: "bill"; readonly ids?: readonly string[]};

export interface Workbench {
  readonly view: View;
  readonly theme: "system" | "light" | "dark";
  readonly palette: boolean;
  readonly inspector: boolean;
  readonly dock: boolean;
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
    singleKeys: true,
    overlay: undefined
  };
  try {
    return {...fresh, ...(JSON.parse(localStorage.getItem(place) ?? "{}") as Partial<Workbench>), overlay: undefined};
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
  const {overlay: _overlay, ...rest} = current;
  try {
    localStorage.setItem(place, JSON.stringify(rest));
  } catch {
    // Some browsers keep nothing; the workbench then opens as new.
  }
  for (const listener of listeners) listener();
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
