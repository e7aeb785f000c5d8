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

/** The last line of a dialog: what is said or done beside its buttons, and those. */
export function Foot({beside, children}: {readonly beside?: ReactNode; readonly children: ReactNode}): ReactNode {
  return (
    <p className="dialog-foot">
      {beside}
      <span className="spread" />
      {children}
    </p>
  );
}

export interface AnswersProps {
  readonly beside?: ReactNode;
  readonly no: string;
  readonly yes: string;
  /** Whether there is nothing to say yes to. */
  readonly moot?: boolean;
  /** Which answer has the focus once they are there; none where the question is to be read first. */
  readonly first?: "yes" | "no" | undefined;
  readonly onYes: () => void;
}

/** The foot of a dialog that asks: either answer closes it. */
export function Answers({beside, no, yes, moot = false, first, onYes}: AnswersProps): ReactNode {
  const [refuse, agree] = [useRef<HTMLButtonElement>(null), useRef<HTMLButtonElement>(null)];
  useEffect(() => (first === "yes" ? agree : first === "no" ? refuse : undefined)?.current?.focus(), [first]);
  return (
    <Foot beside={beside}>
      <button className="outline" ref={refuse} onClick={closeDialog}>
        {no}
      </button>
      <button
        className="primary"
        ref={agree}
        disabled={moot}
        onClick={() => {
          closeDialog();
          onYes();
        }}
      >
        {yes}
      </button>
    </Foot>
  );
}

/** The foot of a dialog that only tells. */
export function CloseFoot({beside}: {readonly beside?: ReactNode}): ReactNode {
  return (
    <Foot beside={beside}>
      <button className="outline" data-first onClick={closeDialog}>
        Close
      </button>
    </Foot>
  );
}
