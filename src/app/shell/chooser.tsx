import {type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState} from "react";
import {Icon} from "../icons.tsx";
import {PortGlyph} from "../canvas/glyphs.tsx";
import {type Choice, setWorkbench} from "../workbench.ts";

export interface ChooserProps {
  readonly label: string;
  readonly choices: readonly Choice[];
  /** Where on the window it opens; in the middle without. */
  readonly at?: readonly [number, number] | undefined;
  readonly foot?: string | undefined;
}

/** A list to choose from, narrowed by typing: commands, nodes, steps, ports. */
export function Chooser({label, choices, at, foot}: ChooserProps): ReactNode {
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const found = useMemo(() => matching(choices, query), [choices, query]);
  const close = (): void => setWorkbench({overlay: undefined});
  const take = (choice: Choice | undefined): void => {
    if (!choice) return;
    close();
    choice.run();
  };
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({block: "nearest"});
  }, [active, found]);
  const onKey = (event: KeyboardEvent): void => {
    const move = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (move !== undefined) setActive((active + move + found.length) % Math.max(1, found.length));
    else if (event.key === "Enter") take(found[active]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const style = at && {
    left: Math.max(8, Math.min(at[0], innerWidth - 348)),
    top: Math.max(52, Math.min(at[1], innerHeight - 340))
  };
  return (
    <div className={`pop chooser${at ? " placed" : ""}`} style={style} role="dialog" aria-label={label}>
      <div className="field">
        <Icon name="find" />
        <input
          role="combobox"
          aria-label={label}
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={found[active] ? `${id}-${active}` : undefined}
          autoFocus
          value={query}
          placeholder={label}
          onChange={(event) => {
            setQuery(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKey}
        />
      </div>
      <div className="choices" role="listbox" id={id} aria-label={label} ref={list}>
        {found.map((choice, i) => (
          <div key={choice.id} role="presentation">
            {choice.group !== undefined && choice.group !== found[i - 1]?.group && (
              <div className="choice-group" role="presentation">
                {choice.group}
              </div>
            )}
            <div
              role="option"
              id={`${id}-${i}`}
              aria-selected={i === active}
              className="choice"
              onPointerMove={() => setActive(i)}
              onClick={() => take(choice)}
            >
              {choice.kind ? <PortGlyph kind={choice.kind} /> : <Icon name={choice.icon ?? "node"} />}
              <span className="choice-title">{choice.title}</span>
              <span className="mute">{choice.detail}</span>
              {choice.keys !== undefined && <kbd>{choice.keys}</kbd>}
            </div>
          </div>
        ))}
        {found.length === 0 && <p className="mute">Nothing matches “{query}”.</p>}
      </div>
      {foot !== undefined && <p className="chooser-foot mute">{foot}</p>}
    </div>
  );
}

// Every word must occur; where a title begins with the first, it stands first.
function matching(choices: readonly Choice[], query: string): readonly Choice[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return choices;
  const text = (c: Choice): string => `${c.title} ${c.detail ?? ""} ${c.group ?? ""}`.toLowerCase();
  const rank = (c: Choice): number =>
    c.title.toLowerCase().startsWith(words[0]!) ? 0 : c.title.toLowerCase().includes(words[0]!) ? 1 : 2;
  const found = choices.filter((c) => words.every((w) => text(c).includes(w)));
  const groups = [...new Set(found.map((c) => c.group))];
  const bestOf = (group: string | undefined): number => Math.min(...found.filter((c) => c.group === group).map(rank));
  return groups
    .toSorted((a, b) => bestOf(a) - bestOf(b))
    .flatMap((group) => found.filter((c) => c.group === group).toSorted((a, b) => rank(a) - rank(b)));
}
