import {type ReactNode, useState} from "react";
import type {Distribution, Drawable, Expression, Space} from "../../../runtime/params.ts";
import {Icon} from "../icons.tsx";
import {type FieldProps, useDraft} from "./field.ts";
import {scaleOf} from "./number-field.tsx";
import {RangeSlider} from "./range-slider.tsx";
import {SqlEditor} from "./sql-field.tsx";

/** New columns, each a name, an expression and a unit. */
export function ExpressionsField({value, name, id, arriving, onChange}: FieldProps<readonly Expression[]>): ReactNode {
  const [fresh, setFresh] = useState(0);
  const put = (i: number, parts: Partial<Expression>): void =>
    onChange(value.map((e, k) => (k === i ? cleaned({...e, ...parts}) : e)) as never);
  const add = (): void => {
    const taken = new Set([...value.map((e) => e.name), ...(arriving?.columns ?? []).map((c) => c.name)]);
    let n = 1;
    while (taken.has(`column${n}`)) n += 1;
    setFresh(value.length + 1);
    onChange([...value, {name: `column${n}`, sql: "0"}] as never);
  };
  return (
    <div className="field-list" id={id} role="group" aria-label={name}>
      {value.map((expression, i) => (
        <div key={i} className="list-item">
          <div className="list-line">
            <ShortText
              label="name"
              value={expression.name}
              focus={fresh === i + 1}
              className="mono"
              onCommit={(text) => put(i, {name: text})}
            />
            <ShortText label="unit" value={expression.unit ?? ""} onCommit={(text) => put(i, {unit: text})} />
            <button
              type="button"
              className="icon"
              aria-label={`Remove ${expression.name}`}
              onClick={() => onChange(value.filter((_, k) => k !== i) as never)}
            >
              <Icon name="close" />
            </button>
          </div>
          <SqlEditor
            id={`${id}-${i}`}
            label={`Expression of ${expression.name}`}
            value={expression.sql}
            columns={
              arriving && [...arriving.columns, ...value.slice(0, i).map((e) => ({name: e.name, type: "float64"}) as const)]
            }
            onCommit={(sql) => put(i, {sql})}
          />
        </div>
      ))}
      <button type="button" className="outline" onClick={add}>
        <Icon name="plus" />
        Add a column
      </button>
    </div>
  );
}

function cleaned({name, sql, unit, ucd, description}: Expression): Expression {
  return {name, sql, ...(unit && {unit}), ...(ucd && {ucd}), ...(description && {description})};
}

interface ShortTextProps {
  readonly label: string;
  readonly value: string;
  readonly focus?: boolean;
  readonly className?: string;
  readonly accepts?: (text: string) => boolean;
  readonly onCommit: (text: string) => void;
}

function ShortText({label, value, focus = false, className = "", accepts = () => true, onCommit}: ShortTextProps): ReactNode {
  const [draft, setDraft] = useDraft(value);
  const bad = !accepts(draft);
  const commit = (): void => {
    if (bad) setDraft(value);
    else if (draft !== value) onCommit(draft);
  };
  return (
    <input
      type="text"
      className={`${className}${bad ? " bad" : ""}`}
      aria-label={label}
      placeholder={label}
      aria-invalid={bad || undefined}
      value={draft}
      autoFocus={focus}
      spellCheck={false}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") commit();
        if (event.key === "Escape") setDraft(value);
      }}
    />
  );
}

type Form = "integer" | "real" | "logUniform" | "choice";
const forms: Readonly<Record<Form, string>> = {integer: "integers", real: "reals", logUniform: "log-uniform", choice: "one of"};

/** The hyperparameters to search over, each with how it is drawn. */
export function SpaceField({param, value, name, id, onChange}: FieldProps<Space>): ReactNode {
  const set = (space: Space, merge = false): void => {
    if (param.accepts(space)) onChange(space as never, merge);
  };
  const known = param.hyperparameters ?? {};
  const missing = Object.keys(known).filter((n) => value[n] === undefined);
  if (Object.keys(known).length === 0 && Object.keys(value).length === 0)
    return (
      <p className="mute" id={id}>
        Nothing to draw: it has no hyperparameters.
      </p>
    );
  return (
    <div className="field-list" id={id} role="group" aria-label={name}>
      {Object.entries(value).map(([hyperparameter, distribution]) => (
        <Range
          key={hyperparameter}
          name={hyperparameter}
          distribution={distribution}
          known={known[hyperparameter]}
          onChange={(d, merge) => set({...value, [hyperparameter]: d}, merge)}
          onRemove={() => set(Object.fromEntries(Object.entries(value).filter(([n]) => n !== hyperparameter)))}
        />
      ))}
      {missing.length > 0 && (
        <select
          aria-label="Add a hyperparameter"
          value=""
          onChange={(event) => {
            const added = event.target.value;
            set({...value, [added]: known[added]!.usual ?? {choice: [known[added]!.default]}});
          }}
        >
          <option value="">Add a hyperparameter</option>
          {missing.map((n) => (
            <option key={n} value={n}>
              {n}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}

interface RangeProps {
  readonly name: string;
  readonly distribution: Distribution;
  /** Undefined where the estimator has none of this name. */
  readonly known: Drawable | undefined;
  readonly onChange: (distribution: Distribution, merge?: boolean) => void;
  readonly onRemove: () => void;
}

function Range({name, distribution, known, onChange, onRemove}: RangeProps): ReactNode {
  const [form, content] = Object.entries(distribution)[0] as [Form, readonly (number | string | boolean | null)[]];
  const reshape = (to: Form): void => {
    const [low, high] = form === "choice" ? [1, 10] : (content as readonly number[]);
    onChange(
      to === "choice" ? {choice: form === "choice" ? content : [low!, high!]} : ({[to]: [low, high]} as unknown as Distribution)
    );
  };
  const bound = (i: number, text: string): void => {
    const pair = (content as number[]).map((b, k) => (k === i ? Number(text) : b));
    onChange({[form]: pair} as unknown as Distribution);
  };
  return (
    <div className="list-item">
      <div className="list-line range">
        <span className="range-name" title={known && `${known.doc}: ${known.expected}`}>
          {name}
        </span>
        <select value={form} aria-label={`How ${name} is drawn`} onChange={(event) => reshape(event.target.value as Form)}>
          {Object.entries(forms).map(([f, title]) => (
            <option key={f} value={f}>
              {title}
            </option>
          ))}
        </select>
        <button type="button" className="icon" aria-label={`Remove ${name}`} onClick={onRemove}>
          <Icon name="close" />
        </button>
      </div>
      {form !== "choice" && isPair(content) && (
        <RangeSlider
          label={name}
          scale={scaleOf(...reachOf(content, known?.usual, form), form === "integer")}
          values={content}
          onChange={(pair) => onChange({[form]: pair} as unknown as Distribution, true)}
        />
      )}
      <div className="list-line">
        {form === "choice" ? (
          <ShortText
            label={`values of ${name}`}
            value={content.map((v) => JSON.stringify(v)).join(", ")}
            accepts={(text) => listOf(text) !== undefined}
            onCommit={(text) => onChange({choice: listOf(text)!})}
          />
        ) : (
          [0, 1].map((i) => (
            <ShortText
              key={i}
              label={`${i === 0 ? "least" : "greatest"} ${name}`}
              value={String(content[i])}
              accepts={(text) =>
                text.trim() !== "" && Number.isFinite(Number(text)) && (form !== "integer" || Number.isInteger(Number(text)))
              }
              onCommit={(text) => bound(i, text)}
            />
          ))
        )}
      </div>
    </div>
  );
}

function isPair(content: readonly unknown[]): content is readonly [number, number] {
  return content.length === 2 && content.every((v) => typeof v === "number");
}

/** How far a slider goes: twice as far as the usual range, or tenfold where decades count, and as far as the present one. */
function reachOf([low, high]: readonly [number, number], usual: Distribution | undefined, form: Form): [number, number] {
  const pair = Object.values(usual ?? {})[0] as readonly unknown[] | undefined;
  const [a, b] = pair && isPair(pair) ? pair : [low, high];
  const [least, most] = form === "logUniform" ? [a / 10, b * 10] : [form === "integer" ? Math.min(1, a) : Math.min(0, a), 2 * b];
  return [Math.min(least, low), Math.max(most, high, least + 1)];
}

function listOf(text: string): readonly (number | string | boolean | null)[] | undefined {
  try {
    const list = JSON.parse(`[${text}]`) as unknown[];
    return list.length > 0 && list.every((v) => v === null || ["number", "string", "boolean"].includes(typeof v))
      ? (list as (number | string | boolean | null)[])
      : undefined;
  } catch {
    return undefined;
  }
}
