import {Window} from "happy-dom";
import {describe, expect, it} from "vitest";
import {realColumn, Table, type Target, textColumn} from "../../runtime/table.ts";
import {choices, figures} from "../../src/views/figures/index.ts";
import {standalone} from "../../src/views/figures/standalone.ts";
import {lightPalette} from "../../src/views/theme.ts";

const target: Target = {column: "log10_m1", label: "MIPS1", transform: "log10", sourceColumn: "m1", unit: "uJy", wavelength: 24};
const n = 40;
const real = (name: string, value: (i: number) => number) =>
  realColumn(
    {name},
    Float64Array.from({length: n}, (_, i) => value(i))
  );
const observed = (i: number): number => 2 + i / 10;
const judged = (bars: boolean): Table =>
  new Table({
    columns: [
      real("log10_m1", observed),
      real("predicted_log10_m1", (i) => observed(i) + 0.05),
      real("wise4", (i) => 10 ** observed(i) * (24 / 22) ** 2),
      ...(bars ? [real("predicted_log10_m1_lower", observed), real("predicted_log10_m1_upper", (i) => observed(i) + 0.1)] : [])
    ],
    roles: {target}
  });

function svgOf(name: string, value: Table, simulated = false): string {
  const figure = figures.find((known) => known.name === name)!;
  const document = new Window().document as unknown as Document;
  return standalone(figure.view({document, width: 536, palette: lightPalette}, value), {
    width: 560,
    palette: lightPalette,
    simulated
  });
}

/** The group of marks of a class, as text. */
function group(svg: string, className: string): string {
  const start = svg.indexOf(`<g class="${className}"`);
  return start < 0 ? "" : svg.slice(start, svg.indexOf("</g>", start));
}

const marks = (svg: string, className: string, shape: string): number => group(svg, className).split(`<${shape} `).length - 1;

describe("figure 5", () => {
  it("draws a dot, a bar and a triangle for each row, and tells n and the offset of the axes", () => {
    const svg = svgOf("fig5", judged(true), true);
    expect(marks(svg, "predicted", "circle")).toBe(n);
    expect(marks(svg, "bars", "line")).toBe(n);
    expect(marks(svg, "wise", "path")).toBe(n);
    expect(svg).toContain("n = 40 rows");
    expect(svg).toContain("(24/22)²");
    expect(svg).toContain(">simulated</text>");
  });

  it("puts a WISE flux of (24/22)² times the Spitzer flux on the diagonal", () => {
    const wise = group(svgOf("fig5", judged(true)), "wise");
    const places = [...wise.matchAll(/translate\(([\d.]+),([\d.]+)\)/g)].map(([, x, y]) => [Number(x), Number(y)] as const);
    expect(places).toHaveLength(n);
    const slopes = places.slice(1).map(([x, y], i) => (places[i]![1] - y) / (x - places[i]![0]));
    for (const slope of slopes) expect(Math.abs(slope - slopes[0]!)).toBeLessThan(1e-6);
  });

  it("does without bars where there are none, and says so", () => {
    const svg = svgOf("fig5", judged(false));
    expect(marks(svg, "bars", "line")).toBe(0);
    expect(svg).toContain("No bars");
    expect(svg).not.toContain('class="simulated"');
  });
});

describe("figure 7", () => {
  it("draws a step for each fraction and a band", () => {
    const curve = new Table({
      columns: [
        real("fraction", (i) => (i + 1) / n),
        real("rows", (i) => 10 * (i + 1)),
        real("r2Score", (i) => i / n),
        real("r2Score_sd", () => 0.1)
      ]
    });
    const svg = svgOf("fig7-r2", curve);
    expect(marks(svg, "steps", "circle")).toBe(n);
    expect(marks(svg, "band", "path")).toBe(1);
    expect(svg).toContain("n = 400 rows at 100 %");
  });
});

describe("Boruta's history", () => {
  const text = (name: string, value: (i: number) => string) =>
    textColumn(
      {name},
      Array.from({length: n}, (_, i) => value(i))
    );
  const history = new Table({
    columns: [
      real("round", (i) => 1 + Math.floor(i / 2)),
      text("feature", (i) => (i % 2 ? "wise4" : "noise")),
      real("importance", (i) => (i % 2 ? 5 : i / n)),
      real("shadow", () => 2),
      text("decision", (i) => (i % 2 ? "confirmed" : "rejected"))
    ]
  });

  it("tells rounds, and what is kept", () => {
    expect(svgOf("boruta", history)).toContain("n = 20 rounds, 2 features; kept: wise4.");
  });
});

describe("the figures of a result", () => {
  it("are the same text for the same value", () => {
    expect(svgOf("fig5", judged(true))).toBe(svgOf("fig5", judged(true)));
  });

  it("are those that make sense, with the reason for each that does not", () => {
    const all = choices([{port: "predictions", kind: "table", value: judged(true)}]);
    expect(all.filter((choice) => "result" in choice).map(({figure}) => figure.name)).toEqual(["fig5"]);
    for (const choice of all) if ("missing" in choice) expect(choice.missing).toMatch(/it takes/);
  });
});
