import {type ReactNode, useId, useState} from "react";
import {unitText} from "../../views/words.ts";
import type {ColumnInfo} from "../../../runtime/table.ts";
import {Icon} from "../icons.tsx";
import {type FieldProps} from "./field.ts";
import {TextField} from "./simple-fields.tsx";

/** One column of the table that arrives. */
export function ColumnField(props: FieldProps<string>): ReactNode {
  const {value, id, describedBy, arriving, onChange} = props;
  if (!arriving) return <TextField {...props} />;
  const names = arriving.columns.map((c) => c.name);
  return (
    <select
      id={id}
      className="mono"
      value={value}
      aria-describedby={describedBy}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="">none</option>
      {value !== "" && !names.includes(value) && <option value={value}>{`${value} (not in the table)`}</option>}
      {arriving.columns.map((column) => (
        <option key={column.name} value={column.name}>
          {optionText(column)}
        </option>
      ))}
    </select>
  );
}

function optionText({name, unit}: ColumnInfo): string {
  return unit ? `${name} (${unitText(unit)})` : name;
}

/** Some columns of the table that arrives, in their order. */
export function ColumnsField({value, name, id, describedBy, arriving, onChange}: FieldProps<readonly string[]>): ReactNode {
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState("");
  const list = useId();
  const known = arriving?.columns ?? [];
  const absent = (column: string): boolean => arriving !== undefined && !known.some((c) => c.name === column);
  const offered = known.filter(({name, ucd = "", description = ""}) =>
    `${name} ${ucd} ${description}`.toLowerCase().includes(search.toLowerCase())
  );
  const toggle = (column: string): void =>
    onChange(value.includes(column) ? value.filter((c) => c !== column) : [...value, column]);
  const addTyped = (): void => {
    const exact = offered.find((c) => c.name === search.trim()) ?? offered[0];
    const chosen = arriving ? exact?.name : search.trim();
    if (chosen && !value.includes(chosen)) onChange([...value, chosen]);
    setSearch("");
  };
  return (
    <div className="field-columns" id={id} role="group" aria-label={name} aria-describedby={describedBy}>
      <ul className="chips">
        {value.map((column) => (
          <li key={column} className={absent(column) ? "chip absent" : "chip"}>
            <span className="mono">{column}</span>
            <button type="button" aria-label={`Remove ${column}`} onClick={() => toggle(column)}>
              <Icon name="close" />
            </button>
          </li>
        ))}
        {value.length === 0 && <li className="mute">none</li>}
        <li>
          <button type="button" className="link" aria-expanded={open} aria-controls={list} onClick={() => setOpen(!open)}>
            {open ? "Done" : "Choose columns"}
          </button>
        </li>
      </ul>
      {open && (
        <div className="column-picker" id={list}>
          <input
            type="text"
            value={search}
            placeholder={arriving ? "find a column, Enter adds it" : "name of a column, Enter adds it"}
            aria-label={`Find a column for ${name}`}
            onChange={(event) => setSearch(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter") addTyped();
              if (event.key === "Escape") setOpen(false);
            }}
          />
          <div className="column-list" tabIndex={-1}>
            {offered.map((column) => (
              <label key={column.name} title={column.description}>
                <input type="checkbox" checked={value.includes(column.name)} onChange={() => toggle(column.name)} />
                <span className="mono">{column.name}</span>
                <span className="mute">{column.unit ? unitText(column.unit) : column.type}</span>
              </label>
            ))}
            {offered.length === 0 && (
              <p className="mute">{arriving ? "No column is called so." : "Its columns are not known yet."}</p>
            )}
          </div>
        </div>
      )}
    </div>
  );
}
