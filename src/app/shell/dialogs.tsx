// All dialogs but the lists to choose from: a part of the page of its own, loaded when one is first opened.
import type {ReactNode} from "react";
import type {Overlay} from "../workbench.ts";
import {Bill} from "./bill.tsx";
import {EarlierStates} from "./earlier-states.tsx";
import {Keys} from "./keys-dialog.tsx";
import {PastePanel} from "./paste-panel.tsx";
import {Recent} from "./recent.tsx";
import {Share} from "./share.tsx";
import {StoragePanel} from "./storage-panel.tsx";
import {TrustPanel} from "./trust-panel.tsx";

export function Opened({overlay}: {readonly overlay: Exclude<Overlay, {is: "ask" | "chooser"}>}): ReactNode {
  switch (overlay.is) {
    case "keys":
      return <Keys />;
    case "share":
      return <Share link={overlay.link} />;
    case "bill":
      return <Bill ids={overlay.ids} />;
    case "states":
      return <EarlierStates />;
    case "recent":
      return <Recent />;
    case "storage":
      return <StoragePanel />;
    case "trust":
      return <TrustPanel />;
    case "pasted":
      return <PastePanel fragment={overlay.fragment} at={overlay.at} />;
  }
}
