import {Component, type ReactNode} from "react";

interface Props {
  readonly name: string;
  /** What it shows: once that changes, the pane is tried again. */
  readonly of: unknown;
  readonly children: ReactNode;
}

interface State {
  readonly error: Error | undefined;
  readonly of: unknown;
}

/** A part of the page that may fail without taking the rest with it. */
export class Pane extends Component<Props, State> {
  override state: State = {error: undefined, of: this.props.of};

  static getDerivedStateFromError(error: Error): Partial<State> {
    return {error};
  }

  static getDerivedStateFromProps({of}: Props, before: State): Partial<State> | null {
    return of === before.of ? null : {of, error: undefined};
  }

  override render(): ReactNode {
    const {error} = this.state;
    if (!error) return this.props.children;
    return (
      <section className={`pane-failed ${this.props.name}`} role="alert">
        <h2>This part could not be shown</h2>
        <p>The workflow and its results are safe. {error.message}</p>
        <button className="outline" onClick={() => this.setState({error: undefined})}>
          Try again
        </button>
      </section>
    );
  }
}
