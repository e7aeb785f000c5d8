// The engine in a page: what the editor and the browser tests build on.
export {library} from "../../nodes/index.ts";
export {Session} from "../../runtime/session.ts";
export {MemoryStore} from "../../runtime/store.memory.ts";
export {parseWorkflow, serializeWorkflow} from "../../runtime/workflow.ts";
export {type Assets, type BrowserEnvironment, openBrowserEnvironment} from "./environment.ts";
