import {predictionNames} from "../../../nodes/learning/prediction-columns.ts";
import {type Place, tablesWhere} from "./figure.ts";
import {has, type Study} from "./study.ts";

export const judgedTakes = "it takes predictions beside truths; add an evaluate step with test rows";

/** Tables with truths and predictions of them; those of models with trees first. */
export function judgedTables(study: Study): readonly Place<"table">[] {
  return tablesWhere(study, (facts) => {
    const {target} = facts.roles;
    if (!target) return undefined;
    const {mean, lower} = predictionNames(target.column);
    if (!has(facts, target.column) || !has(facts, mean)) return undefined;
    return has(facts, lower) ? 1 : 0;
  });
}
