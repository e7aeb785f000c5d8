// Which part of the canvas is shown, and how large, so that all of it is seen where that can be read.
import type {Rect} from "./geometry.ts";

export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export interface Frame {
  readonly width: number;
  readonly height: number;
  /** What a list at the left covers. */
  readonly left: number;
}

/** The bar to zoom with, in the lower right corner. */
const bar = {width: 208, height: 42};
const padding = 28;

/** The viewport that shows an extent; where it would be smaller than `least`, its upper left part. */
export function fitted(
  extent: Rect,
  cards: Iterable<Rect>,
  {width, height, left}: Frame,
  {least, most}: {readonly least: number; readonly most: number}
): Viewport {
  const all = [...cards];
  const within = (bottom: number): Viewport => {
    const [w, h] = [width - left - 2 * padding, height - padding - bottom];
    const zoom = Math.max(least, Math.min(most, w / extent.width, h / extent.height));
    const start = (room: number, length: number, at: number, before: number): number =>
      before + Math.max(0, (room - length * zoom) / 2) - at * zoom;
    return {x: start(w, extent.width, extent.x, left + padding), y: start(h, extent.height, extent.y, padding), zoom};
  };
  const free = within(padding);
  const covered = all.some(
    (c) => (c.x + c.width) * free.zoom + free.x > width - bar.width && (c.y + c.height) * free.zoom + free.y > height - bar.height
  );
  return covered ? within(bar.height + 12) : free;
}

/** Whether an extent lies within what a viewport shows. */
export function shows({x, y, zoom}: Viewport, extent: Rect, {width, height}: Pick<Frame, "width" | "height">): boolean {
  return (
    extent.x * zoom + x >= -1 &&
    extent.y * zoom + y >= -1 &&
    (extent.x + extent.width) * zoom + x <= width + 1 &&
    (extent.y + extent.height) * zoom + y <= height + 1
  );
}
