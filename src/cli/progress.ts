import {changeText} from "../../runtime/key.ts";
import {rowsOf} from "../../runtime/plan.ts";
import type {Done, State} from "../../runtime/state.ts";
import type {Terminal} from "./command.ts";
import {clip, counted, duration, thousands} from "./text.ts";

const redrawMs = 100;
const quietMs = 500;
const remindMs = 2000;
/** Less is not worth saying, and a guess from an earlier run that is used up. */
const leastLeftMs = 100;

/** Shows steps as they run: a table that is drawn anew on a terminal, lines otherwise. */
export interface Progress {
  update(id: string, state: State): void;
  /** Draws the last state and lets go of the terminal. */
  end(): void;
}

/** Shows the steps of a run on a terminal, or as lines where there is none, or where they do not fit. */
export function showProgress(terminal: Terminal, steps: readonly string[]): Progress {
  // What has scrolled out of sight cannot be drawn anew.
  const fits = steps.length < (terminal.rows ?? Infinity);
  return terminal.live && fits ? liveTable(terminal, steps) : plainLines(terminal);
}

function liveTable(terminal: Terminal, steps: readonly string[]): Progress {
  const states = new Map<string, State>();
  const name = Math.min(24, Math.max(...steps.map((id) => id.length), 4));
  let drawn = 0;
  let dirty = true;
  const draw = (): void => {
    if (!dirty) return;
    dirty = false;
    const lines = steps.map((id) =>
      clip(`${mark(states.get(id))} ${id.padEnd(name)}  ${stateText(states.get(id))}`, terminal.columns - 1)
    );
    terminal.err(`${drawn > 0 ? `\x1b[${drawn}A` : ""}${lines.map((line) => `\x1b[2K${line}\n`).join("")}`);
    drawn = lines.length;
  };
  const timer = setInterval(draw, redrawMs);
  draw();
  return {
    update(id, state) {
      states.set(id, state);
      dirty = true;
    },
    end() {
      clearInterval(timer);
      dirty = true;
      draw();
    }
  };
}

function plainLines(terminal: Terminal): Progress {
  const told = new Map<string, number>();
  let ended = false;
  return {
    update(id, state) {
      if (ended) return;
      if (state.status === "running") {
        const since = told.get(id) ?? quietMs - remindMs;
        if (state.elapsedMs - since < remindMs) return;
        told.set(id, state.elapsedMs);
        terminal.err(`… ${id}: ${stateText(state)}\n`);
      } else {
        told.delete(id);
        terminal.err(`${mark(state)} ${id}: ${stateText(state)}\n`);
      }
    },
    end() {
      ended = true;
    }
  };
}

/** A state in one sign. */
export function mark(state: State | undefined): string {
  switch (state?.status) {
    case "done":
      return state.cached ? "✓" : "●";
    case "running":
      return "▶";
    case "failed":
    case "invalid":
      return "✗";
    case "stopped":
      return "■";
    default:
      return "·";
  }
}

/** A state in a few words. */
export function stateText(state: State | undefined): string {
  switch (state?.status) {
    case undefined:
    case "waiting":
      return "waits";
    case "running": {
      const done = state.fraction === undefined ? "runs" : `${Math.floor(state.fraction * 100)} %`;
      const left = (state.remainingMs ?? 0) < leastLeftMs ? "" : `, ${duration(state.remainingMs!)} left`;
      return `${done}${left}${state.message ? ` · ${state.message}` : ""}`;
    }
    case "done":
      return `${state.cached ? "from cache" : duration(state.ms)}${rowsText(state)}${reason(state)}`;
    case "failed":
      return state.error.message.slice(state.error.message.indexOf(": ") + 2);
    case "invalid":
      return state.problems.map((p) => p.message).join("; ");
    case "blocked":
      return `waits for ${state.by}`;
    case "stopped":
      return "stopped";
  }
}

function rowsText(state: Done): string {
  const rows = Object.entries(rowsOf(state));
  if (rows.length === 0) return "";
  const words = rows.map(([port, n]) => `${thousands(n)} ${port}`);
  return ` · ${rows.length === 1 ? counted(rows[0]![1], "row") : `${words.join(", ")} rows`}`;
}

function reason({cached, why}: Done): string {
  if (cached || !why || why.length === 0) return "";
  return ` · ${why.map(changeText).join(", ")}`;
}
