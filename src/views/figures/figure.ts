import type {Frame} from "../theme.ts";
import type {View} from "../view.ts";
import type {Table} from "../../../runtime/table.ts";
import {outputsOf, type PortRef, type Study, type TableFacts, tableFacts} from "./study.ts";

/** Outputs that a figure is drawn of, by what they are to it. */
export interface Place<Role extends string = string> {
  /** The step it tells about; none where it tells about the whole study. */
  readonly step?: string;
  readonly from: Readonly<Partial<Record<Role, PortRef>>>;
}

/** What a person may choose about a figure. */
export interface FigureOptions {
  /** Names, identifiers or positions (from 1) of the rows that a figure of single sources shows. */
  readonly sources?: readonly string[];
  /** Another study whose counts stand beside this one's. */
  readonly beside?: Study;
}

/** A view with what it draws, in numbers with units. */
export interface FigureView extends View {
  readonly data: () => Table;
}

/** Values that turn out to be no use for a figure; the message says why. */
export class NotDrawn extends Error {}

/** A figure there can be of a study. */
export interface Figure {
  readonly name: string;
  /** What it shows, in a few words. */
  readonly doc: string;
  /** In pixels, where nothing else is asked for. */
  readonly width: number;
  /** What must be there; said where it is not. */
  readonly takes: string;
  /** Types of the steps whose results it is drawn of, where that is known: why they gave none is then said instead. */
  readonly types?: readonly string[];
  /** Where in a study it can be drawn, the best place first. Looks at summaries only. */
  readonly places: (study: Study) => readonly Place[];
  /** Reads what it needs; gives what draws it, at any size, or throws NotDrawn. */
  readonly load: (study: Study, place: Place, options?: FigureOptions) => Promise<(frame: Frame) => FigureView>;
}

/** What a figure knows beside the values it is drawn of. */
export interface About {
  readonly study: Study;
  readonly step: string | undefined;
  readonly options: FigureOptions;
}

/** A figure of the values of some outputs. */
export function figureOfValues<Values extends object>(figure: {
  readonly name: string;
  readonly doc: string;
  readonly takes: string;
  readonly types?: readonly string[];
  readonly width?: number;
  readonly places: (study: Study) => readonly Place<keyof Values & string>[];
  readonly draw: (frame: Frame, values: Values, about: About) => FigureView;
}): Figure {
  const {draw, ...rest} = figure;
  return {
    width: 560,
    ...rest,
    async load(study, {step, from}, options = {}) {
      const read = async ([role, at]: [string, PortRef | undefined]) =>
        [role, at && (await study.value(at.step, at.port))] as const;
      const values = Object.fromEntries(await Promise.all(Object.entries(from).map(read))) as Values;
      return (frame) => draw(frame, values, {study, step, options});
    }
  };
}

/** The tables of a study that a figure can be drawn of; larger ranks come first. */
export function tablesWhere(
  study: Study,
  rank: (facts: TableFacts, type: string) => number | undefined
): readonly Place<"table">[] {
  return ranked(outputsOf(study, "table").map((output) => ({output, rank: rank(tableFacts(output), output.type)}))).map(
    ({output: {step, port}}) => ({step, from: {table: {step, port}}})
  );
}

/** Those with a rank, the largest first, equals in their order. */
export function ranked<T extends {readonly rank: number | undefined}>(found: readonly T[]): readonly T[] {
  return found.filter(({rank}) => rank !== undefined).sort((a, b) => b.rank! - a.rank!);
}
