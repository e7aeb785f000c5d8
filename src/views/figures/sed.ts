// The spectral energy distribution of a source: what a table measured of it, and what was predicted.
import {predictionNames} from "../../../nodes/learning/prediction-columns.ts";
import type {ColumnInfo, Table} from "../../../runtime/table.ts";
import {bandsOf, inJansky, type MeasuredBand, type Survey} from "../bands.ts";

/** One point of a source's spectrum. */
export interface SedPoint {
  readonly row: number;
  readonly band: string;
  readonly kind: Survey | "predicted";
  /** In µm. */
  readonly wavelength: number;
  /** λF_λ in erg s⁻¹ cm⁻², or the table's own flux where no unit is given. */
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
  /** The value is an upper limit. */
  readonly limit: boolean;
}

/** What of a table can be drawn as spectra. */
export interface SedTable {
  readonly bands: readonly MeasuredBand[];
  readonly predicted: readonly PredictedBand[];
  /** Whether fluxes can be told in physical units. */
  readonly physical: boolean;
}

export interface PredictedBand {
  readonly band: MeasuredBand["band"];
  readonly column: string;
  readonly unit?: string;
  readonly lower?: string;
  readonly upper?: string;
  /** What the bounds are. */
  readonly interval?: "calibrated interval" | "3σ of the trees" | "3σ/√q";
}

/** The bands a table has, as measured and as predicted. */
export function sedTable(columns: readonly ColumnInfo[]): SedTable {
  const measured = bandsOf(columns);
  const fluxes = measured.filter(({quantity}) => quantity === "flux");
  const physical = fluxes.every(({unit}) => inJansky(unit) !== undefined);
  // Magnitudes say nothing beside fluxes of unknown unit.
  return {bands: physical ? measured : fluxes, predicted: predictedBands(columns, fluxes), physical};
}

function predictedBands(columns: readonly ColumnInfo[], fluxes: readonly MeasuredBand[]): readonly PredictedBand[] {
  const has = (name: string): boolean => columns.some((column) => column.name === name);
  return fluxes.flatMap(({band, column, unit}): PredictedBand[] => {
    const names = predictionNames(column);
    if (!has(names.mean)) return [];
    const bounds = (
      [
        [names.conformalLower, names.conformalUpper, "calibrated interval"],
        [names.treeLower, names.treeUpper, "3σ of the trees"],
        [names.lower, names.upper, "3σ/√q"]
      ] as const
    ).find(([lower, upper]) => has(lower) && has(upper));
    return [
      {
        band,
        column: names.mean,
        ...(unit !== undefined && {unit}),
        ...(bounds && {lower: bounds[0], upper: bounds[1], interval: bounds[2]})
      }
    ];
  });
}

// λFλ = νFν: F in Jy is 1e-23 erg s⁻¹ cm⁻² Hz⁻¹, and ν is c/λ.
const speedOfLight = 2.99792458e14;

function energy(jansky: number, wavelength: number): number {
  return (jansky * 1e-23 * speedOfLight) / wavelength;
}

/** The points of some rows, in order of wavelength. */
export function sedPoints(table: Table, {bands, predicted, physical}: SedTable, rows: readonly number[]): readonly SedPoint[] {
  const numbers = (name: string | undefined): Float64Array | undefined => (name === undefined ? undefined : table.numbers(name));
  const points: SedPoint[] = [];
  for (const measured of bands) {
    const {band, column, errorColumn, quantity, unit} = measured;
    const [values, errors] = [table.numbers(column), numbers(errorColumn)];
    const flux = (x: number): number =>
      quantity === "magnitude" ? band.zeroPoint * 10 ** (-0.4 * x) : physical ? x * inJansky(unit)! : x;
    const told = (x: number): number => (physical ? energy(x, band.wavelength) : x);
    for (const row of rows) {
      const x = values[row]!;
      const value = told(flux(x));
      if (!(value > 0)) continue;
      const error = errors?.[row] ?? NaN;
      // Of a flux in WISE without an error the catalogues give the 95 % upper limit.
      const limit = quantity === "flux" && band.survey === "WISE" && errors !== undefined && !Number.isFinite(error);
      const bars =
        Number.isFinite(error) && error > 0
          ? quantity === "magnitude"
            ? {low: told(flux(x + error)), high: told(flux(x - error))}
            : {low: told(flux(x - error)), high: told(flux(x + error))}
          : {};
      points.push({row, band: band.name, kind: band.survey, wavelength: band.wavelength, value, limit, ...bars});
    }
  }
  for (const {band, column, unit, lower, upper} of predicted) {
    const [values, low, high] = [table.numbers(column), numbers(lower), numbers(upper)];
    const told = (x: number): number => (physical ? energy(x * inJansky(unit)!, band.wavelength) : x);
    for (const row of rows)
      if (values[row]! > 0)
        points.push({
          row,
          band: band.name,
          kind: "predicted",
          wavelength: band.wavelength,
          value: told(values[row]!),
          limit: false,
          ...(low && high && {low: told(low[row]!), high: told(high[row]!)})
        });
  }
  return points.sort((a, b) => a.wavelength - b.wavelength);
}
