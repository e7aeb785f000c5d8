import {type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState} from "react";

export interface PopoverProps {
  /** What the button says, and what it is called where it shows more than words. */
  readonly button: ReactNode;
  readonly label: string;
  readonly width?: number;
  readonly children: (close: () => void) => ReactNode;
}

/** A button with something that opens beside it, above or below as there is room; Escape or a look elsewhere closes it. */
export function Popover({button, label, width = 280, children}: PopoverProps): ReactNode {
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const own = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<{
    readonly left: number;
    readonly top?: number;
    readonly bottom?: number;
    readonly room: number;
  }>();
  const id = useId();
  const close = (): void => {
    setOpen(false);
    opener.current?.focus();
  };
  useLayoutEffect(() => {
    if (!open) return;
    const {left, top, bottom} = opener.current!.getBoundingClientRect();
    const below = innerHeight - bottom > top;
    const x = Math.max(8, Math.min(left, innerWidth - width - 8));
    setPlace(
      below
        ? {left: x, top: bottom + 4, room: innerHeight - bottom - 12}
        : {left: x, bottom: innerHeight - top + 4, room: top - 12}
    );
  }, [open]);
  useEffect(() => {
    if (!open || !place) return;
    own.current?.querySelector<HTMLElement>("input, button, select")?.focus();
    const outside = (event: Event): void => {
      const target = event.target as Node;
      if (!own.current?.contains(target) && !opener.current?.contains(target)) setOpen(false);
    };
    addEventListener("pointerdown", outside, true);
    return () => removeEventListener("pointerdown", outside, true);
  }, [open, place]);
  return (
    <span className="popover-of">
      <button
        ref={opener}
        type="button"
        className="outline small"
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        {button}
      </button>
      {open && place && (
        <div
          ref={own}
          id={id}
          className="popover"
          role="dialog"
          aria-label={label}
          style={{left: place.left, top: place.top, bottom: place.bottom, width, maxHeight: Math.min(420, place.room)}}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.stopPropagation();
            close();
          }}
          onBlur={(event) => {
            const next = event.relatedTarget as Node | null;
            if (next && !event.currentTarget.contains(next) && !opener.current?.contains(next)) setOpen(false);
          }}
        >
          {children(close)}
        </div>
      )}
    </span>
  );
}
