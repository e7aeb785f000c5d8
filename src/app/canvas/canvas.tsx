import {
  Background,
  BackgroundVariant,
  type Connection,
  ConnectionMode,
  type EdgeChange,
  type FinalConnectionState,
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow
} from "@xyflow/react";
import {type DragEvent, type ReactNode, useCallback, useEffect, useMemo, useRef, useState} from "react";
import type {Place, Wire as DocumentWire} from "../commands.ts";
import {dispatch, documentStore, useDocument} from "../document.ts";
import {openFiles} from "../files.ts";
import {chooseFitting} from "../shell/choices.ts";
import {useWorkbench, workbench} from "../workbench.ts";
import {Card, type CardNode, handleAt} from "./card.tsx";
import {ConnectionLine} from "./connection-line.tsx";
import {Counts} from "./counts.tsx";
import {Empty} from "./empty.tsx";
import {placeCards, type PlacedCard, placeWires} from "./geometry.ts";
import {missingPlaces, snapped} from "./layout.ts";
import {Navigator} from "./navigator.tsx";
import {type Point, routeWires} from "./routes.ts";
import {canvasView, setCanvasView} from "./view.ts";
import {Wire, type WireEdge} from "./wire.tsx";
import {answerFor} from "./wiring.ts";

const nodeTypes = {card: Card};
const edgeTypes = {wire: Wire};
const draggedType = "application/x-fluxloom-node";

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
  const selection = useDocument((d) => d.selection);
  const [moved, setMoved] = useState<ReadonlyMap<string, Place>>(new Map());
  const [hovered, setHovered] = useState<string>();
  const [cut, setCut] = useState<ReadonlySet<string>>(new Set());
  const flow = useReactFlow<CardNode, WireEdge>();
  const own = useRef<HTMLElement>(null);

  const placed = useMemo(() => withPlaces(workflow), [workflow]);
  const cards = useCards(placed, moved);
  const wires = useMemo(() => placeWires(placed, cards), [placed, cards]);
  const routes = useRoutes(wires, cards, moved);

  const nodes = useMemo(
    () =>
      [...cards.values()].map(
        (card): CardNode => ({
          id: card.id,
          type: "card",
          position: {x: card.x, y: card.y},
          width: card.width,
          height: card.height,
          data: {card},
          selected: selection.includes(card.id)
        })
      ),
    [cards, selection]
  );
  const edges = useMemo(
    () =>
      wires.map(
        (wire): WireEdge => ({
          id: wire.id,
          type: "wire",
          source: wire.source.slice(0, wire.source.indexOf(".")),
          target: wire.to,
          sourceHandle: `out:${wire.source.slice(wire.source.indexOf(".") + 1)}`,
          targetHandle: `in:${wire.port}`,
          data: {wire, points: routes.get(wire.id)!, hovered: hovered === wire.id},
          selected: cut.has(wire.id),
          focusable: false
        })
      ),
    [wires, routes, hovered, cut]
  );

  useEffect(() => {
    const view = {
      fit: () => void flow.fitView(fitOptions(own.current)),
      zoom: (by: number | "actual") => void flow.zoomTo(by === "actual" ? 1 : flow.getZoom() * by, {duration: 120}),
      placeAt: (x: number, y: number): Place => {
        const at = flow.screenToFlowPosition({x, y});
        return [snapped(at.x), snapped(at.y)];
      },
      middle: (): Place => {
        const box = own.current!.getBoundingClientRect();
        return view.placeAt(box.x + box.width / 2 - 60, box.y + box.height / 2 - 30);
      }
    };
    setCanvasView(view);
    return () => setCanvasView(undefined);
  }, [flow]);

  const {view} = useWorkbench();
  useEffect(() => {
    const timer = setTimeout(() => canvasView()?.fit(), 60);
    return () => clearTimeout(timer);
  }, [view]);

  const moveNodes = useCallback((changes: NodeChange<CardNode>[]) => {
    const places = changes.flatMap((c) =>
      c.type === "position" && c.position ? [[c.id, [c.position.x, c.position.y]] as const] : []
    );
    if (places.length > 0) setMoved((before) => new Map([...before, ...places]));
    const selects = changes.filter((c) => c.type === "select");
    if (selects.length === 0) return;
    const chosen = new Set(documentStore.current.selection);
    for (const {id, selected} of selects) {
      if (selected) chosen.add(id);
      else chosen.delete(id);
    }
    documentStore.select([...chosen]);
  }, []);

  const dropNodes = useCallback(() => {
    setMoved((before) => {
      const places = [...before].map(([id, [x, y]]) => [id, [snapped(x), snapped(y)]] as const);
      if (places.length > 0) queueMicrotask(() => dispatch({do: "place", places: Object.fromEntries(places)}));
      return before;
    });
    queueMicrotask(() => setMoved(new Map()));
  }, []);

  const endWire = useCallback((event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
    if (state.isValid || !state.fromHandle) return;
    const from = handleAt(`${state.fromHandle.nodeId} ${state.fromHandle.id}`);
    const point = "clientX" in event ? event : event.changedTouches[0]!;
    const {workflow} = documentStore.current;
    if (state.toHandle) {
      const answer = answerFor(workflow, from, handleAt(`${state.toHandle.nodeId} ${state.toHandle.id}`));
      if (!answer.ok) documentStore.tell(answer.reason, "problem");
    } else if (!(event.target as Element | null)?.closest(".card")) {
      chooseFitting(from, [point.clientX, point.clientY]);
    }
  }, []);

  const selectWires = useCallback((changes: EdgeChange<WireEdge>[]) => {
    setCut((before) => {
      const chosen = new Set(before);
      for (const change of changes) {
        if (change.type !== "select") continue;
        if (change.selected) chosen.add(change.id);
        else chosen.delete(change.id);
      }
      return chosen;
    });
  }, []);

  return (
    <main className="canvas" aria-label="Canvas" ref={own} onKeyDownCapture={(event) => cutWires(event, cut, wires)}>
      <ReactFlow<CardNode, WireEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={moveNodes}
        onEdgesChange={selectWires}
        onNodeDragStop={dropNodes}
        onSelectionDragStop={dropNodes}
        onEdgeMouseEnter={(_, {id}) => setHovered(id)}
        onEdgeMouseLeave={() => setHovered(undefined)}
        onConnect={(connection) => joinHandles(connection)}
        onConnectEnd={endWire}
        isValidConnection={(c) => validConnection(c as Connection)}
        connectionLineComponent={ConnectionLine}
        connectionMode={ConnectionMode.Loose}
        connectionRadius={26}
        onDrop={(event) => dropOn(event)}
        onDragOver={(event) => event.preventDefault()}
        deleteKeyCode={null}
        multiSelectionKeyCode={["Shift", "Meta", "Control"]}
        selectionKeyCode="Shift"
        nodesFocusable={false}
        edgesFocusable={false}
        disableKeyboardA11y
        zoomOnDoubleClick={false}
        minZoom={0.2}
        maxZoom={2.5}
        onInit={(instance) => void instance.fitView(fitOptions(own.current))}
        snapToGrid
        snapGrid={[10, 10]}
        proOptions={{hideAttribution: true}}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1.6} color="var(--dot)" bgColor="var(--canvas)" />
        <Counts wires={wires} routes={routes} />
        <Navigator cards={cards} />
      </ReactFlow>
      {workflow.steps.size === 0 && <Empty />}
    </main>
  );
}

const withPlaces = (workflow: Parameters<typeof missingPlaces>[0]): typeof workflow => {
  const places = missingPlaces(workflow);
  return Object.keys(places).length === 0
    ? workflow
    : {...workflow, view: {...workflow.view, layout: {...workflow.view.layout, ...places}}};
};

// Cards that look the same stay the same object, so that they are not drawn again.
function useCards(
  workflow: Parameters<typeof placeCards>[0],
  moved: ReadonlyMap<string, Place>
): ReadonlyMap<string, PlacedCard> {
  const last = useRef(new Map<string, {readonly text: string; readonly card: PlacedCard}>());
  return useMemo(() => {
    const kept = new Map<string, PlacedCard>();
    for (const [id, card] of placeCards(workflow, moved)) {
      const text = JSON.stringify(card);
      const before = last.current.get(id);
      if (before?.text !== text) last.current.set(id, {text, card});
      kept.set(id, last.current.get(id)!.card);
    }
    return kept;
  }, [workflow, moved]);
}

// While cards are dragged only their own wires find a new way, the first simple one.
function useRoutes(
  wires: ReturnType<typeof placeWires>,
  cards: ReadonlyMap<string, PlacedCard>,
  moved: ReadonlyMap<string, Place>
): ReadonlyMap<string, readonly Point[]> {
  const settled = useRef<ReadonlyMap<string, readonly Point[]>>(new Map());
  return useMemo(() => {
    const rects = [...cards.values()];
    if (moved.size === 0) return (settled.current = routeWires(wires, rects));
    const still = wires.filter((w) => !moved.has(w.to) && !moved.has(w.source.slice(0, w.source.indexOf("."))));
    const keep = new Map(still.flatMap((w) => (settled.current.has(w.id) ? [[w.id, settled.current.get(w.id)!]] : [])));
    return routeWires(wires, rects, keep);
  }, [wires, cards, moved]);
}

function fitOptions(own: HTMLElement | null): {minZoom: number; maxZoom: number; padding: "28px"} {
  return {minZoom: workbench().view === "both" ? 0.4 : 0.7, maxZoom: (own?.clientWidth ?? 0) > 1200 ? 1.25 : 1, padding: "28px"};
}

function endsOf({
  source,
  sourceHandle,
  target,
  targetHandle
}: Connection): [ReturnType<typeof handleAt>, ReturnType<typeof handleAt>] {
  return [handleAt(`${source} ${sourceHandle}`), handleAt(`${target} ${targetHandle}`)];
}

function validConnection(connection: Connection): boolean {
  if (!connection.sourceHandle || !connection.targetHandle) return false;
  return answerFor(documentStore.current.workflow, ...endsOf(connection)).ok;
}

function joinHandles(connection: Connection): void {
  const answer = answerFor(documentStore.current.workflow, ...endsOf(connection));
  if (answer.ok) dispatch({do: "connect", ...answer.wire});
  else documentStore.tell(answer.reason, "problem");
}

function cutWires(
  event: {readonly key: string; stopPropagation(): void; preventDefault(): void},
  cut: ReadonlySet<string>,
  wires: readonly (DocumentWire & {readonly id: string})[]
): void {
  if (cut.size === 0 || (event.key !== "Delete" && event.key !== "Backspace")) return;
  event.stopPropagation();
  event.preventDefault();
  for (const {id, to, port, source} of wires) if (cut.has(id)) dispatch({do: "disconnect", to, port, source});
}

function dropOn(event: DragEvent): void {
  event.preventDefault();
  const type = event.dataTransfer.getData(draggedType);
  const at = canvasView()?.placeAt(event.clientX - 50, event.clientY - 24);
  if (type !== "") dispatch({do: "addStep", type, ...(at && {at})});
  else if (event.dataTransfer.files.length > 0) void openFiles([...event.dataTransfer.files], at);
}

export {draggedType};
