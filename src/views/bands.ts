// Photometric bands: where they lie, what a magnitude is worth, and how catalogues call their columns.
import type {ColumnInfo} from "../../runtime/table.ts";

export type Survey = "Gaia" | "2MASS" | "WISE" | "Spitzer";

export interface Band {
  readonly name: string;
  readonly survey: Survey;
  /** Effective wavelength, in µm. */
  readonly wavelength: number;
  /** Flux density of magnitude 0 in the Vega system, in Jy. */
  readonly zeroPoint: number;
  /** What catalogues call its flux density. */
  readonly fluxes: readonly string[];
  /** And its magnitude. */
  readonly magnitudes: readonly string[];
}

// Gaia: SVO Filter Profile Service, GAIA/GAIA3. 2MASS: Cohen, Wheaton & Megeath 2003, AJ 126, 1090 (Explanatory Supplement, VI.4a). WISE:
// Jarrett et al. 2011, ApJ 735, 112 (Explanatory Supplement, IV.4h), for Fν ∝ ν⁰. IRAC and MIPS: their instrument handbooks.
// Columns: SEIP source list, DustPedia, VizieR, and the names they have in the studies here.
export const bands: readonly Band[] = [
  band("BP", "Gaia", 0.503575, 3552.01, [], ["BPmag", "phot_bp_mean_mag"]),
  band("G", "Gaia", 0.582239, 3228.75, [], ["Gmag", "phot_g_mean_mag"]),
  band("RP", "Gaia", 0.761996, 2554.95, [], ["RPmag", "phot_rp_mean_mag"]),
  band("J", "2MASS", 1.235, 1594, ["j", "J_2mass"], ["Jmag", "j_m"]),
  band("H", "2MASS", 1.662, 1024, ["h", "H_2mass"], ["Hmag", "h_m"]),
  band("Ks", "2MASS", 2.159, 666.7, ["k", "Ks_2mass"], ["Kmag", "Ksmag", "k_m"]),
  band("W1", "WISE", 3.35, 309.54, ["wise1", "W1"], ["W1mag", "w1mpro"]),
  band("IRAC1", "Spitzer", 3.55, 280.9, ["i1_f_ap1", "IRAC1"], ["3.6mag"]),
  band("IRAC2", "Spitzer", 4.493, 179.7, ["i2_f_ap1", "IRAC2"], ["4.5mag"]),
  band("W2", "WISE", 4.6, 171.787, ["wise2", "W2"], ["W2mag", "w2mpro"]),
  band("IRAC3", "Spitzer", 5.731, 115, ["i3_f_ap1", "IRAC3"], ["5.8mag"]),
  band("IRAC4", "Spitzer", 7.872, 64.13, ["i4_f_ap1", "IRAC4"], ["8.0mag"]),
  band("W3", "WISE", 11.56, 31.674, ["wise3", "W3"], ["W3mag", "w3mpro"]),
  band("W4", "WISE", 22.09, 8.363, ["wise4", "W4"], ["W4mag", "w4mpro"]),
  band("MIPS1", "Spitzer", 23.68, 7.14, ["m1_f_psf", "MIPS1"], ["24mag"])
];

function band(
  name: string,
  survey: Survey,
  wavelength: number,
  zeroPoint: number,
  fluxes: readonly string[],
  magnitudes: readonly string[]
): Band {
  return {name, survey, wavelength, zeroPoint, fluxes, magnitudes};
}

/** A band that a table has, and in which columns. */
export interface MeasuredBand {
  readonly band: Band;
  readonly column: string;
  readonly errorColumn?: string;
  readonly quantity: "flux" | "magnitude";
  /** Of the flux; absent where the table does not say. */
  readonly unit?: string;
}

/** Jy in some units of flux density. */
const jansky: Readonly<Record<string, number>> = {Jy: 1, mJy: 1e-3, uJy: 1e-6, nJy: 1e-9};

/** What one of the unit is in Jy; undefined where it is no flux density. */
export function inJansky(unit: string | undefined): number | undefined {
  return unit !== undefined && Object.hasOwn(jansky, unit) ? jansky[unit] : undefined;
}

/** The bands of a table, by wavelength: fluxes before magnitudes. */
export function bandsOf(columns: readonly ColumnInfo[]): readonly MeasuredBand[] {
  const byName = new Map(columns.filter(({type}) => type !== "text").map((column) => [column.name.toLowerCase(), column]));
  const find = (names: readonly string[]): ColumnInfo | undefined => {
    for (const name of names) {
      const found = byName.get(name.toLowerCase());
      if (found) return found;
    }
    return undefined;
  };
  return bands.flatMap((of): MeasuredBand[] => {
    const flux = find(of.fluxes);
    // One letter may be anything; only its unit tells.
    const isFlux = flux && (inJansky(flux.unit) !== undefined || (flux.unit === undefined && flux.name.length > 1));
    const magnitude = find(of.magnitudes);
    const column = isFlux ? flux : magnitude;
    if (!column) return [];
    const error = find(errorNames(column.name));
    return [
      {
        band: of,
        column: column.name,
        quantity: isFlux ? "flux" : "magnitude",
        ...(error && {errorColumn: error.name}),
        ...(isFlux && column.unit !== undefined && {unit: column.unit})
      }
    ];
  });
}

/** What catalogues call the error of a column. */
function errorNames(column: string): readonly string[] {
  return [`d${column}`, `${column}_err`, `${column}_error`, `e_${column}`, column.replace("_f_", "_df_")].filter(
    (name) => name !== column
  );
}

/** The band of WISE nearest to a wavelength in µm, with its nominal wavelength, where it is within a half of it. */
export function wiseBeside(wavelength: number): {readonly band: Band; readonly nominal: number} | undefined {
  const nominal: Readonly<Record<string, number>> = {W1: 3.4, W2: 4.6, W3: 12, W4: 22};
  const near = bands
    .filter(({survey}) => survey === "WISE")
    .map((of) => ({band: of, nominal: nominal[of.name]!, far: Math.abs(Math.log(nominal[of.name]! / wavelength))}))
    .sort((a, b) => a.far - b.far)[0]!;
  return near.far < Math.log(1.5) + 1e-9 ? {band: near.band, nominal: near.nominal} : undefined;
}
