import {type ReactNode, useEffect, useMemo, useRef, useState} from "react";
import type {Frame} from "../../views/theme.ts";
import {figure, type View} from "../../views/view.ts";
import {light, type Lit, litAmong, type Origin, useLit} from "./lit.ts";
import type {Box} from "./brush-keys.ts";
import {Overlay} from "./overlay.tsx";

export type {Box} from "./brush-keys.ts";

export interface PictureProps {
  readonly make: (frame: Frame) => View;
  /** The picture is drawn anew when one of these changes. */
  readonly of: readonly unknown[];
  /** Fills its place, with what is said about it at its side, rather than keeping its own height. */
  readonly fill?: boolean;
  /** What chooses what is drawn. */
  readonly controls?: ReactNode;
  /** Whose rows the picture draws: they can then be lit. */
  readonly origin?: Origin | undefined;
  /** A brush in words: the condition that is true for its rows. */
  readonly sqlOf?: ((box: Box) => string | undefined) | undefined;
}

const widest = 3.2;

/** A view on the page, as wide as its place; where it draws the rows of a table, they can be brushed, and those lit stand out. */
export function Picture({make, of, fill = false, controls, origin, sqlOf}: PictureProps): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const words = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<{readonly width: number; readonly height: number}>();
  const [brush, setBrush] = useState<{readonly box: Box; readonly lit: Lit}>();
  const lit = useLit();
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
  const marked = litAmong(lit, origin);
  const stands = view?.rows && marked && marked.count > 0 ? marked : undefined;
  const onBrush = (box: Box | undefined): void => {
    const rows = new Set(box && view?.rows && origin ? placesIn(view.rows, box).map((i) => origin.identity[i]!) : []);
    if (!box || rows.size === 0) return light(undefined);
    const next: Lit = {root: origin!.root, rows, at: origin!.at, sql: sqlOf?.(box)};
    light(next);
    setBrush({box, lit: next});
  };
  return (
    <div className={fill ? "picture fill" : "picture"}>
      <div className="picture-side">
        {controls}
        <div ref={words} />
        {marked && view?.rows && (
          <p className="lit-here">
            {marked.count === 0 ? "none of the lit rows are here" : `${marked.count.toLocaleString("en-US")} lit here`}
          </p>
        )}
      </div>
      <div className="picture-place" ref={place}>
        <div className={`picture-host${stands ? " dimmed" : ""}`} ref={host} />
        {view?.scales && view.rows && host.current && (
          <Overlay
            host={host.current}
            view={view}
            marked={stands}
            name={origin && `${origin.at.step}.${origin.at.port}`}
            onBrush={onBrush}
            countIn={(box) => placesIn(view.rows!, box).length}
            brushed={brush && brush.lit.rows === lit?.rows ? brush.box : undefined}
          />
        )}
      </div>
    </div>
  );
}

/** The rows whose places lie in a part of the picture. */
function placesIn({x, y}: NonNullable<View["rows"]>, box: Box): readonly number[] {
  const inside = (value: number, range: readonly [number, number] | undefined): boolean =>
    !range || (value >= range[0] && value <= range[1]);
  const rows: number[] = [];
  for (let i = 0; i < x.length; ++i) if (inside(x[i]!, box.x) && (!y || inside(y[i]!, box.y))) rows.push(i);
  return rows;
}
