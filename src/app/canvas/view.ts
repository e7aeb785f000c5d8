// What commands may do to the canvas while it is on the page.
import type {Place} from "../commands.ts";

export interface CanvasView {
  readonly fit: () => void;
  readonly zoom: (by: number | "actual") => void;
  /** The place on the canvas under a point of the window. */
  readonly placeAt: (x: number, y: number) => Place;
  /** A free place in the middle of what is seen. */
  readonly middle: () => Place;
}

let shown: CanvasView | undefined;

export function setCanvasView(view: CanvasView | undefined): void {
  shown = view;
}

export function canvasView(): CanvasView | undefined {
  return shown;
}

/** Moves the keyboard to a step's card. */
export function focusCard(id: string): void {
  document.querySelector<HTMLElement>(`[data-step="${CSS.escape(id)}"]`)?.focus({preventScroll: true});
}
