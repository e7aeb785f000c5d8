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

type Numbers = Exclude<ScalarColumn, {type: "text"}>;

/** An integer that can stand for null in a column of integers, and the column, of the next wider type where every value is taken. */
export function withNull(column: Numbers): {readonly nothing: bigint; readonly widened: Numbers} {
  const nothing = unused(column);
  if (nothing !== undefined) return {nothing, widened: column};
  if (column.type !== "uint8" && column.type !== "int16")
    throw new Error(`column "${column.name}" uses every 32-bit integer; none is left for its nulls`);
  return {nothing: -(2n ** 31n), widened: {...column, type: "int32", values: Int32Array.from(column.values)}};
}

/** An integer that no value of the column has: the least one, or the greatest, or the first gap. */
export function unused(column: Numbers): bigint | undefined {
  if (column.type === "int64") {
    const taken = new Set<bigint>();
    for (let candidate = -(2n ** 63n); ; ++candidate) {
      if (taken.size === 0 && !column.values.includes(candidate)) return candidate;
      if (taken.size === 0) for (const value of column.values) taken.add(value);
      if (!taken.has(candidate)) return candidate;
    }
  }
  const {values, valid} = column;
  const bits = 8 * values.BYTES_PER_ELEMENT;
  const taken = new Set<number>();
  for (let i = 0; i < values.length; ++i) if (!valid || valid[i]) taken.add(values[i] as number);
  const low = column.type === "uint8" ? 0 : -(2 ** (bits - 1));
  const high = low + 2 ** bits - 1;
  const order = column.type === "uint8" ? [high, low] : [low, high];
  for (const candidate of order) if (!taken.has(candidate)) return BigInt(candidate);
  for (let candidate = low; candidate <= high && taken.size < 2 ** bits; ++candidate)
    if (!taken.has(candidate)) return BigInt(candidate);
  return undefined;
}
