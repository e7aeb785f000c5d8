import type {ReactNode} from "react";
import {actions, keyText} from "./actions.ts";
import {CloseFoot, Dialog} from "./dialog.tsx";
import {placeKeys} from "./place-keys.ts";

/** Every key there is. */
export function Keys(): ReactNode {
  return (
    <Dialog title="Keys">
      <div className="keys" tabIndex={0} role="region" aria-label="All keys">
        <div>
          {(["View", "Edit", "Run", "Steps", "File"] as const).map((group) => (
            <KeyList
              key={group}
              title={group}
              keys={actions.filter((a) => a.group === group).flatMap(({title, keys}) => (keys ? [[title, ...keys]] : []))}
            />
          ))}
          {placeKeys.map(({place, keys}) => (
            <KeyList key={place} title={place} keys={keys} />
          ))}
        </div>
      </div>
      <CloseFoot />
    </Dialog>
  );
}

function KeyList({title, keys}: {readonly title: string; readonly keys: readonly (readonly string[])[]}): ReactNode {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {keys.map(([name, ...pressed]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {pressed.map((key) => (
                <kbd key={key}>{keyText(key)}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
