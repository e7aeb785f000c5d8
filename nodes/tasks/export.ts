import {lossesOf, type WriteFormat, writeTable} from "../formats/write.ts";
import type {FormatTable} from "../kernels/formats/types.ts";
import {defineTask} from "../../runtime/node.ts";

export interface WriteJob {
  readonly table: FormatTable;
  readonly format: WriteFormat;
}

/** Writes a table as the bytes of a file, and says what the format has no place for. */
export const writeFile = defineTask(
  "export.write",
  async ({table, format}: WriteJob): Promise<{readonly bytes: Uint8Array; readonly losses: readonly string[]}> => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    for (const chunk of await writeTable(table, format)) {
      // Writers may use their buffer again.
      chunks.push(chunk.slice());
      length += chunk.length;
    }
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return {bytes, losses: lossesOf(table, format)};
  }
);
