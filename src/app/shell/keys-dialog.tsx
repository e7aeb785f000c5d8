import type {ReactNode} from "react";
import {actions, keyText} from "./actions.ts";
import {closeDialog, Dialog} from "./dialog.tsx";

/** Every key there is. */
export function Keys(): ReactNode {
  const groups = [...new Set(actions.map((a) => a.group))];
  return (
    <Dialog title="Keys">
      <div className="keys">
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {actions
                .filter((a) => a.group === group && a.keys)
                .map(({id, title, keys}) => (
                  <div key={id}>
                    <dt>{title}</dt>
                    <dd>
                      {keys!.map((k) => (
                        <kbd key={k}>{keyText(k)}</kbd>
                      ))}
                    </dd>
                  </div>
                ))}
              {group === "Steps" && (
                <>
                  <div>
                    <dt>To the next card</dt>
                    <dd>
                      <kbd>arrows</kbd>
                    </dd>
                  </div>
                  <div>
                    <dt>Move the card</dt>
                    <dd>
                      <kbd>Alt arrows</kbd>
                    </dd>
                  </div>
                </>
              )}
            </dl>
          </section>
        ))}
      </div>
      <p className="dialog-foot">
        <button className="outline" data-first onClick={closeDialog}>
          Close
        </button>
      </p>
    </Dialog>
  );
}
