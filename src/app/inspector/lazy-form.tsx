import {lazy, type ReactNode, Suspense} from "react";
import type {ParamFormProps} from "./form.tsx";

const Loaded = lazy(async () => import("./form.tsx").then((m) => ({default: m.ParamForm})));

/** The parameters of a step; its fields are loaded with the first form that is shown. */
export function ParamForm(props: ParamFormProps): ReactNode {
  return (
    <Suspense>
      <Loaded {...props} />
    </Suspense>
  );
}
