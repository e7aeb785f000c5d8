import {StrictMode} from "react";
import {createRoot} from "react-dom/client";
import {App} from "./app.tsx";
import {documentStore, type Document} from "./document.ts";
import {engine} from "./engine/client.ts";
import {openFirst} from "./persistence.ts";
import {keepAtHand} from "./offline/register.ts";
import {goOn, watchRuns} from "./runs.ts";

await openFirst();
let applied: Document | undefined;
apply();
documentStore.subscribe(apply);
watchRuns();
void goOn();
keepAtHand();

function apply(): void {
  const {current} = documentStore;
  const {id, workflow, trusted, bundle} = current;
  // Places, notes and titles are nothing to compute.
  const same = applied?.id === id && applied.workflow.steps === workflow.steps && applied.trusted === trusted;
  applied = current;
  if (same) return;
  engine
    .apply(workflow, {scope: id, cautious: !trusted, ...(bundle !== undefined && {bundle})})
    .catch((error: unknown) => documentStore.tell((error as Error).message, "problem"));
}

createRoot(document.querySelector("#app")!).render(
  <StrictMode>
    <App />
  </StrictMode>
);
