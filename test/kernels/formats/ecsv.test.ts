// What astropy writes into ECSV beside plain columns.
import {describe, expect, it} from "vitest";
import {sourceOf} from "../../../nodes/kernels/formats/bytes.ts";
import {detectFormat} from "../../../nodes/kernels/formats/detect.ts";
import {readEcsv} from "../../../nodes/kernels/formats/ecsv.ts";
import {cells} from "./suite.ts";

const source = (content: string) => sourceOf(new TextEncoder().encode(content));

describe("ECSV of astropy", () => {
  it("has complex numbers as Python spells them", async () => {
    const words = ["(1+2j)", "3j", "(nan-infj)", "(-1.5e-3+0j)", "1", '""'];
    const table = await readEcsv(
      source(`# %ECSV 1.0\n# ---\n# datatype:\n# - {name: c, datatype: complex128}\nc\n${words.join("\n")}\n`)
    );
    expect(table.columns[0]).toMatchObject({type: "vector", shape: [2], complex: true, element: {type: "float64"}});
    expect(cells(table.columns[0]!, 6)).toEqual([[1, 2], [0, 3], ["NaN", "-Infinity"], [-0.0015, 0], null, null]);
    expect(table.warnings).toEqual(['column "c": 1 cell is not a complex number; read as null, the first is "1" at line 10']);
  });

  it("has arrays of the shape that is declared, and JSON; what has another is null, and said", async () => {
    const read = async (column: string, words: readonly string[]) => {
      const table = await readEcsv(source(`# %ECSV 1.0\n# ---\n# datatype:\n# - {name: c, ${column}}\nc\n${words.join("\n")}\n`));
      return [cells(table.columns[0]!, words.length), table.warnings];
    };
    expect(await read("datatype: string, subtype: 'int32[2]'", ['"[1,2]"', '"[1,2,3]"', '"[1]"'])).toEqual([
      [[1, 2], null, null],
      ['column "c": 2 cells are not an array of shape [2]; read as null, the first is "[1,2,3]" at line 7']
    ]);
    expect(await read("datatype: string, subtype: json", ['"{""a"": 1}"', '""', '"""text"""'])).toEqual([
      ['{"a": 1}', null, "text"],
      []
    ]);
    expect(await read("datatype: string", ["x", '""'])).toEqual([["x", ""], []]);
  });

  it("says the frame and equinox of its coordinates", async () => {
    const header = `# %ECSV 1.0
# ---
# datatype:
# - {name: sc.ra, unit: deg, datatype: float64}
# - {name: sc.dec, unit: deg, datatype: float64}
# - {name: flux, datatype: float64}
# meta: !!omap
# - __serialized_columns__:
#     sc:
#       __class__: astropy.coordinates.sky_coordinate.SkyCoord
#       dec: !astropy.table.SerializedColumn {name: sc.dec}
#       equinox: !astropy.time.Time {format: jyear_str, jd1: 2451545.0, jd2: 0.0, scale: tt}
#       frame: fk5
#       ra: !astropy.table.SerializedColumn {name: sc.ra}
# schema: astropy-2.0
sc.ra sc.dec flux
1.0 4.0 2.0
`;
    const {columns, facts} = await readEcsv(source(header));
    expect(facts.frames).toEqual([{id: "sys", system: "FK5", equinox: "J2000"}]);
    expect(columns.map(({frame}) => frame)).toEqual(["sys", "sys", undefined]);
    const b1950 = header.replace("fk5", "fk4").replace("2451545.0", "2433282.0").replace("jd2: 0.0", "jd2: 0.42345905");
    expect((await readEcsv(source(b1950))).facts.frames).toEqual([{id: "sys", system: "FK4", equinox: "B1950"}]);
  });
});

it("LaTeX is told from a table", async () => {
  await expect(detectFormat(source("\\begin{table}\n\\begin{tabular}{cc}\nx & y \\\\\n"))).rejects.toThrow("the file is LaTeX");
});
