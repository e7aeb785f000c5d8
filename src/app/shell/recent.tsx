import {type ReactNode, useEffect, useState} from "react";
import {useDocument} from "../document.ts";
import {engine} from "../engine/client.ts";
import {ago, counted} from "../format.ts";
import {openKept} from "../persistence.ts";
import {type Listed, listed, shelf} from "../shelf.ts";
import {forgetFile} from "../disk.ts";
import {Confirmed} from "./confirmed.tsx";
import {CloseFoot, closeDialog, Dialog} from "./dialog.tsx";

/** The workflows that were opened in this browser, to open or forget. */
export function Recent(): ReactNode {
  const open = useDocument((d) => d.id);
  const [documents, setDocuments] = useState<readonly Listed[]>();
  const look = async (): Promise<void> => setDocuments((await shelf.documents()).map(listed));
  useEffect(() => void look(), []);
  const forget = async (id: string): Promise<void> => {
    const all = await shelf.documents();
    const bundle = all.find((d) => d.id === id)?.bundle;
    await Promise.all([shelf.forget(id), forgetFile(id)]);
    await engine.forget(id, all.some((d) => d.id !== id && d.bundle === bundle) ? undefined : bundle);
    await look();
  };
  return (
    <Dialog title="Recent workflows" wide>
      <p>
        As they were left, with all edits, in this browser only. Forgetting one leaves files you saved and stored results alone.
      </p>
      <ul className="shelf">
        {documents?.map(({id, name, title, steps, edited, changedAt}) => (
          <li key={id} aria-current={id === open || undefined}>
            <button
              className="shelf-open"
              disabled={id === open}
              onClick={() => {
                closeDialog();
                void openKept(id);
              }}
            >
              <b>{title || name}</b>
              <span className="mute">{`${name}${edited ? ", edited" : ""} · ${counted(steps, "step")}`}</span>
            </button>
            <time className="mute" dateTime={new Date(changedAt).toISOString()} title={new Date(changedAt).toLocaleString()}>
              {id === open ? "open now" : ago(changedAt)}
            </time>
            <Confirmed
              label={`Forget ${title || name}`}
              sure="Forget it?"
              disabled={id === open}
              onConfirm={() => void forget(id)}
            >
              Forget
            </Confirmed>
          </li>
        ))}
      </ul>
      {documents?.length === 0 && <p className="mute">This browser keeps none.</p>}
      <CloseFoot />
    </Dialog>
  );
}
