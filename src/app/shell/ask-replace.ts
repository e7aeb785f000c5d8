// What to do with a wire that joined others on a port of many: the question comes with the answer that changes nothing chosen.
import {titleOf} from "../canvas/words.ts";
import {focusCard} from "../canvas/view.ts";
import {dispatch, documentStore} from "../document.ts";
import {parseWire} from "../../../runtime/workflow.ts";
import {type Choice, setWorkbench} from "../workbench.ts";
import type {Wire} from "../commands.ts";

/** Asks whether a wire just added stays beside those that were there, or takes the place of one of them. */
export function askReplace({to, port, source}: Wire, before: readonly string[], at: readonly [number, number]): void {
  const {workflow} = documentStore.current;
  const name = (wire: string): string => titleOf(workflow, parseWire(wire)!.step);
  const replace = (sources: readonly string[]) => (): void => {
    // As one edit: what was added is taken back first.
    documentStore.undo();
    dispatch({do: "setWires", to, port, sources});
    focusCard(to);
  };
  const choices: Choice[] = [
    {id: "add", title: `Add ${name(source)} beside ${before.map(name).join(", ")}`, icon: "plus", run: () => focusCard(to)},
    ...before.map(
      (old): Choice => ({
        id: `replace:${old}`,
        title: `Replace ${name(old)}`,
        icon: "compare",
        run: replace(before.map((s) => (s === old ? source : s)))
      })
    ),
    ...(before.length > 1 ? [{id: "replace-all", title: "Replace all", icon: "compare", run: replace([source])}] : [])
  ];
  setWorkbench({overlay: {is: "ask", label: `${name(source)} on ${titleOf(workflow, to)}`, choices, at}});
}
