// Rows that go into a step and come out of it, in few words.
import {useSyncExternalStore} from "react";
import {engine, type States} from "../engine/client.ts";
import {rowCount} from "../format.ts";
import type {PlacedCard} from "./geometry.ts";
import {rowsAt} from "./words.ts";

export interface Rows {
  readonly into: readonly number[];
  readonly out: readonly number[];
}

/** The rows of the tables a step reads, and of those it gives first or that are read on: not of reports beside what it makes. */
function rowsThrough({ports, step}: Pick<PlacedCard, "ports" | "step">, states: States): Rows {
  if (!step) return {into: [], out: []};
  const rows = (source: string): number[] => {
    const found = rowsAt(states, source);
    return found ? [found.rows] : [];
  };
  const outputs = outputsOf(ports);
  const tables = outputs[0]?.kind === "table" ? outputs.filter((p) => p.kind === "table") : [];
  const read = tables.some((p) => p.read) ? tables.filter((p) => p.read) : tables.slice(0, 1);
  const inputs = ports.filter((p) => p.direction === "in" && p.kind === "table").toSorted((a, b) => a.order - b.order);
  return {
    into: inputs.flatMap(({port}) => (step.inputs[port] ?? []).flatMap(rows)),
    out: read.flatMap((p) => rows(`${p.step}.${p.port}`))
  };
}

// Each once, on however many edges it stands.
function outputsOf(ports: PlacedCard["ports"]): (PlacedCard["ports"][number] & {readonly read: boolean})[] {
  const outputs = ports.filter((p) => p.direction === "out");
  return outputs
    .filter((p) => !p.handle.includes("~"))
    .map((p) => ({...p, read: outputs.some((o) => o.name === p.name && o.wires > 0)}))
    .toSorted((a, b) => a.order - b.order);
}

/** The ways to say it, the fullest first: "415 → 49 + 366", "→ 49 + 366", "415 → 49". */
function rowsTexts({into, out}: Rows): readonly string[] {
  const from = into.map(rowCount).join(" + ");
  const to = out.map(rowCount).join(" + ");
  if (into.length === 0 && out.length === 0) return [];
  if (into.length === 0) return [`${to} rows`, to];
  if (out.length === 0) return [`${from} rows`, from];
  if (from === to) return [`${from} rows`, from];
  return [`${from} → ${to}`, `→ ${to}`, `${rowCount(into[0]!)} → ${rowCount(out[0]!)}`, `→ ${rowCount(out[0]!)}`];
}

/** The first of several texts that is no wider than so many pixels at 11 pixels; the last where none is. */
export function firstFitting(texts: readonly string[], width: number): string {
  return texts.find((text) => textWidth(text) <= width) ?? texts.at(-1) ?? "";
}

// Advances of the sans faces of look.md, in thousandths of the size, on the wide side.
function textWidth(text: string): number {
  let width = 0;
  for (const letter of text) width += /[ .,:;'il|]/.test(letter) ? 0.29 : /[→%mwMW+]/.test(letter) ? 0.95 : 0.57;
  return 11 * width;
}

const subscribe = (listener: () => void): (() => void) => engine.onState(listener);

/** The rows through a step, as texts for a card; drawn again only when they change. */
export function useRowsTexts(card: PlacedCard): readonly string[] {
  const texts = useSyncExternalStore(subscribe, () => rowsTexts(rowsThrough(card, engine.states)).join("\n"));
  return texts === "" ? [] : texts.split("\n");
}

/** The rows that leave an output; negative and less one where they are of an earlier state; undefined where not known. */
export function useTravelling(source: string): {readonly rows: number; readonly stale: boolean} | undefined {
  const code = useSyncExternalStore(subscribe, () => {
    const found = rowsAt(engine.states, source);
    return found === undefined ? undefined : found.stale ? -found.rows - 1 : found.rows;
  });
  return code === undefined ? undefined : code < 0 ? {rows: -code - 1, stale: true} : {rows: code, stale: false};
}
