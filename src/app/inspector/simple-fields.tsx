import type {ReactNode} from "react";
import {spaced} from "../format.ts";
import {type FieldProps, useDraft} from "./field.ts";

const segments = 3;

/** One of a few words: side by side while they are few and short. */
export function ChoiceField({param, name, value, id, describedBy, onChange}: FieldProps<string>): ReactNode {
  const options = param.schema["enum"] as readonly string[];
  if (options.length > segments || options.join("").length > 22) {
    return (
      <select
        id={id}
        aria-label={name}
        value={value}
        aria-describedby={describedBy}
        onChange={(event) => onChange(event.target.value)}
      >
        {!options.includes(value) && <option value={value}>{value}</option>}
        {options.map((option) => (
          <option key={option} value={option}>
            {spaced(option)}
          </option>
        ))}
      </select>
    );
  }
  return (
    <div className="segments" role="radiogroup" id={id} aria-label={name} aria-describedby={describedBy}>
      {options.map((option) => (
        <label key={option} className={option === value ? "on" : ""}>
          <input type="radio" name={id} checked={option === value} onChange={() => onChange(option)} />
          {spaced(option)}
        </label>
      ))}
    </div>
  );
}

/** Yes or no. */
export function FlagField({value, id, describedBy, onChange}: FieldProps<boolean>): ReactNode {
  return (
    <label className="switch">
      <input
        id={id}
        type="checkbox"
        role="switch"
        checked={value}
        aria-describedby={describedBy}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span aria-hidden="true">{value ? "on" : "off"}</span>
    </label>
  );
}

/** Free text; the name of a file. */
export function TextField({param, value, id, describedBy, onChange}: FieldProps<string>): ReactNode {
  const [draft, setDraft] = useDraft(value);
  const bad = !param.accepts(draft);
  const commit = (): void => {
    if (!bad && draft !== value) onChange(draft);
  };
  return (
    <div className="field-text">
      <input
        id={id}
        type="text"
        value={draft}
        spellCheck={false}
        placeholder={param.type === "file" ? "drop a file on the canvas" : ""}
        aria-invalid={bad || undefined}
        aria-describedby={describedBy}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === "Enter") commit();
          if (event.key !== "Escape" || draft === value) return;
          event.preventDefault();
          setDraft(value);
        }}
      />
      {bad && (
        <p className="field-error" role="alert">
          {`Must be ${param.expected}.`}
        </p>
      )}
    </div>
  );
}
