import type {Node, NodeProps} from "@xyflow/react";
import {memo, type ReactNode, useSyncExternalStore} from "react";
import {dispatch, documentStore} from "../document.ts";
import {engine} from "../engine/client.ts";
import {Icon} from "../icons.tsx";
import {bodyStyle, type CardNode, spoken} from "./card.tsx";
import type {PlacedFrame} from "./frames.ts";
import {StateRing} from "./glyphs.tsx";
import {GroupTitle} from "./group-title.tsx";
import {useHandles} from "./handles.ts";
import {PortOnCard} from "./port.tsx";
import {type Ring, stateOf} from "./words.ts";

export type GroupNode = Node<CardNode["data"], "group">;
export type FrameNode = Node<{readonly frame: PlacedFrame; readonly selected: boolean}, "frame">;

/** A collapsed group: one card with the ports that lead out of it. */
export const GroupCard = memo(function GroupCard({id, data: {card}, selected}: NodeProps<GroupNode>): ReactNode {
  const {ring, words} = useGroupState(card.members);
  useHandles(id, card);
  const group = card.group!;
  const count = `${card.members.length} ${card.members.length === 1 ? "step" : "steps"}`;
  return (
    <div
      className={`card group is-${ring}${selected ? " selected" : ""}`}
      style={bodyStyle(card)}
      role="group"
      tabIndex={0}
      data-card={id}
      data-group={group}
      aria-label={spoken(card, [count, words])}
      onDoubleClick={() => dispatch({do: "collapse", groups: [group], collapsed: false})}
      onFocus={(event) => event.target === event.currentTarget && documentStore.select(card.members)}
    >
      <div className="card-title">
        <button
          className="icon nodrag"
          aria-label={`Expand ${group}`}
          title="Expand (C)"
          tabIndex={selected ? 0 : -1}
          onClick={() => dispatch({do: "collapse", groups: [group], collapsed: false})}
        >
          <Icon name="unfold" />
        </button>
        <span>{group}</span>
        <StateRing ring={ring} label={words} />
      </div>
      <div className="card-summary">{count}</div>
      <div className="card-state">{words}</div>
      {card.ports.map((port) => (
        <PortOnCard key={port.handle} card={id} port={port} reachable={selected} />
      ))}
    </div>
  );
});

/** The frame around a group: its name moves it, its button makes it one card. */
export const Frame = memo(function Frame({data: {frame, selected}}: NodeProps<FrameNode>): ReactNode {
  const {group, members, parts} = frame;
  return (
    <div className={`frame${selected ? " selected" : ""}`} role="group" aria-label={`Group ${group}`} data-frame={group}>
      {parts.map(({x, y, width, height, name, strip}, i) => (
        <div key={i} className={`frame-part named-${name}`} style={{left: x - frame.x, top: y - frame.y, width, height}}>
          <div
            className="frame-title"
            style={{height: strip - 1}}
            onClick={(event) => event.target === event.currentTarget && documentStore.select(members)}
          >
            {i === 0 ? (
              <>
                <button
                  className="icon nodrag"
                  aria-label={`Collapse ${group}`}
                  title="Collapse (C)"
                  onClick={() => dispatch({do: "collapse", groups: [group], collapsed: true})}
                >
                  <Icon name="fold" />
                </button>
                <GroupTitle group={group} />
              </>
            ) : (
              <span className="group-also" title={`${group}, where other steps stand between`}>
                {group}
              </span>
            )}
          </div>
        </div>
      ))}
    </div>
  );
});

// What asks for attention first stands for the whole group.
const order: readonly Ring[] = ["failed", "running", "asks", "stale", "waits", "fresh", "cached", "bypassed"];

function useGroupState(members: readonly string[]): {readonly ring: Ring; readonly words: string} {
  const code = useSyncExternalStore(
    (listener) => engine.onState(listener),
    () => {
      const {workflow} = documentStore.current;
      const rings = members.map((id) => stateOf(workflow, id, engine.states[id]).ring);
      const ring = order.find((r) => rings.includes(r)) ?? "waits";
      return `${ring} ${rings.filter((r) => r === ring).length}`;
    }
  );
  const [ring, count] = code.split(" ") as [Ring, string];
  const all = members.length === Number(count);
  const words = {
    failed: "failed",
    running: "running",
    asks: "asks",
    stale: "stale",
    waits: "waits",
    fresh: "just computed",
    cached: "cached",
    bypassed: "bypassed"
  }[ring];
  const done = ring === "fresh" || ring === "cached" || ring === "bypassed";
  return {ring, words: all || done ? words : `${count} of ${members.length} ${words}`};
}
