import {Window} from "happy-dom";

/** A document to draw figures in, where there is no page. */
export function openDocument(): Document {
  return new Window().document as unknown as Document;
}
