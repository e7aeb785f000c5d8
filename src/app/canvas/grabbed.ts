// The wire being drawn: from which port, and which wire's end was taken hold of, to be cut when let go on the ground.
import type {Wire} from "../commands.ts";
import type {PlacedWire} from "./geometry.ts";
import type {Point} from "./path.ts";
import type {PortAt} from "./wiring.ts";

let grabbed: Wire | undefined;
let drawn: PortAt | undefined;
const listeners = new Set<() => void>();

/** The port a wire is being drawn from. */
export function drawnFrom(): PortAt | undefined {
  return drawn;
}

/** Calls the listener when a wire begins or ends to be drawn; gives the way to stop. */
export function onDrawing(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function setDrawing(from: PortAt | undefined): void {
  drawn = from;
  for (const listener of listeners) listener();
}

/** Remembers the wire whose end at an input lies nearest to where a drag began; none on an output or an open input. */
export function grabWire(from: PortAt | undefined, at: Point, wires: readonly PlacedWire[]): void {
  grabbed = undefined;
  if (from?.direction !== "in") return;
  let least = Infinity;
  for (const {to, port, source, end} of wires) {
    const far = Math.hypot(end.x - at.x, end.y - at.y);
    if (to !== from.step || port !== from.port || far >= least) continue;
    least = far;
    grabbed = {to, port, source};
  }
}

export function grabbedWire(): Wire | undefined {
  return grabbed;
}
