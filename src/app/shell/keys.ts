import {comparison, leaveComparison} from "../canvas/comparison.ts";
import {cardsOf, centre, placeCards, type Rect} from "../canvas/geometry.ts";
import {focusCard} from "../canvas/view.ts";
import {wiresOf} from "../commands.ts";
import {dispatch, documentStore} from "../document.ts";
import {light, litNow} from "../dock/lit.ts";
import {setWorkbench, workbench} from "../workbench.ts";
import {pasteText} from "../files.ts";
import {actions, runAction} from "./actions.ts";

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1]
};

/** Listens to the keyboard for the whole page; gives the way to stop. */
export function listenToKeys(): () => void {
  const stop = new AbortController();
  addEventListener("keydown", onKey, {signal: stop.signal});
  addEventListener(
    "paste",
    (event) => {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (!isTyping(event.target) && text.includes('"fluxloom"')) void pasteText(text);
    },
    {signal: stop.signal}
  );
  return () => stop.abort();
}

function onKey(event: KeyboardEvent): void {
  const {overlay, singleKeys} = workbench();
  if (event.key === "Escape") {
    if (overlay) closeOverlay();
    else if (comparison()) leaveComparison();
    else if (litNow() && !isTyping(event.target)) light(undefined);
    else if (!event.defaultPrevented && leavesPanel(event.target)) return;
    else documentStore.dismiss();
    return;
  }
  const pressed = wordsOf(event);
  const modified = event.ctrlKey || event.metaKey;
  if (overlay && pressed !== "mod+k") return;
  if (isTyping(event.target) && !["mod+k", "mod+s", "mod+enter"].includes(pressed)) return;
  const arrow = arrows[event.key];
  if (arrow && onCanvas(event.target)) {
    event.preventDefault();
    if (event.altKey) nudge(arrow);
    else walk(arrow);
    return;
  }
  if (!modified && !singleKeys && pressed.length === 1) return;
  // The browser gives what was copied by its own event.
  if (pressed === "mod+v") return;
  // Text a person has marked is theirs to copy.
  if (pressed === "mod+c" && !getSelection()?.isCollapsed) return;
  const action = actions.find(({keys}) => keys?.includes(pressed));
  const entering = ["enter", "shift+enter"].includes(pressed);
  // A button means to be pressed.
  if (!action || (entering && (!onCanvas(event.target) || event.target instanceof HTMLButtonElement))) return;
  event.preventDefault();
  runAction(action.id);
}

// From a field or a table back to the card it is about.
function leavesPanel(target: EventTarget | null): boolean {
  const {focus} = documentStore.current;
  if (focus === undefined || !(target instanceof Element) || !target.closest(".inspector, .dock")) return false;
  // Once the field has taken back what was not meant.
  setTimeout(() => focusCard(focus));
  return true;
}

function closeOverlay(): void {
  setWorkbench({overlay: undefined});
  const {focus} = documentStore.current;
  if (focus !== undefined) focusCard(focus);
}

function wordsOf({key, ctrlKey, metaKey, shiftKey}: KeyboardEvent): string {
  const name = key.length === 1 ? key.toLowerCase() : {Enter: "enter", Delete: "delete", Backspace: "backspace"}[key];
  if (name === undefined) return "";
  const letter = /^[a-z]$/.test(name) || name.length > 1;
  return `${ctrlKey || metaKey ? "mod+" : ""}${shiftKey && letter ? "shift+" : ""}${name}`;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));
}

function onCanvas(target: EventTarget | null): boolean {
  return target === document.body || (target instanceof Element && target.closest(".canvas") !== null);
}

// To the nearest card that way, one joined by a wire before others.
function walk([dx, dy]: readonly [number, number]): void {
  const {workflow, focus} = documentStore.current;
  const cards = placeCards(workflow, new Map());
  const cardOf = cardsOf(workflow);
  const from = focus === undefined ? undefined : cards.get(cardOf(focus));
  if (!from) {
    const [first] = cards.keys();
    if (first !== undefined) goTo(first);
    return;
  }
  const joined = new Set(
    wiresOf(workflow).flatMap(({to, source}) => {
      const [a, b] = [cardOf(source.slice(0, source.indexOf("."))), cardOf(to)];
      return a === from.id ? [b] : b === from.id ? [a] : [];
    })
  );
  let best: {readonly id: string; readonly far: number} | undefined;
  for (const card of cards.values()) {
    if (card.id === from.id) continue;
    const far = farness(from, card, dx, dy, joined.has(card.id));
    if (far !== undefined && (!best || far < best.far)) best = {id: card.id, far};
  }
  if (best) goTo(best.id);

  function goTo(id: string): void {
    documentStore.select(cards.get(id)!.members);
    focusCard(id);
  }
}

function farness(from: Rect, to: Rect, dx: number, dy: number, joined: boolean): number | undefined {
  const [a, b] = [centre(from), centre(to)];
  const ahead = (b.x - a.x) * dx + (b.y - a.y) * dy;
  const aside = Math.abs((b.x - a.x) * dy) + Math.abs((b.y - a.y) * dx);
  if (ahead < 20) return undefined;
  return (ahead + 2 * aside) * (joined ? 0.6 : 1);
}

function nudge([dx, dy]: readonly [number, number]): void {
  const {workflow, selection} = documentStore.current;
  const places = selection.flatMap((id) => {
    const [x, y] = workflow.view.layout[id] ?? [0, 0];
    return [[id, [x + 10 * dx, y + 10 * dy]] as const];
  });
  dispatch({do: "place", places: Object.fromEntries(places)}, {merge: "nudge"});
}
