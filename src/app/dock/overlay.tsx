import {
  type FocusEvent,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState
} from "react";
import type {View} from "../../views/view.ts";
import {
  bandHint,
  type Box,
  boxOf,
  brushHint,
  type Corners,
  cornersOf,
  cursorFirst,
  isDrawn,
  moved,
  type Plane,
  type Reach,
  reachOf,
  told,
  toldShort
} from "./brush-keys.ts";
import type {Marked} from "./lit.ts";

export interface OverlayProps {
  readonly host: HTMLElement;
  readonly view: View;
  readonly marked: Marked | undefined;
  /** Whose rows it draws: what can be brushed has a name. */
  readonly name: string | undefined;
  readonly onBrush: (box: Box | undefined) => void;
  readonly countIn: (box: Box) => number;
  readonly brushed: Box | undefined;
}

/** What lies over a picture of rows: the rows that are lit, and a brush by pointer and by keys. */
export function Overlay({host, view, marked, name, ...brush}: OverlayProps): ReactNode {
  const [top, setTop] = useState(0);
  const {content} = view;
  const [width, height] = [Number(content.getAttribute("width")), Number(content.getAttribute("height"))];
  useEffect(() => {
    const drawn = host.querySelector("svg.plot");
    if (drawn) setTop(drawn.getBoundingClientRect().top - host.getBoundingClientRect().top);
  }, [view]);
  return (
    <>
      <LitDots view={view} marked={marked} width={width} height={height} top={top} />
      {name !== undefined && <Brush view={view} name={name} place={{top, width, height}} {...brush} />}
    </>
  );
}

interface BrushProps extends Pick<OverlayProps, "view" | "onBrush" | "countIn" | "brushed"> {
  readonly name: string;
  readonly place: {readonly top: number; readonly width: number; readonly height: number};
}

function Brush({view, name, place, onBrush, countIn, brushed}: BrushProps): ReactNode {
  const [drag, setDrag] = useState<Corners>();
  const [reach, setReach] = useState<Reach>();
  const [byKeys, setByKeys] = useState(false);
  const hint = useId();
  const scales = view.scales!;
  const plane: Plane = {scales, upright: view.rows!.y !== undefined};
  const {upright} = plane;
  const shown = drag ?? (brushed && cornersOfBox(brushed, plane));
  const reached = byKeys && !drag ? cornersOf(reach ?? cursorFirst, plane) : undefined;
  const at = (event: PointerEvent): readonly [number, number] => {
    const {left, top} = event.currentTarget.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const [x, y] = at(event);
    setByKeys(false);
    setDrag(upright ? [x, y, x, y] : [x, scales.y.range[0], x, scales.y.range[1]]);
  };
  const onPointerMove = (event: PointerEvent): void => {
    const [x, y] = at(event);
    if (drag) setDrag([drag[0], drag[1], x, upright ? y : drag[3]]);
  };
  const onPointerUp = (): void => {
    if (!drag) return;
    setDrag(undefined);
    const [x1, y1, x2, y2] = drag;
    const meant = Math.abs(x2 - x1) >= 4 && (!upright || Math.abs(y2 - y1) >= 4);
    setReach(meant ? reachOf(drag, plane) : undefined);
    onBrush(meant ? boxOf(drag, plane) : undefined);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const now = reach ?? cursorFirst;
    const next = moved(now, event.key, event.shiftKey, upright);
    const drop = event.key === "Escape" && isDrawn(now);
    if (next) setReach(next);
    else if (event.key === "Enter") onBrush(boxOf(cornersOf(now, plane), plane));
    else if (drop) setReach({from: now.to, to: now.to});
    else return;
    setByKeys(true);
    event.preventDefault();
    event.stopPropagation();
  };
  const box = reach && reached && boxOf(reached, plane);
  const rows = box ? countIn(box) : 0;
  return (
    <div
      className="picture-overlay brushable"
      style={place}
      tabIndex={0}
      role="application"
      aria-roledescription="picture to brush"
      aria-label={`${name}: ${upright ? `${scales.y.label} against ${scales.x.label}` : scales.x.label}`}
      aria-describedby={hint}
      onKeyDown={onKeyDown}
      onFocus={(event: FocusEvent) => setByKeys(event.currentTarget.matches(":focus-visible"))}
      onBlur={() => setByKeys(false)}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={() => setDrag(undefined)}
    >
      <svg width={place.width} height={place.height} aria-hidden="true">
        {shown && <Frame corners={shown} />}
        {reached && <Frame corners={reached} className={isDrawn(reach ?? cursorFirst) ? "reach" : "reach cursor"} />}
      </svg>
      <p id={hint} className="unseen">
        {upright ? brushHint : bandHint}
      </p>
      <p className="unseen" aria-live="polite">
        {box && told(box, scales, rows)}
      </p>
      {byKeys && (
        <p className="brush-said" aria-hidden="true">
          {box ? toldShort(box, rows) : "arrows, Shift draws, Enter lights"}
        </p>
      )}
    </div>
  );
}

function Frame({corners: [x1, y1, x2, y2], className}: {readonly corners: Corners; readonly className?: string}): ReactNode {
  return (
    <rect className={className} x={Math.min(x1, x2)} y={Math.min(y1, y2)} width={Math.abs(x2 - x1)} height={Math.abs(y2 - y1)} />
  );
}

function cornersOfBox({x, y}: Box, {scales}: Plane): Corners {
  const [y1, y2] = y ? [scales.y.apply(y[0]), scales.y.apply(y[1])] : scales.y.range;
  return [scales.x.apply(x[0]), y1, scales.x.apply(x[1]), y2];
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

function drawDots(brush: CanvasRenderingContext2D, {rows, scales}: View, {mask, count}: Marked): void {
  const [xs, ys] = [rows!.x, rows!.y!];
  const [top, bottom] = scales!.y.range;
  for (let i = 0; i < mask.length; ++i) {
    if (!mask[i]) continue;
    const [x, y] = [scales!.x.apply(xs[i]!), scales!.y.apply(ys[i]!)];
    if (!Number.isFinite(x) || !(y > top - 4 && y < bottom + 4)) continue;
    brush.beginPath();
    brush.arc(x, y, 2.4, 0, 7);
    brush.fill();
    if (count > mostRings) continue;
    brush.beginPath();
    brush.arc(x, y, 5, 0, 7);
    brush.stroke();
  }
}
