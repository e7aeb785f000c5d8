// The open workflow as the figures of the paper read it.
import {type Column, type ColumnInfo, realColumn, type Roles, Table, textColumn} from "../../../runtime/table.ts";
import type {Workflow} from "../../../runtime/workflow.ts";
import type {Study} from "../../views/figures/study.ts";
import {engine, type States} from "../engine/client.ts";
import type {PortRef} from "../engine/protocol.ts";
import {tableSummary} from "../inspector/knowledge.ts";

/** A study of what is computed now; values are asked of the engine where a figure reads them. */
export function pageStudy(workflow: Workflow, states: States): Study {
  return {
    workflow,
    states: new Map(Object.entries(states)),
    value: async (step, port, columns) => {
      const summary = tableSummary(states[step]?.outputs?.[port]);
      if (!summary) return engine.value({step, port});
      const known = summary.columns.filter(({name}) => columns === undefined || columns.includes(name));
      return tableOf({step, port}, known, summary.roles ?? {}, summary.meta ?? {});
    }
  };
}

async function tableOf(
  at: PortRef,
  known: readonly ColumnInfo[],
  roles: Roles,
  meta: Readonly<Record<string, string>>
): Promise<Table> {
  const read = await engine.columnsOf(
    at,
    known.map((c) => c.name)
  );
  const columns = known.map((info): Column => {
    const {type: _type, ...about} = info;
    const values = read.columns[info.name]!;
    // For drawing: identifiers are told apart as text, numbers of any type are reals.
    return values instanceof Float64Array ? realColumn(about, values) : textColumn(about, values);
  });
  return new Table({columns, rows: read.rows, roles, meta});
}
