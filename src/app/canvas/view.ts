// What commands may do to the canvas while it is on the page.
import type {Place} from "../commands.ts";
import {documentStore} from "../document.ts";
import {cardsOf} from "./geometry.ts";

/** Where a card would best stand beside that of a step: data run to the right, what steers them comes from above. */
export interface Beside {
  readonly step: string;
  readonly above: boolean;
}

export interface CanvasView {
  /** Shows all that can be read; asked for once more, all of it however small. */
  readonly fit: (asked?: "asked") => void;
  readonly zoom: (by: number | "actual") => void;
  /** The place on the canvas under a point of the window. */
  readonly placeAt: (x: number, y: number) => Place;
  /** The place for a new card, seen and covering nothing: nearest to a point of the window, to a card, or to the middle of what is seen. */
  readonly free: (near?: readonly [number, number] | Beside) => Place;
  /** Moves the canvas until a card or frame is seen; not at all where it is. */
  readonly reveal: (id: string) => void;
  /** The point of the window where the middle of a step's card is. */
  readonly pointOf: (step: string) => readonly [number, number];
}

let shown: CanvasView | undefined;

export function setCanvasView(view: CanvasView | undefined): void {
  shown = view;
}

export function canvasView(): CanvasView | undefined {
  return shown;
}

/** Moves the keyboard to a step's card, or that of the collapsed group it is in. */
export function focusCard(id: string): void {
  const {workflow} = documentStore.current;
  const card = workflow.steps.has(id) ? cardsOf(workflow)(id) : id;
  document.querySelector<HTMLElement>(`[data-card="${CSS.escape(card)}"]`)?.focus({preventScroll: true});
  shown?.reveal(card);
}

/** Moves the keyboard to the first of the steps just put in, once it is drawn. */
export function focusNew(): void {
  const [first] = documentStore.current.selection;
  if (first !== undefined) requestAnimationFrame(() => focusCard(first));
}

let dragged: string | undefined;

/** The node type being dragged from the list onto the canvas; the browser itself tells only when it is dropped. */
export function draggedNode(): string | undefined {
  return dragged;
}

export function setDraggedNode(type: string | undefined): void {
  dragged = type;
}
