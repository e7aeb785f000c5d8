import {type ReactNode, useEffect, useState} from "react";
import {useDocument} from "../document.ts";
import {engine} from "../engine/client.ts";
import type {Holding, StoreView} from "../engine/protocol.ts";
import {ago, byteCount} from "../format.ts";
import {shelf} from "../shelf.ts";
import {Confirmed} from "./confirmed.tsx";
import {CloseFoot, Dialog} from "./dialog.tsx";

interface Row extends Holding {
  readonly title: string;
}

/** What is stored in this browser, how much it may be, and the way to give it up. */
export function StoragePanel(): ReactNode {
  const open = useDocument((d) => d.id);
  const [view, setView] = useState<StoreView>();
  const [rows, setRows] = useState<readonly Row[]>();
  const [persists, setPersists] = useState<boolean>();
  const look = async (): Promise<void> => {
    const [now, holdings, documents] = await Promise.all([engine.storage(), engine.holdings(), shelf.documents()]);
    const titles = new Map(documents.map(({id, name}) => [id, name]));
    setView(now);
    setRows(holdings.map((holding) => ({...holding, title: titles.get(holding.scope) ?? nameWithoutId(holding.scope)})));
    setPersists(await navigator.storage.persisted().catch(() => undefined));
  };
  useEffect(() => void look(), []);
  const clear = async (scopes?: readonly string[]): Promise<void> => {
    await engine.clearStorage(scopes);
    await look();
  };
  return (
    <Dialog title="Storage" wide>
      <p>
        Results are kept so that nothing is computed twice, for all tabs of this page. They lie in this browser, and nowhere else.
      </p>
      {view && <Meter view={view} />}
      <table className="holdings">
        <thead>
          <tr>
            <th scope="col">Workflow</th>
            <th scope="col">Results</th>
            <th scope="col">Room</th>
            <th scope="col">Last</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {rows?.map(({scope, title, results, bytes, at}) => (
            <tr key={scope}>
              <th scope="row">
                {title}
                {scope === open && <span className="mute"> open now</span>}
              </th>
              <td>{results}</td>
              <td>{byteCount(bytes)}</td>
              <td className="mute">{ago(Date.parse(at))}</td>
              <td>
                <Confirmed label={`Clear the results of ${title}`} sure="Clear them?" onConfirm={() => void clear([scope])}>
                  Clear
                </Confirmed>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows?.length === 0 && <p className="mute">No results are stored.</p>}
      {view?.place === "browser" && persists !== undefined && (
        <p className="persists">
          {persists ? "The browser keeps them until you clear them." : "The browser may clear them when it runs short of room."}
          {!persists && (
            <button className="link" onClick={() => void navigator.storage.persist().then(setPersists)}>
              Ask it to keep them
            </button>
          )}
        </p>
      )}
      <CloseFoot
        beside={
          <Confirmed label="Clear all results" sure="Clear them all?" disabled={!rows?.length} onConfirm={() => void clear()}>
            Clear all results
          </Confirmed>
        }
      />
    </Dialog>
  );
}

function Meter({view: {place, bytes, usage = bytes, quota, note}}: {readonly view: StoreView}): ReactNode {
  const other = Math.max(0, usage - bytes);
  const share = (part: number): string => `${quota ? Math.max(part > 0 ? 0.4 : 0, (100 * part) / quota) : 0}%`;
  return (
    <div className="room">
      <div className="room-bar" aria-hidden="true">
        <span style={{width: share(bytes)}} />
        <span className="other" style={{width: share(other)}} />
      </div>
      <p>
        <b>{byteCount(bytes)}</b> of results{other > 1e5 && `, ${byteCount(other)} of files, bundles and the program itself`}
        {quota !== undefined && place === "browser" && `; the browser gives ${byteCount(quota)} in all`}.
      </p>
      {note !== undefined && <p className="field-error">{note}</p>}
    </div>
  );
}

// Of a workflow that was forgotten its results still tell the name.
function nameWithoutId(scope: string): string {
  return `${scope.replace(/-[0-9a-z]{6}$/, "")} (forgotten)`;
}
