import {type ReactNode, useEffect} from "react";
import {documentStore, useDocument} from "../document.ts";
import {useStore} from "../engine/client.ts";
import {Icon} from "../icons.tsx";

const shownMs = 9000;

/** What there is to tell, politely, at the foot of the page. */
export function Notices(): ReactNode {
  const notice = useDocument((d) => d.notice);
  const store = useStore();
  useEffect(() => {
    if (!notice) return;
    const timer = setTimeout(() => documentStore.dismiss(), shownMs);
    return () => clearTimeout(timer);
  }, [notice]);
  const text = notice?.text ?? store?.note;
  return (
    <div className="notices" role="status" aria-live="polite">
      {text !== undefined && (
        <div className={`notice ${notice?.tone ?? "plain"}`}>
          <span>{text}</span>
          {notice && (
            <button className="icon" aria-label="Dismiss" onClick={() => documentStore.dismiss()}>
              <Icon name="close" />
            </button>
          )}
        </div>
      )}
    </div>
  );
}
