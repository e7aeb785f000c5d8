import {tasks} from "../nodes/tasks/index.ts";
import {workerPort} from "../runtime/host.browser.ts";
import {serve} from "../runtime/worker.ts";

serve(tasks, workerPort());
