import type {Node, NodeProps} from "@xyflow/react";
import {type CSSProperties, memo, type ReactNode} from "react";
import {library} from "../../../nodes/index.ts";
import {documentStore} from "../document.ts";
import {useStepState} from "../engine/client.ts";
import {counted} from "../format.ts";
import {Icon} from "../icons.tsx";
import {WarningMark, warningsOf} from "../warnings.tsx";
import {farSize} from "./far.ts";
import type {Mark} from "./comparison.ts";
import type {PlacedCard} from "./geometry.ts";
import {kindColour, StateRing} from "./glyphs.tsx";
import {useHandles} from "./handles.ts";
import {PortOnCard} from "./port.tsx";
import {firstFitting, useRowsTexts} from "./rows.ts";
import {stateOf, summaryOfStep, whyText} from "./words.ts";

export type CardNode = Node<
  {
    readonly card: PlacedCard;
    /** How it differs from the workflow it is compared with; "same" where it does not. */
    readonly mark: Mark | "same" | undefined;
  },
  "card"
>;

/** A step on the canvas. */
export const Card = memo(function Card({id, data: {card, mark}, selected}: NodeProps<CardNode>): ReactNode {
  const state = useStepState(id);
  const rows = useRowsTexts(card);
  useHandles(id, card);
  const ghost = mark === "removed";
  const {ring, words, time} = ghost
    ? ({ring: "waits", words: "removed", time: undefined} as const)
    : stateOf(documentStore.current.workflow, id, state);
  const why = whyText(state);
  const mono = card.type === "condition" || card.type === "target";
  const hub = card.form === "hub";
  const summary = ring === "bypassed" && card.form !== "card" ? words : summaryOfStep(card.step!, state);
  const warnings = card.form === "card" && !ghost ? warningsOf(state) : [];
  const room = card.width - (hub ? 26 : 18) - (warnings.length > 0 ? 26 : 0);
  const flows = hub && time !== undefined && rows[0]?.includes("→") === true;
  const full = why ? `${words}; ${why}` : words;
  return (
    <div
      className={`card ${card.form} is-${ring}${selected ? " selected" : ""}${mark ? ` mark-${mark}` : ""}`}
      style={bodyStyle(card)}
      role="group"
      tabIndex={0}
      data-card={id}
      data-step={id}
      aria-label={spoken(card, [
        words,
        ...rows.slice(0, 1),
        ...(warnings.length > 0 ? [counted(warnings.length, "warning")] : []),
        ...(mark && mark !== "same" ? [mark] : [])
      ])}
      onFocus={(event) => {
        if (ghost || event.target !== event.currentTarget || documentStore.current.selection.includes(id)) return;
        documentStore.select([id]);
      }}
    >
      <div className="card-title">
        <Icon name={card.type} />
        <span>{card.title}</span>
        <StateRing ring={ring} fraction={state?.fraction} label={words} />
      </div>
      <div className={`card-summary${mono ? " mono" : ""}`} title={hub ? `${summary}; ${full}` : summary}>
        {flows ? firstFitting(rows, room) : summary}
      </div>
      {card.form === "card" && (
        <div className="card-state" title={[...rows.slice(0, 1), full].join(", ")}>
          {time === undefined ? words : firstFitting(withTime(rows, words, time), room)}
        </div>
      )}
      <WarningMark warnings={warnings} of={card.title} reachable={selected} />
      {ring === "running" && (
        <div className="card-bar">
          <i style={{width: `${100 * (state?.fraction ?? 0)}%`}} />
        </div>
      )}
      {mark !== undefined && mark !== "same" && <MarkSign mark={mark} />}
      {card.ports.map((port) => (
        <PortOnCard key={port.handle} card={id} port={port} reachable={selected} />
      ))}
    </div>
  );
});

/** "+", "−" or "≠" on the corner of a card. */
function MarkSign({mark}: {readonly mark: Mark}): ReactNode {
  return (
    <span className={`mark-sign ${mark}`} aria-hidden="true">
      {{added: "+", removed: "−", changed: "≠"}[mark]}
    </span>
  );
}

// Rows in and out and the time, as much of it as there is room for.
function withTime(rows: readonly string[], words: string, time: string): readonly string[] {
  if (rows.length === 0) return [words];
  const [full, ...shorter] = rows;
  return [`${full!}, ${words}`, `${full!}, ${time}`, full!, ...shorter.flatMap((r) => [`${r}, ${time}`, r])];
}

/** Its size, and what it needs from afar: the size of its title, the colour of what it gives. */
export function bodyStyle(card: PlacedCard): CSSProperties {
  const [first] = card.ports.filter((p) => p.direction === "out").toSorted((a, b) => a.order - b.order);
  const {width, height} = card;
  return {width, height, "--far": `${farSize(card)}px`, "--kind": kindColour(first?.kind ?? "table")} as CSSProperties;
}

/** What a screen reader says of a card. */
export function spoken({title, type, reads, feeds, group}: PlacedCard, words: readonly string[]): string {
  const what = group === undefined ? (library.get(type)?.title ?? type) : "group, collapsed";
  const listed = (verb: string, titles: readonly string[]): string[] =>
    titles.length > 0 ? [`${verb} ${titles.join(" and ")}`] : [];
  return [title, what, ...words, ...listed("reads", reads), ...listed("feeds", feeds)].join(", ");
}
