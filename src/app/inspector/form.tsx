import {type ReactNode, useId} from "react";
import type {Json} from "../../../runtime/node.ts";
import {formOf, type Param} from "../../../runtime/params.ts";
import {definitionOf} from "../commands.ts";
import {dispatch, useDocument} from "../document.ts";
import {useStates} from "../engine/client.ts";
import {Prose} from "../notebook/prose.tsx";
import {ColumnField, ColumnsField} from "./column-fields.tsx";
import type {FieldProps} from "./field.ts";
import {arrivingAt, arrivingBelow, paramsOf, problemsOf} from "./knowledge.ts";
import {ExpressionsField, SpaceField} from "./list-fields.tsx";
import {NumberField} from "./number-field.tsx";
import {ChoiceField, FlagField, TextField} from "./simple-fields.tsx";
import {ConditionField} from "./sql-field.tsx";

// Each field is given a value its parameter accepts, or one the file holds wrongly, which it must show all the same.
const fields: Readonly<Record<Param<unknown>["type"], (props: FieldProps<never>) => ReactNode>> = {
  real: NumberField,
  integer: NumberField,
  choice: ChoiceField,
  flag: FlagField,
  text: TextField,
  file: TextField,
  column: ColumnField,
  columns: ColumnsField,
  condition: ConditionField,
  expressions: ExpressionsField,
  space: SpaceField
};

/** Fields too wide to stand beside their name. */
const wide: ReadonlySet<string> = new Set(["condition", "expressions", "space", "columns"]);

export interface ParamFormProps {
  readonly step: string;
  /** Whether what each parameter is for stands under it, or only what has been changed. */
  readonly explained: boolean;
}

/** The parameters of a step, made from its node's declarations. */
export function ParamForm({step: id, explained}: ParamFormProps): ReactNode {
  const workflow = useDocument((d) => d.workflow);
  const definition = definitionOf(workflow, id);
  const step = workflow.steps.get(id);
  if (!definition || !step) return null;
  const params = paramsOf(definition);
  if (params.length === 0) return <p className="mute">It has no parameters: what arrives decides.</p>;
  return (
    <div className="param-form">
      {params.map(([name]) => (
        <ParamRow
          key={name}
          step={id}
          name={name}
          param={formOf(definition.params, name, step.params)}
          given={step.params[name]}
          explained={explained}
        />
      ))}
    </div>
  );
}

interface ParamRowProps {
  readonly step: string;
  readonly name: string;
  readonly param: Param<unknown>;
  readonly given: Json | undefined;
  readonly explained: boolean;
}

function ParamRow({step, name, param, given, explained}: ParamRowProps): ReactNode {
  const unique = useId();
  const workflow = useDocument((d) => d.workflow);
  const states = useStates();
  const changed = given !== undefined;
  const value = changed ? given : param.default;
  const sound = param.accepts(value);
  // A target names a column of whatever table it will meet.
  const names = param.type === "text" && /column$/i.test(name);
  const arriving =
    param.of === undefined
      ? names
        ? arrivingBelow(workflow, states, step)
        : undefined
      : arrivingAt(workflow, states, step, param.of);
  const problems = problemsOf(workflow, step).filter((p) => p.param === name);
  // An expression says itself what is wrong with it.
  const told = param.type === "condition" || param.type === "expressions" ? [] : problems;
  const Field = fields[names && arriving ? "column" : param.type] as (props: FieldProps) => ReactNode;
  const help = `${unique}-help`;
  const onChange = (next: Json, merge = false): void =>
    void dispatch({do: "setParam", step, name, value: next}, merge ? {merge: `${step}.${name}`} : {});
  const labelled = ["real", "integer", "text", "file", "column", "flag", "condition"].includes(param.type);
  return (
    <div className={`param${changed ? " changed" : ""}${wide.has(param.type) ? " wide" : ""}`}>
      {labelled ? (
        <label className="param-name" htmlFor={unique} title={param.doc}>
          {name}
        </label>
      ) : (
        <span className="param-name" title={param.doc}>
          {name}
        </span>
      )}
      <div className="param-field">
        {sound ? (
          <Field param={param} name={name} value={value} id={unique} describedBy={help} arriving={arriving} onChange={onChange} />
        ) : (
          <code className="wrong">{JSON.stringify(value)}</code>
        )}
      </div>
      <div className={explained ? "param-help" : "param-help folded"} id={help}>
        <Prose text={param.doc} />
      </div>
      {changed && (
        <p className="param-change">
          {boundsText(param)}default {defaultText(param.default)}.{" "}
          <button type="button" className="link" onClick={() => void dispatch({do: "resetParam", step, name})}>
            Reset<span className="unseen"> {name}</span>
          </button>
        </p>
      )}
      {told.map(({message, fix}) => (
        <p key={message} className="field-error" role="alert">
          {message}
          {fix ? `; ${fix}` : ""}
        </p>
      ))}
    </div>
  );
}

function boundsText({schema}: Param<unknown>): string {
  const {minimum: low, maximum: high} = schema as {readonly minimum?: number; readonly maximum?: number};
  if (low !== undefined && high !== undefined) return `${low.toLocaleString("en-US")} to ${high.toLocaleString("en-US")}; `;
  if (low !== undefined) return `at least ${low.toLocaleString("en-US")}; `;
  return high === undefined ? "" : `at most ${high.toLocaleString("en-US")}; `;
}

function defaultText(value: unknown): string {
  if (value === "") return "empty";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.length < 5 ? value.join(", ") : `${value.length} of them`;
  if (typeof value === "object" && value !== null) return `${Object.keys(value).length} ranges`;
  return typeof value === "boolean" ? (value ? "on" : "off") : String(value);
}
