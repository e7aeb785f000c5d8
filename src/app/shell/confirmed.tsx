import {type ReactNode, useEffect, useState} from "react";

export interface ConfirmedProps {
  /** What it does, to whom: for those who hear the page. */
  readonly label: string;
  readonly children: string;
  /** What the button says when it asks once more. */
  readonly sure: string;
  readonly disabled?: boolean;
  readonly onConfirm: () => void;
}

const asksForMs = 5000;

/** A button that asks once more before it does what cannot be undone. */
export function Confirmed({label, children, sure, disabled = false, onConfirm}: ConfirmedProps): ReactNode {
  const [asks, setAsks] = useState(false);
  useEffect(() => {
    if (!asks) return;
    const timer = setTimeout(() => setAsks(false), asksForMs);
    return () => clearTimeout(timer);
  }, [asks]);
  return (
    <button
      className={asks ? "danger" : "outline"}
      aria-label={asks ? `${sure} ${label}` : label}
      disabled={disabled}
      onBlur={() => setAsks(false)}
      onClick={() => {
        setAsks(!asks);
        if (asks) onConfirm();
      }}
    >
      {asks ? sure : children}
    </button>
  );
}
