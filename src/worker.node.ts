import {tasks} from "../nodes/tasks/index.ts";
import {workerPort} from "../runtime/host.node.ts";
import {serve} from "../runtime/worker.ts";

serve(tasks, workerPort());
