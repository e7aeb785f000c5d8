import {type PointerEvent, type ReactNode, useEffect, useMemo, useRef, useState} from "react";
import type {Frame} from "../../views/theme.ts";
import {figure, type View} from "../../views/view.ts";

/** A part of a picture, in values. */
export interface Box {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

export interface PictureProps {
  readonly make: (frame: Frame) => View;
  /** The picture is drawn anew when one of these changes. */
  readonly of: readonly unknown[];
  /** Fills its place, with what is said about it at its side, rather than keeping its own height. */
  readonly fill?: boolean;
  /** What chooses what is drawn. */
  readonly controls?: ReactNode;
  readonly onBrush?: ((box: Box | undefined) => void) | undefined;
  readonly brushed?: Box | undefined;
  /** Values of rows to ring. */
  readonly lit?: readonly (readonly [number, number])[];
}

const mostRings = 2000;
const widest = 3.2;

/** A view on the page, as wide as its place, with a brush where it has two axes. */
export function Picture({make, of, fill = false, controls, onBrush, brushed, lit = []}: PictureProps): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const words = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<{readonly width: number; readonly height: number}>();
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      const {width, height} = entry!.contentRect;
      setSize({width: Math.floor(width), height: Math.floor(height)});
    });
    observer.observe(place.current!);
    return () => observer.disconnect();
  }, []);
  const {width = 0, height = 0} = size ?? {};
  const view = useMemo(() => {
    if (width < 40) return undefined;
    const high = Math.max(110, height);
    return make({document, ...(fill ? {height: high, width: Math.min(width, Math.round(high * widest))} : {width})});
  }, [width, fill ? height : 0, fill, ...of]);
  useEffect(() => {
    if (!view) return;
    const made = figure(document, view);
    if (fill) {
      words.current!.replaceChildren(...made.querySelectorAll(".view-heading, .view-caption"));
      host.current!.replaceChildren(view.content);
    } else host.current!.replaceChildren(made);
  }, [view, fill]);
  const scales = view?.scales;
  const rings = useMemo(
    () =>
      scales
        ? lit.slice(0, mostRings).flatMap(([x, y], i) => {
            const [cx, cy] = [scales.x.apply(x), scales.y.apply(y)];
            return Number.isFinite(cx) && Number.isFinite(cy) ? [<circle key={i} cx={cx} cy={cy} r={5} />] : [];
          })
        : [],
    [scales, lit]
  );
  return (
    <div className={fill ? "picture fill" : "picture"}>
      <div className="picture-side">
        {controls}
        <div ref={words} />
      </div>
      <div className="picture-place" ref={place}>
        <div className="picture-host" ref={host} />
        {view && scales && host.current && (
          <Overlay host={host.current} view={view} scales={scales} onBrush={onBrush} brushed={brushed}>
            {rings}
          </Overlay>
        )}
      </div>
    </div>
  );
}

interface OverlayProps {
  readonly host: HTMLElement;
  readonly view: View;
  readonly scales: NonNullable<View["scales"]>;
  readonly onBrush: PictureProps["onBrush"];
  readonly brushed: Box | undefined;
  readonly children: ReactNode;
}

function Overlay({host, view, scales, onBrush, brushed, children}: OverlayProps): ReactNode {
  const [drag, setDrag] = useState<readonly [number, number, number, number]>();
  const {content} = view;
  const [width, height] = [Number(content.getAttribute("width")), Number(content.getAttribute("height"))];
  const [top, setTop] = useState(0);
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
    const [x1, y1, x2, y2] = drag;
    setDrag(undefined);
    if (Math.abs(x2 - x1) < 4 || Math.abs(y2 - y1) < 4) return onBrush(undefined);
    const sorted = (a: number, b: number): [number, number] => (a < b ? [a, b] : [b, a]);
    onBrush({x: sorted(scales.x.invert(x1), scales.x.invert(x2)), y: sorted(scales.y.invert(y1), scales.y.invert(y2))});
  };
  const frame =
    drag ??
    (brushed && [
      scales.x.apply(brushed.x[0]),
      scales.y.apply(brushed.y[0]),
      scales.x.apply(brushed.x[1]),
      scales.y.apply(brushed.y[1])
    ]);
  return (
    <svg
      className={onBrush ? "picture-overlay brushable" : "picture-overlay"}
      style={{top}}
      width={width}
      height={height}
      aria-hidden="true"
      onPointerDown={
        onBrush &&
        ((event) => {
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
    >
      {children}
      {frame && (
        <rect
          x={Math.min(frame[0]!, frame[2]!)}
          y={Math.min(frame[1]!, frame[3]!)}
          width={Math.abs(frame[2]! - frame[0]!)}
          height={Math.abs(frame[3]! - frame[1]!)}
        />
      )}
    </svg>
  );
}
