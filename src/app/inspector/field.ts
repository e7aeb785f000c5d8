import type {Json} from "../../../runtime/node.ts";
import type {Param} from "../../../runtime/params.ts";
import type {Arriving} from "./knowledge.ts";
import {useState} from "react";

/** What every field of a form is given. */
export interface FieldProps<T = unknown> {
  readonly param: Param<unknown>;
  readonly name: string;
  readonly value: T;
  /** Unique on the page; the label and the help refer to it. */
  readonly id: string;
  readonly describedBy: string;
  /** The table its columns are of, where something is known of it. */
  readonly arriving: Arriving | undefined;
  /** `merge`: one of many quick changes, such as those of a slider. */
  readonly onChange: (value: Json, merge?: boolean) => void;
}

/** What is being typed, until it is given up or the value changes from elsewhere. */
export function useDraft(value: string): readonly [draft: string, setDraft: (draft: string) => void] {
  const [kept, setKept] = useState({value, draft: value});
  if (kept.value !== value) setKept({value, draft: value});
  return [kept.value === value ? kept.draft : value, (draft) => setKept({value, draft})];
}
