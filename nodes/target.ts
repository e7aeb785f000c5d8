import {target as targetPort} from "./kinds.ts";
import {defineNode} from "../runtime/node.ts";
import {real, text} from "../runtime/params.ts";

const mips1 = {errorColumn: "m1_df_psf", label: "MIPS1", wavelength: 24};

export const target = defineNode({
  type: "target",
  version: 2,
  title: "Target",
  group: "learning",
  doc: `Names the column to learn: the flux that some rows have and the others shall be given.

Nothing is read here. Connect it to *label*, which looks the column up in the table that arrives and takes its unit and UCD from there.
To learn another flux, make another target and move one wire.

| study | column | errorColumn | label | wavelength |
|---|---|---|---|---|
| MIPS 24 µm | \`m1_f_psf\` | \`m1_df_psf\` | MIPS1 | 24 |
| IRAC 8 µm | \`i4_f_ap1\` | \`i4_df_ap1\` | IRAC4 | 8 |

What is left empty is not known: a target is called by its column then, and has no error and no wavelength.

The wavelength is the nominal one, in micrometres; the effective wavelengths of these bands are 23.68 and 7.87 µm. It serves charts and
names only.`,
  references: [
    "Fonseca-Bonilla, Cerdán, Noriega-Crespo & Moro-Martín 2024, A&A",
    "Spitzer Enhanced Imaging Products, IRSA",
    "Rieke et al. 2004, ApJS 154, 25 (MIPS)",
    "Fazio et al. 2004, ApJS 154, 10 (IRAC)"
  ],
  methods: ({params}) =>
    `The quantity to learn is {label}, column \`{column}\`${params.wavelength > 0 ? " at {wavelength}" : ""}${params.errorColumn === "" ? "" : " with its error `{errorColumn}`"}.`,
  inputs: {},
  outputs: {target: targetPort("the quantity to learn")},
  params: {
    column: text({
      default: "m1_f_psf",
      pattern: /\S/,
      expected: "the name of a column",
      doc: "The column that holds it; a flux density, or any other number."
    }),
    errorColumn: text({default: "", doc: "The column of its 1σ error, for charts; empty where there is none."}),
    label: text({default: "", doc: "How people call it, in charts and reports; empty takes the column's name."}),
    wavelength: real({default: 0, min: 0, max: 1e9, unit: "um", doc: "Nominal wavelength; 0 where there is none."})
  },
  // Version 1 gave every column the error, label and wavelength of MIPS1 unless told otherwise, which only MIPS1 can have meant.
  migrations: [({column = "m1_f_psf", ...params}) => ({...(column === "m1_f_psf" ? mips1 : {column}), ...params})],
  run({params: {column, errorColumn, label, wavelength}}) {
    if (errorColumn === column) throw new Error(`"${column}" cannot be its own error; name the error column, or none`);
    return {
      target: {
        column,
        ...(errorColumn !== "" && {errorColumn}),
        label: label.trim() || column,
        ...(wavelength > 0 && {wavelength}),
        transform: "none",
        sourceColumn: column
      }
    };
  }
});
