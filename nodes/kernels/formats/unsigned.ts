// Unsigned integers of 64 bits, which tables here have no type for: int64 where all fit, else the whole column is text, to the last digit.
import {type Budget, Int64Builder} from "./builders.ts";
import {ascii, parseInteger, storeInt64} from "./numbers.ts";
import type {ColumnFacts, ScalarColumn} from "./types.ts";
import type {Warnings} from "./warnings.ts";

const END = 1n << 64n;

/** Keeps the 64 bits as they are; `finish` makes text of them where one stands for 2^63 or more. */
export class UnsignedBuilder extends Int64Builder {
  /** Whether a value was 2^63 or more. */
  beyond = false;

  override appendSpelled(bytes: Uint8Array, start: number, end: number): boolean {
    const value = parseInteger(bytes, start, end);
    if (value < 0) return false;
    if (value === value) {
      if (this.length === this.capacity) this.reserve(1);
      storeInt64(this.words, this.length++);
      return true;
    }
    const digits = ascii(bytes, start, end);
    if (!/^\+?\d{1,40}$/.test(digits) || BigInt(digits) >= END) return false;
    this.append(BigInt.asIntN(64, BigInt(digits)));
    this.beyond = true;
    return true;
  }

  override finish(facts: ColumnFacts): ScalarColumn {
    const column = super.finish(facts);
    return this.beyond && column.type === "int64" ? digitsOf(column, this.budget) : column;
  }
}

/** Says that a column of unsigned integers became text. */
export function warnOfUnsigned(name: string, warnings: Warnings): void {
  warnings.add(`column "${name}" holds unsigned integers of 2^63 and more; read as text`);
}

function digitsOf(column: Extract<ScalarColumn, {type: "int64"}>, budget: Budget): ScalarColumn {
  const {type: _, values, ...facts} = column;
  const digits = Array.from(values, (value, i) => (facts.valid?.[i] === 0 ? "" : String(BigInt.asUintN(64, value))));
  const offsets = new Int32Array(digits.length + 1);
  digits.forEach((text, i) => (offsets[i + 1] = offsets[i]! + text.length));
  budget.take(offsets.byteLength + offsets.at(-1)!);
  return {...facts, type: "text", values: {offsets, bytes: new TextEncoder().encode(digits.join(""))}};
}
