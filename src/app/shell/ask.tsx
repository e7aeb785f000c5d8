import {type KeyboardEvent, type ReactNode, useEffect, useRef} from "react";
import {Icon} from "../icons.tsx";
import {type Choice, setWorkbench} from "../workbench.ts";

/** A question with a few answers, where the pointer is; the first answer has the focus. */
export function Ask({
  label,
  choices,
  at
}: {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly at: readonly [number, number];
}): ReactNode {
  const own = useRef<HTMLDivElement>(null);
  useEffect(() => own.current?.querySelector("button")?.focus(), []);
  const onKey = (event: KeyboardEvent): void => {
    const move = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const buttons = [...own.current!.querySelectorAll("button")];
    const now = buttons.indexOf(document.activeElement as HTMLButtonElement);
    buttons[(now + move + buttons.length) % buttons.length]?.focus();
  };
  const height = 44 + 30 * choices.length;
  const style = {
    left: Math.max(8, Math.min(at[0] + 12, innerWidth - 316)),
    top: Math.max(52, Math.min(at[1] + 12, innerHeight - height))
  };
  return (
    <div className="pop ask" role="dialog" aria-label={label} style={style} ref={own} onKeyDown={onKey}>
      <h2>{label}</h2>
      {choices.map(({id, title, detail, icon = "node", run}) => (
        <button
          key={id}
          className="choice"
          onClick={() => {
            setWorkbench({overlay: undefined});
            run();
          }}
        >
          <Icon name={icon} />
          <span className="choice-title">{title}</span>
          {detail !== undefined && <span className="mute">{detail}</span>}
        </button>
      ))}
    </div>
  );
}
