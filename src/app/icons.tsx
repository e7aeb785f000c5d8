// Icons: a grid of 16, strokes of 1.4. One for each node, and those of the shell.
import type {ReactNode} from "react";

const dot = (cx: number, cy: number, r = 1): ReactNode => (
  <circle key={`${cx},${cy}`} cx={cx} cy={cy} r={r} fill="currentColor" stroke="none" />
);

const shapes = {
  catalog: (
    <path d="M3 4c0-1.1 2.2-2 5-2s5 .9 5 2-2.2 2-5 2-5-.9-5-2v8c0 1.1 2.2 2 5 2s5-.9 5-2V4M3 8c0 1.1 2.2 2 5 2s5-.9 5-2" />
  ),
  simulate: (
    <>
      <rect x="2.5" y="2.5" width="11" height="11" rx="2.5" />
      {[dot(5.6, 5.6), dot(10.4, 10.4), dot(8, 8)]}
    </>
  ),
  derive: <path d="M3 3h4M5 3v10M9 7l4 6M13 7l-4 6" />,
  "cross-match": (
    <>
      <circle cx="6" cy="8" r="4" />
      <circle cx="10" cy="8" r="4" />
    </>
  ),
  condition: <path d="M2.5 3.5h11L9.5 8.5v4l-3 1.5V8.5z" />,
  "filter-hub": (
    <>
      <circle cx="8" cy="8" r="2.5" />
      <path d="M1.5 8h4M10.5 8h4M8 1.500v4" />
    </>
  ),
  target: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      {dot(8, 8, 1.6)}
    </>
  ),
  label: (
    <>
      <path d="M2.5 3v4.600l5.9 5.9 5-5L7.5 2.600H3z" />
      <circle cx="5.4" cy="5.6" r=".8" />
    </>
  ),
  hull: (
    <>
      <path d="M4 3.5 12 2.500l2 6-5 5-6-3z" />
      {dot(8, 7.5, 0.9)}
    </>
  ),
  boruta: <path d="M2.5 4h4M2.5 8h4M2.5 12h4M9 4l1.3 1.300L13 2.700M9 11l1.3 1.300L13 9.7" />,
  transform: <path d="M2.5 13.500V2.500M2.5 13.500h11M4.5 12c1.5-6 4-8 8.5-8.5" />,
  split: <path d="M2 8h3.500M5.5 8c3 0 2.5-4.5 5.5-4.500h2.500M5.5 8c3 0 2.5 4.5 5.5 4.500h2.5" />,
  tune: (
    <>
      <path d="M2 5h6M12 5h2M2 11h2M8 11h6" />
      <circle cx="10" cy="5" r="1.8" />
      <circle cx="6" cy="11" r="1.8" />
    </>
  ),
  retrain: <path d="M13 8a5 5 0 1 1-1.6-3.700M13.2 2.200v2.600h-2.6" />,
  evaluate: (
    <>
      <path d="M2.5 11.500a5.8 5.8 0 0 1 11 0M8 11.500l2.6-3.8" />
      <circle cx="8" cy="11.5" r=".8" />
    </>
  ),
  predict: <path d="M2.5 2.500v11h11M5 11l7-7M9 4h3v3" />,
  "inverse-log": <path d="M2.5 13.500V2.500M2.5 13.500h11M4.5 11.500c4.5-.5 7-2.5 8.5-8.5" />,
  append: (
    <>
      <rect x="2.5" y="3" width="6" height="10" rx="1" />
      <path d="M2.5 6.500h6M12.5 5.800v4.400M10.3 8h4.4" />
    </>
  ),
  prescreen: <path d="M2.5 3h11M4 6.5h8M6 10h4M7 13.5h2" />,
  "learning-curve": <path d="M2.5 2.5v11h11M4.5 11c1.5-5 4-6 9-6.3" />,
  importance: <path d="M3 13.500V9M6.5 13.500V4M10 13.500V7M13.5 13.500v-3" />,
  calibrate: <path d="M8 2.500v11M5.5 2.500h5M5.5 13.500h5M3 8h10" />,
  node: <rect x="3" y="4" width="10" height="8" rx="2" />,
  down: <path d="m4 6 4 4 4-4" />,
  undo: <path d="M5.5 3 2.5 6l3 3M2.8 6h6.400a4 4 0 0 1 0 8H6.5" />,
  redo: <path d="m10.5 3 3 3-3 3M13.2 6H6.800a4 4 0 0 0 0 8h2.7" />,
  stop: <rect x="4" y="4" width="8" height="8" rx="1.5" fill="currentColor" />,
  find: (
    <>
      <circle cx="7" cy="7" r="4.2" />
      <path d="m10.2 10.2 3.3 3.3" />
    </>
  ),
  share: <path d="M8 9.500V2M5.2 4.5 8 1.800l2.8 2.700M3 8.500v4.600h10V8.5" />,
  theme: (
    <>
      <circle cx="8" cy="8" r="2.8" />
      <path d="M8 1.500V3M8 13v1.500M1.5 8H3M13 8h1.500M3.4 3.400l1.1 1.100M11.5 11.500l1.1 1.100M12.6 3.400l-1.1 1.100M4.5 11.500l-1.1 1.1" />
    </>
  ),
  warning: <path d="M8 2.700 14 13.300H2zM8 6.700v3M8 11.600v.1" />,
  minus: <path d="M3 8h10" />,
  plus: <path d="M8 3v10M3 8h10" />,
  fit: <path d="M2.5 6V2.500H6M10 2.500h3.500V6M13.5 10v3.500H10M6 13.500H2.500V10" />,
  layout: (
    <>
      <rect x="2" y="3" width="4" height="3.5" rx="1" />
      <rect x="10" y="2" width="4" height="3.5" rx="1" />
      <rect x="10" y="10" width="4" height="3.5" rx="1" />
      <path d="M6 4.800h2v7h2M8 4h2" />
    </>
  ),
  key: (
    <>
      <circle cx="5" cy="8" r="3" />
      <path d="M8 8h6M12 8v2.5" />
    </>
  ),
  fold: <path d="M3 2.500v3.500M13 2.500v3.500M3 10v3.500M13 10v3.500M3 4h10M3 12h10M6 8h4" />,
  unfold: (
    <>
      <rect x="2.5" y="5" width="8.5" height="8.5" rx="1.5" />
      <path d="M5 2.500h7a1.500 1.500 0 0 1 1.500 1.500v7" />
    </>
  ),
  compare: <path d="M8 2v12M3 5h2.500M4.200 3.700v2.600M10.5 5H13M3 11h2.500M10.5 11H13" />,
  more: <>{[dot(3.5, 8, 1.2), dot(8, 8, 1.2), dot(12.5, 8, 1.2)]}</>,
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  sort: <path d="M5 3v10M2.5 10.5 5 13l2.5-2.500M9 4h5M9 8h3.500M9 12h2" />,
  save: <path d="M8 2.500V10M5.2 7.3 8 10l2.8-2.700M3 9.500v4h10v-4" />,
  open: <path d="M2.5 12.500v-9h4l1.5 2h5.500v7z" />,
  help: <path d="M5.7 5.800c.1-3 4.7-3 4.7 0 0 1.8-2.4 1.9-2.4 3.800M8 12.300v.2" />
} as const satisfies Readonly<Record<string, ReactNode>>;

/** The icon of a node type, or of a thing of the shell. */
export function Icon({name}: {readonly name: string}): ReactNode {
  return (
    <svg className="i" viewBox="0 0 16 16" aria-hidden="true">
      {(shapes as Readonly<Record<string, ReactNode>>)[name] ?? shapes.node}
    </svg>
  );
}

export function Mark(): ReactNode {
  return (
    <svg
      className="mark"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.9"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path d="M5 2.500v15M15 2.500v15M10 2.500v3.200M10 9.200v8.3" />
      <path d="M2.5 6c4 0 4 2.8 7.5 2.800h7.500M2.5 13.500h5M12.4 13.500h5.1" />
    </svg>
  );
}
