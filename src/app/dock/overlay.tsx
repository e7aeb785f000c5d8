import {type PointerEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState} from "react";
import type {View} from "../../views/view.ts";
import type {Marked} from "./lit.ts";

/** A part of a picture, in values; without y, all of its height. */
export interface Box {
  readonly x: readonly [number, number];
  readonly y?: readonly [number, number];
}

export interface OverlayProps {
  readonly host: HTMLElement;
  readonly view: View;
  readonly marked: Marked | undefined;
  readonly onBrush: ((box: Box | undefined) => void) | undefined;
  readonly brushed: Box | undefined;
}

type Corners = readonly [x1: number, y1: number, x2: number, y2: number];

/** What lies over a picture of rows: the frame of a brush, and the rows that are lit. */
export function Overlay({host, view, marked, onBrush, brushed}: OverlayProps): ReactNode {
  const [drag, setDrag] = useState<Corners>();
  const [top, setTop] = useState(0);
  const {content} = view;
  const scales = view.scales!;
  const upright = view.rows!.y !== undefined;
  const [width, height] = [Number(content.getAttribute("width")), Number(content.getAttribute("height"))];
  useEffect(() => {
    const drawn = host.querySelector("svg.plot");
    if (drawn) setTop(drawn.getBoundingClientRect().top - host.getBoundingClientRect().top);
  }, [view]);
  const at = (event: PointerEvent): readonly [number, number] => {
    const {left, top} = event.currentTarget.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  const end = (): void => {
    if (!drag || !onBrush) return;
    setDrag(undefined);
    const [x1, y1, x2, y2] = drag;
    if (Math.abs(x2 - x1) < 4 || (upright && Math.abs(y2 - y1) < 4)) return onBrush(undefined);
    const sorted = (a: number, b: number): [number, number] => [rounded(Math.min(a, b)), rounded(Math.max(a, b))];
    const x = sorted(scales.x.invert(x1), scales.x.invert(x2));
    onBrush(upright ? {x, y: sorted(scales.y.invert(y1), scales.y.invert(y2))} : {x});
  };
  const [from, to] = [24, height - 38];
  const corners = (drag && (upright ? drag : [drag[0], from, drag[2], to])) ?? cornersOf(brushed, scales, from, to);
  return (
    <>
      <LitDots view={view} marked={marked} width={width} height={height} top={top} />
      <svg
        className={onBrush ? "picture-overlay brushable" : "picture-overlay"}
        style={{top}}
        width={width}
        height={height}
        aria-hidden="true"
        onPointerDown={
          onBrush &&
          ((event) => {
            if (event.button !== 0) return;
            event.currentTarget.setPointerCapture(event.pointerId);
            const [x, y] = at(event);
            setDrag([x, y, x, y]);
          })
        }
        onPointerMove={(event) => {
          const [x, y] = at(event);
          if (drag) setDrag([drag[0], drag[1], x, y]);
        }}
        onPointerUp={end}
        onPointerCancel={() => setDrag(undefined)}
      >
        {corners && (
          <rect
            x={Math.min(corners[0], corners[2])}
            y={Math.min(corners[1], corners[3])}
            width={Math.abs(corners[2] - corners[0])}
            height={Math.abs(corners[3] - corners[1])}
          />
        )}
      </svg>
    </>
  );
}

// What a person means by a brush are round numbers close to its edges.
function rounded(value: number): number {
  return Number(value.toPrecision(5));
}

function cornersOf(box: Box | undefined, {x, y}: NonNullable<View["scales"]>, from: number, to: number): Corners | undefined {
  if (!box) return undefined;
  const [y1, y2] = box.y ? [y.apply(box.y[0]), y.apply(box.y[1])] : [from, to];
  return [x.apply(box.x[0]), y1, x.apply(box.x[1]), y2];
}

/** Up to so many rows are ringed; more are dots. */
const mostRings = 400;

interface LitDotsProps {
  readonly view: View;
  readonly marked: Marked | undefined;
  readonly width: number;
  readonly height: number;
  readonly top: number;
}

function LitDots({view, marked, width, height, top}: LitDotsProps): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = marked && view.rows?.y ? marked : undefined;
  useLayoutEffect(() => {
    if (!canvas.current || !drawn) return;
    const sharp = devicePixelRatio || 1;
    canvas.current.width = Math.round(width * sharp);
    canvas.current.height = Math.round(height * sharp);
    const brush = canvas.current.getContext("2d")!;
    brush.scale(sharp, sharp);
    const color = getComputedStyle(canvas.current).color;
    [brush.fillStyle, brush.strokeStyle, brush.lineWidth] = [color, color, 2];
    drawDots(brush, view, drawn);
  }, [view, drawn, width, height]);
  if (!drawn) return null;
  return <canvas ref={canvas} className="lit-dots" style={{top, width, height}} aria-hidden="true" />;
}

function drawDots(brush: CanvasRenderingContext2D, {rows, scales, content}: View, {mask, count}: Marked): void {
  const [xs, ys] = [rows!.x, rows!.y!];
  const bottom = Number(content.getAttribute("height")) - 34;
  for (let i = 0; i < mask.length; ++i) {
    if (!mask[i]) continue;
    const [x, y] = [scales!.x.apply(xs[i]!), scales!.y.apply(ys[i]!)];
    if (!Number.isFinite(x) || !(y > 20 && y < bottom)) continue;
    brush.beginPath();
    brush.arc(x, y, 2.4, 0, 7);
    brush.fill();
    if (count > mostRings) continue;
    brush.beginPath();
    brush.arc(x, y, 5, 0, 7);
    brush.stroke();
  }
}
