// The engine as a library: `import {library, openEnvironment, Session} from "fluxloom"`.
export {library, nodes} from "../nodes/index.ts";
export {tasks} from "../nodes/tasks/index.ts";
export {fingerprints} from "../nodes/fingerprints.generated.ts";
export {
  type ExportedFile,
  file,
  type Filter,
  filter,
  many,
  type Metrics,
  metrics,
  type Model,
  model,
  optional,
  type Region,
  type Scores,
  type Search,
  search,
  table,
  target
} from "../nodes/kinds.ts";
export {diff, type Difference, differenceText} from "../runtime/diff.ts";
export {canConnect, type Graph, resolve, type ResolvedStep} from "../runtime/graph.ts";
export {type Change, changes, changeText, keyOf, type Material} from "../runtime/key.ts";
export {
  type AnyNode,
  type Context,
  defineNode,
  defineTask,
  type InputFile,
  type Json,
  type Kind,
  type Library,
  type NodeDefinition,
  type Port,
  type Task
} from "../runtime/node.ts";
export * as params from "../runtime/params.ts";
export {type Plan, plan, type PlannedStep} from "../runtime/plan.ts";
export {inlinePool, type Pool, WorkerPool} from "../runtime/pool.ts";
export {Session, type SessionOptions} from "../runtime/session.ts";
export type {Done, Failed, Running, Settled, State} from "../runtime/state.ts";
export {MemoryStore} from "../runtime/store.memory.ts";
export type {Action, Store} from "../runtime/store.ts";
export {
  booleanColumn,
  type Column,
  type ColumnInfo,
  type ColumnType,
  integerColumn,
  realColumn,
  Table,
  type Target,
  textColumn
} from "../runtime/table.ts";
export {
  addStep,
  connect,
  emptyWorkflow,
  migrate,
  parseWorkflow,
  type Problem,
  problemText,
  removeStep,
  renameStep,
  serializeWorkflow,
  setParam,
  type Step,
  type Workflow,
  WorkflowError
} from "../runtime/workflow.ts";
export {workflowSchema} from "../runtime/workflow-schema.ts";
export {createSession, type Environment, type EnvironmentOptions, openEnvironment} from "./node/environment.ts";
export {version} from "./version.ts";
