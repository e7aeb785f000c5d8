// The page's first script: the engine loads and opens its store while the rest of the page is still being read.
import {engineWorker} from "./spawn.ts";

engineWorker();
