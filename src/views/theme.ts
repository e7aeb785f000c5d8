/** The colours a picture is drawn with. */
export interface Palette {
  readonly ink: string;
  readonly ink2: string;
  readonly ink3: string;
  readonly grid: string;
  readonly axis: string;
  readonly ground: string;
  readonly accent: string;
  readonly fail: string;
  /** Two series, or the subject and its rival. */
  readonly a: string;
  readonly b: string;
  readonly table: string;
  readonly filter: string;
  readonly target: string;
  readonly search: string;
  readonly model: string;
  readonly metrics: string;
}

/** What a view needs of the place it is drawn for. */
export interface Frame {
  readonly document: Document;
  /** In pixels. */
  readonly width: number;
  readonly height?: number;
  readonly palette?: Palette;
  /** Default: the page's. */
  readonly font?: string;
}

/** The page's own tokens: follows its theme. */
export const pagePalette: Palette = {
  ink: "var(--ink)",
  ink2: "var(--ink2)",
  ink3: "var(--ink3)",
  grid: "var(--grid)",
  axis: "var(--axis)",
  ground: "var(--card)",
  accent: "var(--accent)",
  fail: "var(--fail)",
  a: "var(--a)",
  b: "var(--b)",
  table: "var(--k-table)",
  filter: "var(--k-filter)",
  target: "var(--k-target)",
  search: "var(--k-search)",
  model: "var(--k-model)",
  metrics: "var(--k-metrics)"
};

/** For pictures that leave the page, on white. */
export const lightPalette: Palette = {
  ink: "#16191d",
  ink2: "#464e59",
  ink3: "#626a76",
  grid: "#e9ebef",
  axis: "#868e9a",
  ground: "#ffffff",
  accent: "#3451d1",
  fail: "#c02626",
  a: "#3451d1",
  b: "#ab5707",
  table: "#677282",
  filter: "#ab5707",
  target: "#9c1458",
  search: "#5420a8",
  model: "#0a8468",
  metrics: "#1c84c6"
};

/** The same on a dark ground. */
export const darkPalette: Palette = {
  ink: "#eceef1",
  ink2: "#b7bec8",
  ink3: "#949da9",
  grid: "#2a2f36",
  axis: "#727b87",
  ground: "#1f2328",
  accent: "#93a8ff",
  fail: "#ff8a80",
  a: "#93a8ff",
  b: "#f08a2e",
  table: "#8793a2",
  filter: "#f08a2e",
  target: "#ff97b8",
  search: "#b9a8ff",
  model: "#7ae8c6",
  metrics: "#429ff2"
};

export const sans = '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
/** Of pictures that leave the page: they are drawn with it everywhere, whatever fonts there are. */
export const pictureFont = `"Source Sans 3", ${sans}`;
export const mono = '"SF Mono", SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace';
