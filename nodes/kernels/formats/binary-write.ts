// Numbers of a column into binary rows, one closure a column so that rows are written without asking for the type again.
import type {Sink} from "./sink.ts";
import type {ScalarColumn} from "./types.ts";

/** What stands in the slots of nulls, where a format has no other sign for them. */
export interface NullSlots {
  readonly boolean: number;
  readonly real: number;
  /** For integers. */
  readonly integer?: bigint;
}

/** Writes value `row` big-endian; booleans as T and F. */
export function numberWriter(column: Exclude<ScalarColumn, {type: "text"}>, slots: NullSlots): (sink: Sink, row: number) => void {
  const {valid} = column;
  const missing = (row: number): boolean => valid !== undefined && valid[row] === 0;
  const integer = Number(slots.integer ?? 0n);
  switch (column.type) {
    case "boolean": {
      const {values} = column;
      return (sink, row) => sink.byte(missing(row) ? slots.boolean : values[row] === 0 ? 0x46 : 0x54);
    }
    case "uint8": {
      const {values} = column;
      return (sink, row) => sink.byte(missing(row) ? integer : values[row]!);
    }
    case "int16": {
      const {values} = column;
      return (sink, row) => sink.int16(missing(row) ? integer : values[row]!);
    }
    case "int32": {
      const {values} = column;
      return (sink, row) => sink.int32(missing(row) ? integer : values[row]!);
    }
    case "int64": {
      const {values} = column;
      const words = new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
      const high = Number(BigInt.asIntN(32, (slots.integer ?? 0n) >> 32n));
      const low = Number(BigInt.asIntN(32, slots.integer ?? 0n));
      return (sink, row) => (missing(row) ? sink.int64(high, low) : sink.int64(words[2 * row + 1]!, words[2 * row]!));
    }
    case "float32": {
      const {values} = column;
      return (sink, row) => sink.float32(missing(row) ? slots.real : values[row]!);
    }
    default: {
      const {values} = column;
      return (sink, row) => sink.float64(missing(row) ? slots.real : values[row]!);
    }
  }
}
