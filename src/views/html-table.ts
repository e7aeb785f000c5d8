/** A cell: text, or text with how it stands. */
export type TableCell = string | {readonly text: string; readonly className?: string; readonly title?: string};

export interface TableText {
  readonly caption: string;
  readonly head: readonly TableCell[];
  readonly rows: readonly (readonly TableCell[])[];
  /** Rows that stand out, by index. */
  readonly best?: number;
  /** Columns of words; the others are numbers and stand at the right. */
  readonly words?: readonly number[];
}

/** A table as HTML. The caption is for readers who do not see the heading. */
export function htmlTable(document: Document, {caption, head, rows, best, words = [0]}: TableText): HTMLElement {
  const make = (name: string, ...children: (Node | string)[]): HTMLElement => {
    const element = document.createElement(name);
    element.append(...children);
    return element;
  };
  const cell = (name: string, value: TableCell, column: number): HTMLElement => {
    const {text, className = "", title} = typeof value === "string" ? {text: value} : value;
    const element = make(name, text);
    const classes = [words.includes(column) ? "" : "number", className].filter((c) => c !== "").join(" ");
    if (classes !== "") element.setAttribute("class", classes);
    if (title) element.setAttribute("title", title);
    if (name === "th") element.setAttribute("scope", "col");
    return element;
  };
  const table = make(
    "table",
    make("caption", caption),
    make("thead", make("tr", ...head.map((value, i) => cell(isEmpty(value) ? "td" : "th", value, i)))),
    make(
      "tbody",
      ...rows.map((row, r) => {
        const line = make("tr", ...row.map((value, i) => cell("td", value, i)));
        if (r === best) line.setAttribute("class", "best");
        return line;
      })
    )
  );
  table.setAttribute("class", "view-table");
  return table;
}

// A heading without words is none.
function isEmpty(value: TableCell): boolean {
  return (typeof value === "string" ? value : value.text) === "";
}
