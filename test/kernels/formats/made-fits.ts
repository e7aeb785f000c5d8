// FITS binary tables made for a test, to the letter of the standard: what our own writer would not write.
import {type Source, sourceOf} from "../../../nodes/kernels/formats/bytes.ts";

interface MadeColumn {
  readonly name: string;
  /** TFORM, e.g. "D" or "2K". */
  readonly form: string;
}

const sizes: Readonly<Record<string, number>> = {D: 8, K: 8, M: 16};

/** A table of one HDU; each row is the bytes of its columns as big-endian 64-bit words; cards go in as they are written. */
export function fitsTable(
  columns: readonly MadeColumn[],
  rows: readonly (readonly bigint[])[],
  cards: Readonly<Record<string, string>> = {}
): Source {
  const width = columns.reduce((sum, {form}) => sum + Number(form.slice(0, -1) || 1) * sizes[form.at(-1)!]!, 0);
  const card = (name: string, value: string | number | boolean): string =>
    `${name.padEnd(8)}= ${String(value === true ? "T" : value).padStart(20)}`.padEnd(80);
  const header = (all: readonly string[]): string => {
    const text = [...all, "END".padEnd(80)].join("");
    return text.padEnd(Math.ceil(text.length / 2880) * 2880);
  };
  const primary = header([card("SIMPLE", true), card("BITPIX", 8), card("NAXIS", 0)]);
  const extension = header([
    "XTENSION= 'BINTABLE'".padEnd(80),
    ...Object.entries({
      BITPIX: 8,
      NAXIS: 2,
      NAXIS1: width,
      NAXIS2: rows.length,
      PCOUNT: 0,
      GCOUNT: 1,
      TFIELDS: columns.length
    }).map(([name, value]) => card(name, value)),
    ...columns.flatMap(({name, form}, j) => [card(`TTYPE${j + 1}`, `'${name}'`), card(`TFORM${j + 1}`, `'${form}'`)]),
    ...Object.entries(cards).map(([name, value]) => card(name, value))
  ]);
  const data = new DataView(new ArrayBuffer(Math.ceil((width * rows.length) / 2880) * 2880));
  rows.flat().forEach((word, i) => data.setBigUint64(8 * i, BigInt.asUintN(64, word)));
  return sourceOf(Uint8Array.from(Buffer.concat([Buffer.from(primary + extension, "latin1"), Buffer.from(data.buffer)])));
}
