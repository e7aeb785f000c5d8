// The package ships no types; these are the parts Fluxloom uses.
declare module "@observablehq/runtime" {
  export class Runtime {
    constructor(builtins?: object, global?: (name: string) => unknown);
    module(): Module;
    dispose(): void;
    readonly _disposed: boolean;
    _computing: Promise<void> | null;
    _computeSoon: () => Promise<void>;
    _computeNow(): Promise<void>;
  }
  export class Module {
    variable(observer?: true): Variable;
    value(name: string): Promise<unknown>;
  }
  export class Variable {
    define(name: string, inputs: readonly string[], definition: (...inputs: never[]) => unknown): this;
    delete(): this;
  }
}
