import {lazy, type ReactNode, Suspense} from "react";

/** A component whose code is loaded when it is first shown; until then there is nothing in its place. */
export function lazily<P extends object>(load: () => Promise<(props: P) => ReactNode>): (props: P) => ReactNode {
  const Loaded = lazy(async () => ({default: await load()}));
  return (props) => (
    <Suspense>
      <Loaded {...props} />
    </Suspense>
  );
}
