import {describe, expect, it} from "vitest";
import {together} from "../../src/app/companions.ts";

const file = (name: string, text = ""): File => new File([text], name);
const paramsOf = async (...files: readonly File[]): Promise<object> => {
  const {catalogues, others} = await together(files);
  return {catalogues: Object.fromEntries(catalogues), others: [...others]};
};

describe("files given together", () => {
  it("a ReadMe goes with the data it describes, named where it describes several", async () => {
    const one = file("ReadMe", "Byte-by-byte Description of file: table1.dat\n");
    expect(await paramsOf(file("table1.dat.gz"), one)).toEqual({
      catalogues: {ReadMe: [{data: "table1.dat.gz"}]},
      others: ["table1.dat.gz"]
    });
    const two = file(
      "ReadMe.txt",
      "Byte-by-byte Description of file: table1.dat\n…\nByte-by-byte Description of file: table2.dat\n"
    );
    expect(await paramsOf(two, file("table2.dat"), file("stars.csv"))).toEqual({
      catalogues: {"ReadMe.txt": [{data: "table2.dat", table: "table2.dat"}]},
      others: ["table2.dat"]
    });
  });

  it("a ReadMe goes with each of several data files, a catalogue each, and with what is said of its columns", async () => {
    const names = ["table1.dat", "table2.dat"];
    const readMe = file("ReadMe", names.map((name) => `Byte-by-byte Description of file: ${name}\n`).join(""));
    const sidecar = file("table2.dat.columns.json", "{}");
    expect(await paramsOf(file("table2.dat"), readMe, sidecar, file("table1.dat"))).toEqual({
      catalogues: {
        ReadMe: [
          {data: "table2.dat", table: "table2.dat", sidecar: "table2.dat.columns.json"},
          {data: "table1.dat", table: "table1.dat"}
        ]
      },
      others: ["table2.dat", "table1.dat", "table2.dat.columns.json"]
    });
  });

  it("data that two ReadMes describe go with the first", async () => {
    const readMe = (name: string): File => file(name, "Byte-by-byte Description of file: table1.dat\n");
    expect(await paramsOf(readMe("ReadMe"), readMe("ReadMe.txt"), file("table1.dat"))).toEqual({
      catalogues: {ReadMe: [{data: "table1.dat"}]},
      others: ["table1.dat"]
    });
  });

  it("what is said of columns goes with the table it is named after", async () => {
    expect(await paramsOf(file("stars.csv.columns.json", "{}"), file("stars.csv"))).toEqual({
      catalogues: {"stars.csv": [{sidecar: "stars.csv.columns.json"}]},
      others: ["stars.csv.columns.json"]
    });
  });

  it("anything else stands by itself", async () => {
    const readMe = file("ReadMe", "Byte-by-byte Description of file: table1.dat\n");
    for (const files of [[readMe], [readMe, file("table3.dat")], [file("a.csv"), file("b.csv.columns.json")]])
      expect(await paramsOf(...files)).toEqual({catalogues: {}, others: []});
  });
});
