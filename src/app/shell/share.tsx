import {type ReactNode, useState} from "react";
import {grouped} from "../format.ts";
import {closeDialog, Dialog, Foot} from "./dialog.tsx";

/** The workflow as a link, to copy. */
export function Share({link}: {readonly link: string}): ReactNode {
  const [copied, setCopied] = useState(false);
  return (
    <Dialog title="Share by link">
      <p>
        The link holds the whole workflow, compressed: steps, wires, parameters and notes; no tables and no results. Nothing is
        uploaded.
      </p>
      <input className="link" readOnly value={link} aria-label="Link" data-first onFocus={(event) => event.target.select()} />
      <Foot beside={<span className="mute">{`${grouped(link.length)} characters`}</span>}>
        <button className="outline" onClick={closeDialog}>
          Close
        </button>
        <button className="primary" onClick={() => void navigator.clipboard.writeText(link).then(() => setCopied(true))}>
          {copied ? "Copied" : "Copy"}
        </button>
      </Foot>
    </Dialog>
  );
}
