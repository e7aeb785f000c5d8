import {
  Background,
  BackgroundVariant,
  type Connection,
  ConnectionMode,
  type Edge,
  type NodeChange,
  type OnConnectStartParams,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore
} from "@xyflow/react";
import {type DragEvent, type KeyboardEvent, type ReactNode, useCallback, useEffect, useMemo, useRef, useState} from "react";
import type {Place, Wire as DocumentWire} from "../commands.ts";
import {dispatch, documentStore, useDocument} from "../document.ts";
import {openDropped} from "../files.ts";
import {lazily} from "../lazily.tsx";
import {useWorkbench, workbench} from "../workbench.ts";
import {Card, type CardNode} from "./card.tsx";
import {comparison, useComparison} from "./comparison.ts";
import {ConnectionLine} from "./connection-line.tsx";
import {Counts} from "./counts.tsx";
import {isLoose, membersBehind, movedPlaces, restingPlaces, settledPlaces, wireUnder} from "./dragging.ts";
import {Empty} from "./empty.tsx";
import {around, cardsOf, centre, type PlacedWire, type Rect} from "./geometry.ts";
import {freeAmong} from "./free.ts";
import {fitted, shows, type Viewport} from "./fit.ts";
import {endWire} from "./end-wire.ts";
import {Frame, type FrameNode, GroupCard, type GroupNode} from "./group-card.tsx";
import {grabWire, setDrawing} from "./grabbed.ts";
import {snapped} from "./layout.ts";
import {useGradually, useKept} from "./kept.ts";
import {Navigator} from "./navigator.tsx";
import {handleAt} from "./port.tsx";
import {type Scene, useScene} from "./scene.ts";
import type {Point} from "./path.ts";
import {type Beside, canvasView, draggedNode, setCanvasView} from "./view.ts";
import {type ShownWire, Wires} from "./wire.tsx";
import {answerFor, trains} from "./wiring.ts";

const Differences = lazily(async () => (await import("./differences.tsx")).Differences);

type AnyNode = CardNode | GroupNode | FrameNode;

const nodeTypes = {card: Card, group: GroupCard, frame: Frame};
const draggedType = "application/x-fluxloom-node";
const noWires: ReadonlySet<string> = new Set();
const nothingMoved: ReadonlyMap<string, Place> = new Map();
const multiKeys = ["Shift", "Meta", "Control"];
const grid: [number, number] = [10, 10];
const farthest = 0.2;
const noAttribution = {hideAttribution: true};

/** The workflow as cards and wires. */
export function Canvas(): ReactNode {
  return (
    <ReactFlowProvider>
      <Flow />
    </ReactFlowProvider>
  );
}

function Flow(): ReactNode {
  const workflow = useDocument((d) => d.workflow);
  const [moved, setMoved] = useState(nothingMoved);
  const [hovered, setHovered] = useState<string>();
  const [cut, setCut] = useState(noWires);
  const flow = useReactFlow<AnyNode>();
  const own = useRef<HTMLDivElement>(null);
  const detail = useStore(({transform: [, , zoom]}) => (zoom < 0.38 ? "blocks" : zoom < 0.6 ? "titles" : "all"));

  const compared = useComparison();
  const scene = useScene(workflow, moved, compared);
  const latest = useRef(scene);
  const resting = useRef<ReadonlyMap<string, Rect>>(new Map());
  latest.current = scene;
  if (moved.size === 0) resting.current = restingPlaces(scene);
  const nodes = useGradually(useNodes(scene));
  const wires = useWires(scene, hovered, cut);

  const aim = useRef({zoom: 1, until: 0});
  useEffect(() => {
    const view = {
      fit: (asked?: "asked") => {
        const {extent, cards} = latest.current;
        const box = own.current?.getBoundingClientRect();
        if (!extent || !box) return;
        const [frame, zooms] = [{width: box.width, height: box.height, left: besides()}, zoomsIn(box.width)];
        const wished = fitted(extent, cards.values(), frame, zooms);
        const again = asked && same(wished, flow.getViewport()) && !shows(wished, extent, frame);
        void flow.setViewport(again ? fitted(extent, cards.values(), frame, {...zooms, least: farthest}) : wished);
      },
      zoom: (by: number | "actual"): void => {
        const now = performance.now();
        // A step taken while the one before is still drawn goes on from where that one leads.
        const from = now < aim.current.until ? aim.current.zoom : flow.getZoom();
        const zoom = by === "actual" ? 1 : from * by;
        const duration = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120;
        aim.current = {zoom, until: now + 2 * duration};
        void flow.zoomTo(zoom, {duration});
      },
      placeAt: (x: number, y: number): Place => {
        const at = flow.screenToFlowPosition({x, y});
        return [snapped(at.x), snapped(at.y)];
      },
      free: (near?: readonly [number, number] | Beside): Place => {
        const {x, y, width, height} = seenOf(own.current!);
        const corner = (dx: number, dy: number): Point => flow.screenToFlowPosition({x: x + dx, y: y + dy}, {snapToGrid: false});
        const [from, to] = [corner(0, 0), corner(width, height)];
        const seen = {x: from.x, y: from.y, width: to.x - from.x, height: to.y - from.y};
        const beside = near && "step" in near ? besideCard(latest.current, near, seen) : undefined;
        const [px, py] = near && !("step" in near) ? [near[0] - x, near[1] - y] : [width / 2, height / 2];
        const {x: cx, y: cy} = corner(px, py);
        return freeAmong(standing(latest.current), seen, beside ?? [cx - 59, cy - 31]);
      },
      reveal: (id: string): void => {
        const {cards, frames} = latest.current;
        const rect = cards.get(id) ?? frames.find((f) => f.id === id);
        const box = own.current!.getBoundingClientRect();
        if (!rect) return;
        const {x, y, zoom} = flow.getViewport();
        const [dx, dy] = [
          intoView(rect.x * zoom + x, rect.width * zoom, box.width),
          intoView(rect.y * zoom + y, rect.height * zoom, box.height)
        ];
        if (dx !== 0 || dy !== 0) void flow.setViewport({x: x + dx, y: y + dy, zoom});
      },
      pointOf: (step: string): readonly [number, number] => {
        const {cards, workflow} = latest.current;
        const card = cards.get(cardsOf(workflow)(step));
        const at = flow.flowToScreenPosition(card ? centre(card) : {x: 0, y: 0});
        return [at.x, at.y];
      }
    };
    setCanvasView(view);
    return () => setCanvasView(undefined);
  }, [flow]);

  const {view} = useWorkbench();
  useEffect(() => {
    const timer = setTimeout(() => canvasView()?.fit(), 60);
    return () => clearTimeout(timer);
  }, [view, compared]);

  const moveNodes = useCallback((changes: NodeChange<AnyNode>[]) => {
    const places = movedPlaces(changes, latest.current, resting.current);
    if (places.size > 0) setMoved((before) => new Map([...before, ...places]));
    const selects = changes.filter((c) => c.type === "select");
    if (selects.length === 0) return;
    const chosen = new Set(documentStore.current.selection);
    for (const {id, selected} of selects)
      for (const step of membersBehind(id, latest.current) ?? [id]) {
        if (selected && documentStore.current.workflow.steps.has(step)) chosen.add(step);
        else chosen.delete(step);
      }
    documentStore.select([...chosen]);
  }, []);

  const underCard = useCallback((card: AnyNode): DocumentWire | undefined => {
    const {cards, workflow} = latest.current;
    const placed = cards.get(card.id);
    if (!placed?.step || !isLoose(workflow, card.id)) return undefined;
    return wireUnder(centre({...placed, ...card.position}), placed.type, latest.current);
  }, []);
  const overWire = useCallback((_: unknown, card: AnyNode) => setHovered(wireId(underCard(card))), [underCard]);

  const dropNodes = useCallback(
    (_: unknown, dragged: AnyNode | readonly AnyNode[]) => {
      const card = Array.isArray(dragged) ? undefined : (dragged as AnyNode);
      const wire = card && underCard(card);
      setHovered(undefined);
      setMoved((before) => {
        const places = settledPlaces(before, latest.current.workflow.view.layout);
        if (before.size > 0)
          queueMicrotask(() => {
            const at = wire && places[card.id];
            if (wire) dispatch({do: "putOnWire", step: card.id, ...wire, ...(at && {at})});
            else dispatch({do: "place", places});
          });
        return before;
      });
      queueMicrotask(() => setMoved(nothingMoved));
    },
    [underCard]
  );

  const startWire = useCallback(
    (event: MouseEvent | TouchEvent, {nodeId, handleId}: OnConnectStartParams) => {
      const at = flow.screenToFlowPosition(pointIn(event));
      const from = nodeId ? handleAt({nodeId, id: handleId}) : undefined;
      grabWire(from, at, latest.current.wires);
      setDrawing(from);
    },
    [flow]
  );

  const overCanvas = (event: DragEvent): void => {
    event.preventDefault();
    const type = draggedNode();
    if (type !== undefined) setHovered(wireId(wireUnder(flow.screenToFlowPosition(pointIn(event)), type, latest.current)));
  };
  const dropOn = (event: DragEvent): void => {
    event.preventDefault();
    setHovered(undefined);
    const type = event.dataTransfer.getData(draggedType);
    const at = canvasView()?.placeAt(event.clientX - 50, event.clientY - 24);
    const wire = type === "" ? undefined : wireUnder(flow.screenToFlowPosition(pointIn(event)), type, latest.current);
    if (wire) dispatch({do: "insertOnWire", type, ...wire, ...(at && {at})});
    else if (type !== "") dispatch({do: "addStep", type, ...(at && {at})});
    else if (event.dataTransfer.files.length > 0) void openDropped(event.dataTransfer, {point: [event.clientX, event.clientY]});
  };

  const selectWire = useCallback((id: string, also: boolean) => {
    setCut((before) => {
      const chosen = new Set(also ? before : []);
      if (before.has(id) && also) chosen.delete(id);
      else chosen.add(id);
      return chosen;
    });
    own.current?.focus({preventScroll: true});
  }, []);
  const clearWires = useCallback(() => setCut(noWires), []);
  // What was selected last is what Delete takes.
  const selection = useDocument((d) => d.selection);
  useEffect(clearWires, [selection, clearWires]);

  return (
    <div
      role={view === "both" ? "region" : "main"}
      className={`canvas shows-${detail}${scene.marked ? " comparing" : ""}`}
      aria-label="Canvas"
      aria-busy={!scene.led}
      ref={own}
      tabIndex={-1}
      onKeyDownCapture={(event) => cutWires(event, cut, scene.wires)}
    >
      <ReactFlow<AnyNode>
        nodes={nodes}
        nodeTypes={nodeTypes}
        onNodesChange={moveNodes}
        onNodeDrag={overWire}
        onNodeDragStop={dropNodes}
        onSelectionDragStop={dropNodes}
        onPaneClick={clearWires}
        onConnectStart={startWire}
        onConnectEnd={endWire}
        isValidConnection={validConnection}
        connectionLineComponent={ConnectionLine}
        connectionMode={ConnectionMode.Loose}
        connectionRadius={26}
        onDrop={dropOn}
        onDragOver={overCanvas}
        deleteKeyCode={null}
        multiSelectionKeyCode={multiKeys}
        selectionKeyCode="Shift"
        nodesFocusable={false}
        edgesFocusable={false}
        disableKeyboardA11y
        zoomOnDoubleClick={false}
        minZoom={farthest}
        maxZoom={2.5}
        onInit={() => canvasView()?.fit()}
        snapToGrid
        snapGrid={grid}
        proOptions={noAttribution}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1.6} color="var(--dot)" bgColor="var(--canvas)" />
        <Wires wires={wires} onHover={setHovered} onSelect={selectWire} />
        <Counts labels={scene.labels} />
        <Navigator extent={scene.extent} />
      </ReactFlow>
      {scene.marked && <Differences marked={scene.marked} />}
      {scene.cards.size === 0 && <Empty />}
    </div>
  );
}

function useNodes({cards, frames, marked}: Scene): AnyNode[] {
  const selection = useDocument((d) => d.selection);
  const keep = useKept<AnyNode>();
  return useMemo(() => {
    const chosen = new Set(selection);
    const all = (members: readonly string[]): boolean => members.every((id) => chosen.has(id));
    const framed = frames.map((frame): FrameNode => {
      const {id, x, y, width, height, members} = frame;
      const data = {frame, selected: all(members)};
      const common = {position: {x, y}, width, height, selectable: false, dragHandle: ".frame-title", zIndex: -2};
      return {id, type: "frame", data, ...common};
    });
    const carded = [...cards.values()].map((card): CardNode | GroupNode => {
      const {id, x, y, width, height, group, members} = card;
      const mark: CardNode["data"]["mark"] = marked && (marked.steps.get(id) ?? "same");
      const common = {id, position: {x, y}, width, height, data: {card, mark}, selected: all(members)};
      if (mark === "removed") return {...common, type: "card", draggable: false, connectable: false, selectable: false};
      return group === undefined ? {...common, type: "card"} : {...common, type: "group"};
    });
    return [...keep([...framed, ...carded])];
  }, [cards, frames, marked, selection, keep]);
}

function useWires(
  {wires, routes, workflow, marked}: Scene,
  hovered: string | undefined,
  cut: ReadonlySet<string>
): readonly ShownWire[] {
  const keep = useKept<ShownWire>();
  return useMemo(
    () =>
      keep(
        wires.flatMap((wire): readonly ShownWire[] => {
          const {id} = wire;
          const points = routes.get(id);
          if (!points) return [];
          const mark = marked && (marked.wires.get(id) ?? "same");
          return [{id, wire, points, trains: trains(workflow, wire), hovered: hovered === id, selected: cut.has(id), mark}];
        })
      ),
    [wires, routes, workflow, marked, hovered, cut, keep]
  );
}

function wireId(wire: DocumentWire | undefined): string | undefined {
  return wire && `${wire.source}>${wire.to}.${wire.port}`;
}

// What the list of differences covers, which hides nothing then.
function besides(): number {
  return comparison() === undefined ? 0 : 284;
}

function zoomsIn(width: number): {readonly least: number; readonly most: number} {
  const least = workbench().view === "both" ? 0.4 : comparison() === undefined ? 0.7 : 0.5;
  return {least, most: width > 1200 ? 1.25 : 1};
}

function same(a: Viewport, b: Viewport): boolean {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y) < 2 && Math.abs(a.zoom - b.zoom) < 0.001;
}

// What of the canvas no panel lies over, and not the strip along its lower edge where one zooms.
function seenOf(canvas: HTMLElement): Rect {
  const {x, y, right, bottom} = canvas.getBoundingClientRect();
  const covers = [...document.querySelectorAll(".inspector, .dock")].map((panel) => panel.getBoundingClientRect());
  const over = covers.filter((c) => c.x < right && c.right > x && c.y < bottom && c.bottom > y);
  const edge = Math.min(right, ...over.filter((c) => c.y <= y && c.x > x).map((c) => c.x));
  const foot = Math.min(bottom, ...over.filter((c) => c.y > y).map((c) => c.y));
  const bar = canvas.querySelector(".navigator")?.getBoundingClientRect();
  return {x, y, width: edge - x, height: Math.min(foot, bar ? bar.y : foot) - y};
}

// At the edge of what is seen, a new row begins below all others.
function besideCard({cards, workflow}: Scene, {step, above}: Beside, seen: Rect): Place | undefined {
  const card = cards.get(cardsOf(workflow)(step));
  if (!card) return undefined;
  if (above) return [card.x, card.y - 90];
  const x = card.x + card.width + 40;
  if (x + 160 < seen.x + seen.width) return [x, card.y];
  const all = around([...cards.values()]);
  return [all.x, all.y + all.height + 30];
}

// The cards and the frames, and what was put in a moment ago and is not drawn yet.
function standing({cards, frames}: Scene): readonly Rect[] {
  const {steps, view} = documentStore.current.workflow;
  const fresh = [...steps.keys()].flatMap((id): readonly Rect[] => {
    const at = cards.has(id) ? undefined : view.layout[id];
    return at ? [{x: at[0], y: at[1], width: 118, height: 62}] : [];
  });
  return [...cards.values(), ...frames.flatMap(({parts}) => parts), ...fresh];
}

// How far to go until a length at a place lies within another, with some room.
function intoView(at: number, length: number, within: number): number {
  const room = 12;
  if (at < room) return room - at;
  return Math.min(0, Math.max(within - room - length - at, room - at));
}

function pointIn(event: MouseEvent | TouchEvent | DragEvent): {readonly x: number; readonly y: number} {
  const {clientX, clientY} = "clientX" in event ? event : event.changedTouches[0]!;
  return {x: clientX, y: clientY};
}

function validConnection({source, sourceHandle, target, targetHandle}: Connection | Edge): boolean {
  if (!sourceHandle || !targetHandle) return false;
  const from = handleAt({nodeId: source, id: sourceHandle});
  return answerFor(documentStore.current.workflow, from, handleAt({nodeId: target, id: targetHandle})).ok;
}

function cutWires(event: KeyboardEvent, cut: ReadonlySet<string>, wires: readonly PlacedWire[]): void {
  if (cut.size === 0 || (event.key !== "Delete" && event.key !== "Backspace")) return;
  event.stopPropagation();
  event.preventDefault();
  dispatch({do: "cut", wires: wires.filter(({id}) => cut.has(id))});
}

export {draggedType};
