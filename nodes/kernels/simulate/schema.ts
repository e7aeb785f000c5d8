import type {Text} from "./text.ts";

/** What a simulated column is called and holds. */
export interface Described {
  readonly name: string;
  readonly type: "boolean" | "int32" | "int64" | "float64" | "text";
  readonly unit?: string;
  readonly ucd?: string;
  readonly description: string;
}

interface Filled<T extends Described["type"], V> extends Described {
  readonly type: T;
  readonly values: V;
  readonly valid?: Uint8Array;
}

/** A described column with its values; `valid` is 0 where there is none. */
export type SimulatedColumn =
  | Filled<"boolean", Uint8Array>
  | Filled<"int32", Int32Array>
  | Filled<"int64", BigInt64Array>
  | Filled<"float64", Float64Array>
  | Filled<"text", Text>;

type Row = readonly [name: string, type: Described["type"], unit: string, ucd: string, description: string];

function describe(rows: readonly Row[]): readonly Described[] {
  return rows.map(([name, type, unit, ucd, description]) => ({
    name,
    type,
    ...(unit && {unit}),
    ...(ucd && {ucd}),
    description: `${description} (simulated)`
  }));
}

/** Columns of the members, named as Hunt & Reffert (2024, VizieR J/A+A/686/A42) and Gaia DR3 name theirs. */
export const memberColumns = describe([
  ["Name", "text", "", "meta.id;meta.main", "Name of the cluster; simulated ones begin with Sim"],
  ["source_id", "int64", "", "meta.id", "Source identifier, unique, beyond 2^53 as in Gaia DR3"],
  ["Prob", "float64", "", "stat.probability", "Membership probability"],
  ["RA_ICRS", "float64", "deg", "pos.eq.ra;meta.main", "Right ascension (ICRS)"],
  ["DE_ICRS", "float64", "deg", "pos.eq.dec;meta.main", "Declination (ICRS)"],
  ["pmRA", "float64", "mas.yr**-1", "pos.pm;pos.eq.ra", "Proper motion in right ascension times cos(declination)"],
  ["pmDE", "float64", "mas.yr**-1", "pos.pm;pos.eq.dec", "Proper motion in declination"],
  ["Plx", "float64", "mas", "pos.parallax.trig", "Parallax"],
  ["e_Plx", "float64", "mas", "stat.error;pos.parallax.trig", "Standard error of the parallax"],
  ["Gmag", "float64", "mag", "phot.mag;em.opt", "G magnitude (Vega)"],
  ["BPmag", "float64", "mag", "phot.mag;em.opt.B", "BP magnitude (Vega)"],
  ["RPmag", "float64", "mag", "phot.mag;em.opt.R", "RP magnitude (Vega)"]
]);

const infrared = {1: "em.IR.3-4um", 2: "em.IR.4-8um", 3: "em.IR.8-15um", 4: "em.IR.15-30um"} as const;
const wiseBands = [1, 2, 3, 4] as const;

function flux(name: string, error: string, band: string, what: string): readonly Row[] {
  return [
    [name, "float64", "uJy", `phot.flux.density;${band}`, what],
    [error, "float64", "uJy", `stat.error;phot.flux.density;${band}`, `Uncertainty on ${name}`]
  ];
}

/** Columns of the sources, with the names, units and UCDs of the Spitzer Enhanced Imaging Products' source list. */
export const sourceColumns = describe([
  ["objid", "text", "", "meta.id", "Object identifier; simulated ones begin with Sim"],
  ["cntr", "int64", "", "meta.id;meta.main", "Entry counter, unique within the table"],
  ["ra", "float64", "deg", "pos.eq.ra;meta.main", "Right ascension (J2000)"],
  ["dec", "float64", "deg", "pos.eq.dec;meta.main", "Declination (J2000)"],
  ...flux("j", "dj", "em.IR.J", "J-band flux density of the associated 2MASS source"),
  ...flux("h", "dh", "em.IR.H", "H-band flux density of the associated 2MASS source"),
  ...flux("k", "dk", "em.IR.K", "K-band flux density of the associated 2MASS source"),
  ...flux("i1_f_ap1", "i1_df_ap1", infrared[1], "IRAC ch1 flux density in 3.8 arcsec (diameter) aperture"),
  ...flux("i2_f_ap1", "i2_df_ap1", infrared[2], "IRAC ch2 flux density in 3.8 arcsec (diameter) aperture"),
  ...flux("i3_f_ap1", "i3_df_ap1", infrared[2], "IRAC ch3 flux density in 3.8 arcsec (diameter) aperture"),
  ...flux("i4_f_ap1", "i4_df_ap1", infrared[2], "IRAC ch4 flux density in 3.8 arcsec (diameter) aperture"),
  ...flux("m1_f_psf", "m1_df_psf", infrared[4], "MIPS ch1 PSF-fit flux density"),
  ...wiseBands.flatMap((b) =>
    flux(
      `wise${b}`,
      `dwise${b}`,
      infrared[b],
      `WISE W${b} flux density, or 95 % upper limit where its signal-to-noise ratio is below 2`
    )
  ),
  ...wiseBands.flatMap((b): readonly Row[] => [
    [`wise${b}rchi2`, "float64", "", `stat.fit.chi2;${infrared[b]}`, `Reduced chi-square of the W${b} profile fit`],
    [`wise${b}m`, "int32", "", "meta.number", `W${b} frame coverage`],
    [`wise${b}nm`, "int32", "", "meta.number", `W${b} frame detection count`]
  ]),
  ["cc_flags", "text", "", "meta.code", "WISE contamination and confusion flags, W1 to W4; '0000' is clean"],
  ["ext_flg", "int32", "", "meta.code", "WISE extended source flag; 0 is a point source"],
  ["wise_ph_qual", "text", "", "meta.code.qual;phot", "WISE photometric quality, W1 to W4; U is an upper limit"]
]);

/** Columns of the truth behind every matched source with W4. */
export const truthColumns = describe([
  ["objid", "text", "", "meta.id;meta.main", "Object identifier, as in the sources"],
  ["cluster", "text", "", "meta.id.parent", "Name of the cluster"],
  ["heldOut", "boolean", "", "meta.code", "Whether it belongs to the cluster that Spitzer is taken not to have seen"],
  ["m1_f_true", "float64", "uJy", "phot.flux.density;em.IR.15-30um", "Flux density at 24 um without noise"],
  ...flux("m1_f_seen", "m1_df_seen", infrared[4], "MIPS ch1 flux density as it would be measured"),
  ["i4_f_true", "float64", "uJy", "phot.flux.density;em.IR.4-8um", "Flux density at 8 um without noise"],
  ...flux("i4_f_seen", "i4_df_seen", infrared[2], "IRAC ch4 flux density as it would be measured")
]);
