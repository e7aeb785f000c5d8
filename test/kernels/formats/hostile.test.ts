// Files made to take long: each must be read or refused in time that grows with its size, not with its square.
import {describe, expect, it} from "vitest";
import {sourceOf} from "../../../nodes/kernels/formats/bytes.ts";
import type {Format} from "../../../nodes/kernels/formats/detect.ts";
import {readText} from "../../../nodes/kernels/formats/read.ts";

const N = 60_000;
const blanks = " ".repeat(4 * N);
const card = (text: string): string => text.padEnd(80);

/** A FITS header of one string continued over very many cards. */
function continued(): string {
  const cards = [
    "SIMPLE  =                    T",
    "BITPIX  =                    8",
    "NAXIS   =                    0",
    "LONG    = '&'"
  ];
  const all = [...cards, ...Array.from({length: N}, () => `CONTINUE  '${"x".repeat(60)}&'`), "END"].map(card).join("");
  return all.padEnd(Math.ceil(all.length / 2880) * 2880);
}

const files: Record<string, readonly [format: Format, content: () => string]> = {
  "very many columns of one name": ["delimited", () => `${"a,".repeat(N)}a\n${"1,".repeat(N)}1\n`],
  "a cell of very many digits": ["delimited", () => `a,b\n${"1".repeat(4 * N)}x,2\n`],
  "an IPAC keyword of blanks": ["ipac", () => `\\key = a${blanks}b\n|a|\n|int|\n 1 \n`],
  "an ECSV key of blanks": [
    "ecsv",
    () => `# %ECSV 1.0\n# ---\n# a${blanks}b\n# datatype:\n# - {name: a, datatype: int64}\na\n1\n`
  ],
  "an ECSV header of open brackets": ["ecsv", () => `# %ECSV 1.0\n# ---\n# datatype: ${"[".repeat(N)}\na\n1\n`],
  "a page of open tags": ["votable", () => `<html>${"<".repeat(4 * N)}`],
  "very many frames": [
    "votable",
    () => `<VOTABLE>${Array.from({length: N}, (_, i) => `<COOSYS ID="c${i}" system="ICRS"/>`).join("")}</VOTABLE>`
  ],
  "very many states of a query": ["votable", () => `<VOTABLE>${'<INFO name="QUERY_STATUS" value="OK"/>'.repeat(N)}</VOTABLE>`],
  "a comment without end": ["votable", () => `<VOTABLE><!--${"-".repeat(8 * N)}`],
  "an attribute of blanks": ["votable", () => `<VOTABLE a${blanks}b></VOTABLE>`],
  "very many columns of unknown type": ["ipac", () => `${"|a".repeat(N)}|\n${"|?".repeat(N)}|\n`],
  "a description of blanks": [
    "cds",
    () =>
      `Byte-by-byte Description of file: a\n${"-".repeat(40)}\n Bytes\n${"-".repeat(40)}\n 1- 2 I2 --- a ${blanks}?\n${"-".repeat(40)}\n12\n`
  ],
  "a string continued over very many cards": ["fits", continued]
};

describe("files made to take long", () => {
  it.each(Object.keys(files))("%s", async (name) => {
    const [format, content] = files[name]!;
    const bytes = new TextEncoder().encode(content());
    const start = process.cpuUsage();
    const outcome = await readText(sourceOf(bytes), {format}).then(
      () => "read",
      (error: unknown) => (error as Error).constructor.name
    );
    await readText(sourceOf(bytes)).catch(() => undefined);
    const {user, system} = process.cpuUsage(start);
    expect(["read", "Error"]).toContain(outcome);
    expect((user + system) / 1e6).toBeLessThan(4);
  });
});
