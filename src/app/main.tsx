import {StrictMode} from "react";
import {createRoot} from "react-dom/client";
import {App} from "./app.tsx";
import {documentStore} from "./document.ts";
import {engine} from "./engine/client.ts";
import {openFirst} from "./persistence.ts";

await openFirst();
let applied = documentStore.current.workflow;
void engine.apply(applied);
documentStore.subscribe(() => {
  const {workflow} = documentStore.current;
  if (workflow === applied) return;
  const computes = workflow.steps !== applied.steps;
  applied = workflow;
  // Places, notes and titles are nothing to compute.
  if (computes) void engine.apply(workflow);
});

createRoot(document.querySelector("#app")!).render(
  <StrictMode>
    <App />
  </StrictMode>
);
