import {type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState} from "react";
import {checkExpression} from "../../../runtime/sql.ts";
import type {ColumnInfo} from "../../../runtime/table.ts";
import {engine} from "../engine/client.ts";
import {grouped} from "../format.ts";
import {ConditionSliders} from "./condition-sliders.tsx";
import {type FieldProps, useDraft} from "./field.ts";
import type {Arriving} from "./knowledge.ts";
import {coloured, completionsAt, resolvedSql} from "./sql-words.ts";

export interface SqlEditorProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly describedBy?: string;
  readonly placeholder?: string;
  /** Undefined where they are not known: any name is then taken. */
  readonly columns: readonly ColumnInfo[] | undefined;
  readonly aliases?: Readonly<Record<string, string>>;
  readonly onCommit: (sql: string) => void;
  /** Called with what is being typed, where it is sound. */
  readonly children?: (sound: string | undefined) => ReactNode;
}

/** One SQL expression: columns in colour, names completed, what is wrong said under it. Enter takes it, Shift-Enter breaks the line. */
export function SqlEditor(props: SqlEditorProps): ReactNode {
  const {id, label, value, describedBy, placeholder, columns, aliases = {}, onCommit, children} = props;
  const [draft, setDraft] = useDraft(value);
  const [caret, setCaret] = useState<number>();
  // −1 until one has been chosen with the arrows: Enter then takes the whole expression.
  const [picked, setPicked] = useState(-1);
  const area = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const names = useMemo(() => columns && [...columns.map((c) => c.name), ...Object.keys(aliases)], [columns, aliases]);
  const lower = useMemo(() => new Set((names ?? []).map((name) => name.toLowerCase())), [names]);
  const error = draft.trim() === "" ? undefined : problemOf(draft, names);
  const offer = caret === undefined ? undefined : completionsAt(draft, caret, columns ?? []);
  const list = offer?.list ?? [];
  const open = list.length > 0;
  const commit = (): void => {
    if (draft !== value) onCommit(draft);
  };
  const accept = (index: number): void => {
    const {text} = list[index]!;
    const at = offer!.from + text.length;
    setDraft(draft.slice(0, offer!.from) + text + draft.slice(offer!.to));
    setCaret(undefined);
    setPicked(-1);
    requestAnimationFrame(() => area.current?.setSelectionRange(at, at));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (open && (event.key === "ArrowDown" || event.key === "ArrowUp"))
      setPicked(event.key === "ArrowDown" ? (picked + 1) % list.length : (Math.max(picked, 0) + list.length - 1) % list.length);
    else if (open && event.key === "Tab" && !event.shiftKey) accept(Math.max(picked, 0));
    else if (open && event.key === "Enter" && picked >= 0) accept(picked);
    else if (event.key === "Escape" && open) setCaret(undefined);
    else if (event.key === "Escape" && draft !== value) setDraft(value);
    else if (event.key === "Enter" && !event.shiftKey) {
      setCaret(undefined);
      commit();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="sql">
      <div className={`sql-text${error ? " bad" : ""}`}>
        <pre aria-hidden="true">
          {coloured(draft, lower).map(({text, kind}, i) => (
            <span key={i} className={kind && `sql-${kind}`}>
              {text}
            </span>
          ))}{" "}
        </pre>
        <textarea
          id={id}
          ref={area}
          rows={1}
          value={draft}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          placeholder={placeholder}
          aria-label={label}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={open ? listId : undefined}
          aria-activedescendant={open && picked >= 0 ? `${listId}-${picked}` : undefined}
          aria-invalid={error !== undefined || undefined}
          aria-describedby={describedBy}
          onChange={(event) => {
            setDraft(event.target.value);
            setCaret(event.target.selectionStart);
            setPicked(-1);
          }}
          onKeyDown={onKeyDown}
          onBlur={() => {
            setCaret(undefined);
            commit();
          }}
        />
      </div>
      {open && (
        <ul className="completions" id={listId} role="listbox" aria-label="Completions">
          {list.map(({text, kind, note}, i) => (
            <li
              key={text}
              id={`${listId}-${i}`}
              role="option"
              aria-selected={i === picked}
              className={i === Math.max(picked, 0) ? "on" : ""}
              onMouseDown={(event) => {
                event.preventDefault();
                accept(i);
              }}
            >
              <span className={`mono sql-${kind}`}>{text}</span>
              <span className="mute">{note ?? kind}</span>
            </li>
          ))}
        </ul>
      )}
      {error !== undefined && (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
      {children?.(error === undefined && draft.trim() !== "" ? draft : undefined)}
    </div>
  );
}

function problemOf(sql: string, columns: readonly string[] | undefined): string | undefined {
  try {
    checkExpression(sql, columns);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** A condition, with how many rows it keeps as it is typed. */
export function ConditionField({param, name, value, id, describedBy, arriving, onChange}: FieldProps<string>): ReactNode {
  return (
    <SqlEditor
      id={id}
      label={name}
      value={value}
      describedBy={describedBy}
      placeholder="w4 > 5 AND ext_flg = 0"
      columns={arriving?.columns}
      {...(param.aliases && {aliases: param.aliases})}
      onCommit={onChange}
    >
      {(sound) =>
        arriving?.rows !== undefined && (
          <>
            <LiveCount sql={sound} arriving={arriving} aliases={param.aliases ?? {}} />
            {sound === value && (
              <ConditionSliders
                sql={value}
                arriving={arriving}
                aliases={param.aliases ?? {}}
                onChange={(sql) => onChange(sql, true)}
              />
            )}
          </>
        )
      }
    </SqlEditor>
  );
}

const mostCounted = 2_000_000;
const waitMs = 250;

interface LiveCountProps {
  readonly sql: string | undefined;
  readonly arriving: Arriving;
  readonly aliases: Readonly<Record<string, string>>;
}

function LiveCount({sql, arriving, aliases}: LiveCountProps): ReactNode {
  const {at, columns, rows = 0} = arriving;
  const [counted, setCounted] = useState<{readonly sql: string; readonly text: string; readonly bad?: boolean}>();
  useEffect(() => {
    if (sql === undefined || rows > mostCounted) return;
    let current = true;
    const timer = setTimeout(() => {
      const rendered = resolvedSql(sql, columns, aliases);
      engine.page(at, {offset: 0, count: 0, columns: [], filter: rendered}).then(
        ({matched, total}) =>
          current &&
          setCounted({sql, text: `keeps ${grouped(matched)} of ${grouped(total)} rows, removes ${grouped(total - matched)}`}),
        (error: unknown) => current && setCounted({sql, text: (error as Error).message, bad: true})
      );
    }, waitMs);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [sql, at.step, at.port, rows]);
  if (sql === undefined || rows > mostCounted) return null;
  const now = counted?.sql === sql ? counted : undefined;
  return (
    <p className={now?.bad ? "field-error" : "field-count"} aria-live="polite">
      {now?.text ?? "counting …"}
    </p>
  );
}
