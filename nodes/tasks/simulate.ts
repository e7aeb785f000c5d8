import {simulate, type SimulateParams, type Simulation} from "../kernels/simulate/simulate.ts";
import {defineTask} from "../../runtime/node.ts";

/** Draws both catalogues and the truth behind them. */
export const drawCatalogues = defineTask(
  "simulate.draw",
  (params: SimulateParams, task): Simulation => simulate(params, (fraction) => task.progress(fraction))
);
