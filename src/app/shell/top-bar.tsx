import type {ReactNode} from "react";
import {useDocument} from "../document.ts";
import {Mark} from "../icons.tsx";

export function TopBar(): ReactNode {
  const title = useDocument((d) => d.workflow.title);
  return (
    <header className="top">
      <Mark />
      <span className="word">Fluxloom</span>
      <span className="slash" />
      <h1>{title}</h1>
    </header>
  );
}
