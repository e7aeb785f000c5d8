import {type KeyboardEvent, type ReactNode, useId, useRef, useState} from "react";
import {unitText} from "../../views/words.ts";
import type {ColumnInfo} from "../../../runtime/table.ts";
import {Icon} from "../icons.tsx";
import {type FieldProps} from "./field.ts";
import {TextField} from "./simple-fields.tsx";

/** One column of the table that arrives, found by its name, UCD or description. */
export function ColumnField(props: FieldProps<string>): ReactNode {
  const {value, name, id, describedBy, arriving, onChange} = props;
  const [search, setSearch] = useState<string>();
  const [active, setActive] = useState(0);
  const list = useId();
  if (!arriving) return <TextField {...props} />;
  const {columns} = arriving;
  const known = columns.find((c) => c.name === value);
  const offered = search === undefined ? [] : [...(search === "" ? [undefined] : []), ...matching(columns, search)];
  const close = (): void => setSearch(undefined);
  const take = (column: ColumnInfo | undefined): void => {
    close();
    if ((column?.name ?? "") !== value) onChange(column?.name ?? "");
  };
  const open = (): void => {
    setSearch("");
    setActive(Math.max(0, columns.findIndex((c) => c.name === value) + 1));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (by !== undefined && search === undefined) open();
    else if (by !== undefined) setActive((active + by + offered.length) % Math.max(1, offered.length));
    else if (event.key === "Enter" && search !== undefined && offered.length > 0) take(offered[active]);
    else if (event.key === "Escape" && search !== undefined) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="column-combo">
      <input
        id={id}
        type="text"
        className={`mono${value !== "" && !known ? " bad" : ""}`}
        role="combobox"
        aria-label={name}
        aria-autocomplete="list"
        aria-expanded={search !== undefined}
        aria-controls={search === undefined ? undefined : list}
        aria-activedescendant={search !== undefined && offered.length > 0 ? `${list}-${active}` : undefined}
        aria-describedby={describedBy}
        aria-invalid={(value !== "" && !known) || undefined}
        spellCheck={false}
        autoComplete="off"
        value={search ?? value}
        placeholder={search === undefined ? "none" : value === "" ? "find a column" : value}
        onChange={(event) => {
          setSearch(event.target.value);
          setActive(0);
        }}
        onClick={() => search === undefined && open()}
        onKeyDown={onKeyDown}
        onBlur={close}
      />
      {known?.unit && search === undefined && <span className="unit">{unitText(known.unit)}</span>}
      {search !== undefined && (
        <ul className="completions" id={list} role="listbox" aria-label={`Columns for ${name}`}>
          {offered.map((column, i) => (
            <li
              key={column?.name ?? ""}
              id={`${list}-${i}`}
              role="option"
              aria-selected={i === active}
              className={i === active ? "on" : ""}
              title={column?.description}
              ref={i === active ? (item) => item?.scrollIntoView({block: "nearest"}) : undefined}
              onMouseDown={(event) => {
                event.preventDefault();
                take(column);
              }}
            >
              <span className="mono">{column?.name ?? "none"}</span>
              <span className="mute">{column && aboutColumn(column)}</span>
            </li>
          ))}
          {offered.length === 0 && <li className="mute">No column is called so.</li>}
        </ul>
      )}
    </div>
  );
}

function matching(columns: readonly ColumnInfo[], search: string): readonly ColumnInfo[] {
  const words = search.toLowerCase().split(/\s+/);
  const text = ({name, ucd = "", description = ""}: ColumnInfo): string => `${name} ${ucd} ${description}`.toLowerCase();
  const first = (column: ColumnInfo): number => (column.name.toLowerCase().startsWith(words[0]!) ? 0 : 1);
  return columns.filter((c) => words.every((word) => text(c).includes(word))).toSorted((a, b) => first(a) - first(b));
}

function aboutColumn({unit, ucd, type}: ColumnInfo): string {
  return [unit ? unitText(unit) : type, ucd?.split(";")[0]].filter(Boolean).join(", ");
}

/** Some columns of the table that arrives, in their order. */
export function ColumnsField({value, name, id, describedBy, arriving, onChange}: FieldProps<readonly string[]>): ReactNode {
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState("");
  const list = useId();
  const [opener, finder] = [useRef<HTMLButtonElement>(null), useRef<HTMLInputElement>(null)];
  const known = arriving?.columns ?? [];
  const absent = (column: string): boolean => arriving !== undefined && !known.some((c) => c.name === column);
  const offered = matching(known, search);
  const toggle = (column: string): void =>
    onChange(value.includes(column) ? value.filter((c) => c !== column) : [...value, column]);
  const addTyped = (): void => {
    const exact = offered.find((c) => c.name === search.trim()) ?? offered[0];
    const chosen = arriving ? exact?.name : search.trim();
    if (chosen && !value.includes(chosen)) onChange([...value, chosen]);
    setSearch("");
  };
  const close = (): void => {
    setOpen(false);
    setSearch("");
    opener.current?.focus();
  };
  const gone = value.filter(absent);
  const addable = search === "" ? [] : offered.filter((c) => !value.includes(c.name));
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
          <button
            type="button"
            className="link"
            ref={opener}
            aria-expanded={open}
            aria-controls={list}
            onClick={() => (open ? close() : setOpen(true))}
          >
            {open ? "Done" : "Choose columns"}
          </button>
        </li>
        {gone.length > 0 && (
          <li>
            <button
              type="button"
              className="link"
              onClick={() => {
                onChange(value.filter((column) => !absent(column)));
                // This button goes with them.
                opener.current?.focus();
              }}
            >
              {gone.length === 1 ? "Remove the one that is not here" : `Remove the ${gone.length} that are not here`}
            </button>
          </li>
        )}
      </ul>
      {open && (
        <div className="column-picker" id={list}>
          <input
            type="text"
            autoFocus
            ref={finder}
            value={search}
            placeholder={arriving ? "find a column, Enter adds it" : "name of a column, Enter adds it"}
            aria-label={`Find a column for ${name}`}
            onChange={(event) => setSearch(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter") addTyped();
              if (event.key !== "Escape") return;
              event.stopPropagation();
              close();
            }}
          />
          {addable.length > 1 && (
            <button
              type="button"
              className="link"
              onClick={() => {
                onChange([...value, ...addable.map((c) => c.name)]);
                setSearch("");
                finder.current?.focus();
              }}
            >
              {`Add the ${addable.length} shown`}
            </button>
          )}
          <div className="column-list" tabIndex={-1}>
            {offered.map((column) => (
              <label key={column.name} title={column.description}>
                <input type="checkbox" checked={value.includes(column.name)} onChange={() => toggle(column.name)} />
                <span className="mono">{column.name}</span>
                <span className="mute">{aboutColumn(column)}</span>
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
