// Header cards of FITS (FITS Standard 4.0, §4), strings longer than a card continued.
import type {Sink} from "./sink.ts";

const CARD = 80;
const BLOCK = 2880;
/** Characters of a string that one card holds between its quotes. */
const ROOM = 67;

export class Cards {
  readonly #cards: string[] = [];
  #continued = false;

  add(keyword: string, value: string | number | bigint | boolean, comment = ""): void {
    if (typeof value === "string") this.#string(keyword.padEnd(8), value);
    else {
      const text = typeof value === "boolean" ? (value ? "T" : "F") : number(value);
      this.#push(`${keyword.padEnd(8)}= ${text.padStart(20)}${comment ? ` / ${comment}` : ""}`);
    }
  }

  /** A keyword of any name: HIERARCH where it is not one of FITS. */
  addLoose(name: string, value: string | number): void {
    const clean = ascii(name).replace(/[=']/g, "_").replace(/\s+/g, " ").trim();
    const head = /^[A-Z0-9_-]{1,8}$/.test(clean) ? clean.padEnd(8) : `HIERARCH ${clean.slice(0, 40)} `;
    if (clean === "") return;
    if (typeof value === "string") this.#string(head, value);
    else this.#push(`${head}= ${number(value).padStart(20)}`);
  }

  comment(text: string): void {
    const history = /^HISTORY\s?(.*)$/s.exec(text);
    const line = ascii(history ? history[1]! : text);
    for (let i = 0; i < Math.max(1, line.length); i += 72)
      this.#push(`${history ? "HISTORY" : "COMMENT"} ${line.slice(i, i + 72)}`);
  }

  /** Writes all cards, END and the padding. */
  write(sink: Sink): void {
    if (this.#continued) this.#cards.push("LONGSTRN= 'OGIP 1.0'           / strings may be continued".padEnd(CARD));
    for (const card of this.#cards) sink.ascii(card);
    sink.ascii("END".padEnd(CARD));
    sink.fill(0x20, (BLOCK - (((this.#cards.length + 1) * CARD) % BLOCK)) % BLOCK);
  }

  #string(head: string, value: string): void {
    const text = ascii(value).replaceAll("'", "''");
    const room = Math.min(ROOM, CARD - head.length - 4);
    const single = text.length <= room + 1 && head.length + text.length + 4 <= CARD;
    if (single) {
      this.#push(`${head}= '${text.padEnd(8)}'`);
      return;
    }
    // HIERARCH cards cannot be continued.
    if (head.startsWith("HIERARCH")) {
      this.#push(`${head}= '${cut(text, room)}'`);
      return;
    }
    this.#continued = true;
    let rest = text;
    for (let first = true; first || rest !== ""; first = false) {
      const piece = cut(rest, ROOM);
      rest = rest.slice(piece.length);
      const start = first ? `${head}= ` : "CONTINUE  ";
      this.#push(`${start}'${piece}${rest === "" ? "" : "&"}'`);
    }
  }

  #push(card: string): void {
    this.#cards.push(card.slice(0, CARD).padEnd(CARD));
  }
}

/** At most n characters, a doubled quote never cut in two. */
function cut(text: string, n: number): string {
  const piece = text.slice(0, n);
  const quotes = /'*$/.exec(piece)![0].length;
  return quotes % 2 === 1 && text.length > n ? piece.slice(0, -1) : piece;
}

function number(value: number | bigint): string {
  if (typeof value === "bigint" || Number.isInteger(value)) return String(value);
  return String(value).replace("e", "E");
}

/** Cards hold printable ASCII only. */
function ascii(text: string): string {
  return text.replace(/[^ -~]/g, (c) => (/\s/.test(c) ? " " : "?"));
}
