// Numbers as text with the fewest digits that read back as the same, in WebAssembly (nodes/kernels/wasm/spelling.ts).
import {spellingWasm} from "../wasm/spelling.generated.ts";

/** What nodes/kernels/wasm/spelling.ts exports. */
export interface Spelling {
  readonly memory: WebAssembly.Memory;
  fillTables(): void;
  powersOfTen(): number;
  clear(): void;
  allocate(bytes: number): number;
  setStyle(before: number, beforeLength: number, inside: number, insideLength: number, after: number, afterLength: number): void;
  setWords(words: number, escaping: number, separator: number): void;
  writeRows(columns: number, count: number, rows: number, out: number): number;
  widest(column: number, rows: number, scratch: number): number;
  spellDouble(value: number, out: number): number;
  spellFloat(value: number, out: number): number;
}

let instance: Spelling | undefined;

/** The thread's instance, compiled at its first use. What is in its memory is nobody's between two calls. */
export function spelling(): Spelling {
  if (instance) return instance;
  const bytes = Uint8Array.from(atob(spellingWasm), (c) => c.charCodeAt(0));
  const made = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as Spelling;
  made.fillTables();
  new BigUint64Array(made.memory.buffer, made.powersOfTen(), 2 * POWERS).set(powersOfTen());
  instance = made;
  return made;
}

const POWERS = 617;
const FIRST = -324;

/** 10^−k for k from −324 to 292, scaled to 126 bits and rounded up, each as a high and a low word. */
function powersOfTen(): BigUint64Array {
  const words = new BigUint64Array(2 * POWERS);
  for (let i = 0; i < POWERS; ++i) {
    const exponent = -(FIRST + i);
    const shift = Number((BigInt(exponent) * 913124641741n) >> 38n) - 125;
    const ten = 10n ** BigInt(Math.abs(exponent));
    let scaled = 1n << BigInt(Math.max(0, -shift));
    scaled = exponent >= 0 ? (scaled * ten) >> BigInt(Math.max(0, shift)) : scaled / ten;
    words[2 * i] = (scaled + 1n) >> 64n;
    words[2 * i + 1] = BigInt.asUintN(64, scaled + 1n);
  }
  return words;
}

/** The fewest digits that read back as the same float32. */
export function spellFloat32(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const kernel = spelling();
  kernel.clear();
  const out = kernel.allocate(32);
  const end = kernel.spellFloat(value, out);
  return String.fromCharCode(...new Uint8Array(kernel.memory.buffer, out, end - out));
}

/** The fewest digits that read back as the same double; the sign of zero kept, even by readers that try integers first. */
export function spellFloat64(value: number): string {
  return value === 0 && 1 / value < 0 ? "-0.0" : String(value);
}
