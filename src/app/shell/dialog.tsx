import {type KeyboardEvent, type ReactNode, useEffect, useRef} from "react";
import {setWorkbench} from "../workbench.ts";

export const closeDialog = (): void => setWorkbench({overlay: undefined});

const reachable = "button:not(:disabled), input, select, textarea, a[href], [tabindex='0']";

/** A box above the page: the keyboard stays in it until it is closed. */
export function Dialog({
  title,
  wide = false,
  children
}: {
  readonly title: string;
  readonly wide?: boolean;
  readonly children: ReactNode;
}): ReactNode {
  const own = useRef<HTMLDivElement>(null);
  useEffect(() => (own.current?.querySelector<HTMLElement>("[data-first]") ?? own.current)?.focus(), []);
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Tab") return;
    const stops = [...own.current!.querySelectorAll<HTMLElement>(reachable)];
    const end = event.shiftKey ? stops[0] : stops.at(-1);
    if (document.activeElement !== end && own.current !== document.activeElement) return;
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
  };
  return (
    <div
      className={wide ? "pop dialog wide" : "pop dialog"}
      role="dialog"
      aria-modal="true"
      aria-label={title}
      tabIndex={-1}
      ref={own}
      onKeyDown={onKey}
    >
      <h2>{title}</h2>
      {children}
    </div>
  );
}
