import {type ReactNode, useState} from "react";
import type {WriteFormat} from "../../../nodes/formats/write.ts";
import {unitText} from "../../views/words.ts";
import {documentStore} from "../document.ts";
import {engine} from "../engine/client.ts";
import type {PortRef} from "../engine/protocol.ts";
import {download} from "../files.ts";
import {grouped} from "../format.ts";
import {useDraft} from "../inspector/field.ts";
import type {TableSummary} from "../inspector/knowledge.ts";
import {light, litAmong, originOf, useLit, useOrigin} from "./lit.ts";
import {Popover} from "./popover.tsx";
import type {TableControls} from "./table-controls.ts";

export interface TableToolsProps {
  readonly at: PortRef;
  readonly hash: string;
  readonly summary: TableSummary;
  readonly controls: TableControls;
}

/** What can be done with a table: filter it, choose its columns, see only what is lit, take it away as a file. */
export function TableTools(props: TableToolsProps): ReactNode {
  const {at, hash, controls} = props;
  const lit = useLit();
  const marked = litAmong(lit, useOrigin(at, hash, lit !== undefined));
  const lightMatches = async (): Promise<void> => {
    const [origin, page] = await Promise.all([
      originOf(at, hash),
      engine.page(at, {offset: 0, count: props.summary.rows, columns: [], filter: controls.filter})
    ]);
    light({root: origin.root, rows: new Set(page.positions.map((p) => origin.identity[p]!)), at, sql: controls.filter});
  };
  return (
    <>
      {marked && marked.count > 0 && (
        <label className="tool-check">
          <input type="checkbox" checked={controls.onlyLit} onChange={(e) => controls.set({onlyLit: e.target.checked})} />
          only the {grouped(marked.count)} lit
        </label>
      )}
      <RowFilter
        value={controls.filter}
        error={controls.filter === "" ? undefined : controls.error}
        onChange={(filter) => controls.set({filter})}
      />
      {controls.filter !== "" && controls.error === undefined && (
        <button type="button" className="outline small" onClick={() => void lightMatches()}>
          Light them
        </button>
      )}
      <ColumnsTool {...props} />
      <ExportTool {...props} />
    </>
  );
}

interface RowFilterProps {
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (sql: string) => void;
}

function RowFilter({value, error, onChange}: RowFilterProps): ReactNode {
  const [draft, setDraft] = useDraft(value);
  return (
    <span className="row-filter">
      <input
        type="text"
        className="mono"
        aria-label="Filter rows by a condition"
        placeholder="filter rows: w4 > 5"
        value={draft}
        spellCheck={false}
        aria-invalid={error !== undefined || undefined}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={() => onChange(draft.trim())}
        onKeyDown={(event) => {
          if (event.key === "Enter") onChange(draft.trim());
          if (event.key !== "Escape" || draft === "") return;
          event.stopPropagation();
          setDraft("");
          onChange("");
        }}
      />
      {error !== undefined && (
        <span className="row-filter-error" role="alert">
          {error}
        </span>
      )}
    </span>
  );
}

function ColumnsTool({summary, controls}: TableToolsProps): ReactNode {
  const [search, setSearch] = useState("");
  const {hidden} = controls;
  const found = summary.columns.filter(({name, ucd = "", description = ""}) =>
    `${name} ${ucd} ${description}`.toLowerCase().includes(search.toLowerCase())
  );
  const hide = (names: readonly string[], gone: boolean): void => {
    const next = new Set(hidden);
    for (const name of names)
      if (gone) next.add(name);
      else next.delete(name);
    controls.set({hidden: next});
  };
  const shown = summary.columns.length - hidden.size;
  return (
    <Popover
      label="Columns"
      width={480}
      button={hidden.size === 0 ? "Columns" : `${grouped(shown)} of ${grouped(summary.columns.length)} columns`}
    >
      {(close) => (
        <>
          <div className="popover-head">
            <input
              type="text"
              value={search}
              placeholder="find a column"
              aria-label="Find a column"
              onChange={(event) => setSearch(event.target.value)}
            />
            <button
              type="button"
              onClick={() =>
                hide(
                  found.map((c) => c.name),
                  false
                )
              }
            >
              Show
            </button>
            <button
              type="button"
              disabled={shown <= found.length}
              onClick={() =>
                hide(
                  found.map((c) => c.name),
                  true
                )
              }
            >
              Hide
            </button>
          </div>
          <ul className="column-pane">
            {found.map(({name, unit, type, ucd = "", description, nullCount}) => (
              <li key={name} title={description}>
                <input
                  type="checkbox"
                  aria-label={`Show ${name}`}
                  checked={!hidden.has(name)}
                  disabled={!hidden.has(name) && shown === 1}
                  onChange={(event) => hide([name], !event.target.checked)}
                />
                <button
                  type="button"
                  className="mono"
                  onClick={() => {
                    const next = new Set(hidden);
                    next.delete(name);
                    controls.set({hidden: next, reveal: {column: name}});
                    close();
                  }}
                >
                  {name}
                </button>
                <span>{unit ? unitText(unit) : type}</span>
                <span className="ucd" title={ucd}>
                  {ucd}
                </span>
                <span>{nullCount > 0 ? `${grouped(nullCount)} null` : ""}</span>
              </li>
            ))}
            {found.length === 0 && <li className="mute">No column is called so.</li>}
          </ul>
        </>
      )}
    </Popover>
  );
}

// The writers themselves stay in the engine.
const formats: readonly (readonly [WriteFormat, string])[] = [
  ["csv", "CSV"],
  ["votable", "VOTable"],
  ["fits", "FITS"],
  ["ecsv", "ECSV"],
  ["tsv", "TSV"],
  ["ipac", "IPAC table"],
  ["parquet", "Parquet"],
  ["arrow", "Arrow"]
];

function ExportTool({at, hash, summary, controls}: TableToolsProps): ReactNode {
  const {filter, sort, hidden, onlyLit} = controls;
  const lit = useLit();
  const take = async (format: WriteFormat): Promise<void> => {
    const only = onlyLit ? litAmong(lit, await originOf(at, hash)) : undefined;
    const columns = summary.columns.map((c) => c.name).filter((name) => !hidden.has(name));
    try {
      const request = {columns, filter, ...(sort && {sort}), ...(only && {only: positionsOf(only.mask)})};
      const {blob, extension, losses} = await engine.exportTable(at, request, format);
      const name = `${at.step}.${at.port}.${extension}`;
      download(name, blob);
      documentStore.tell(`Saved ${name}.${losses.length > 0 ? ` Not in it: ${losses.join("; ")}.` : ""}`);
    } catch (error) {
      documentStore.tell(`The table could not be written: ${(error as Error).message}`, "problem");
    }
  };
  return (
    <Popover label="Save this view of the table" button="Save" width={220}>
      {(close) => (
        <>
          <p className="mute popover-note">{`${grouped(controls.matched ?? summary.rows)} rows as they are filtered and sorted here, in ${grouped(summary.columns.length - hidden.size)} columns.`}</p>
          <ul className="popover-list">
            {formats.map(([format, title]) => (
              <li key={format}>
                <button
                  type="button"
                  onClick={() => {
                    close();
                    void take(format);
                  }}
                >
                  {title}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </Popover>
  );
}

/** Where a mask is set. */
export function positionsOf(mask: Uint8Array): readonly number[] {
  const positions: number[] = [];
  for (let i = 0; i < mask.length; ++i) if (mask[i]) positions.push(i);
  return positions;
}
