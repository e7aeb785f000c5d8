// What an inspector or a cell shows only when it is unfolded, or once there is a form to fill.
import {lazily} from "../lazily.tsx";

export const ParamForm = lazily(async () => (await import("./form.tsx")).ParamForm);
export const Facts = lazily(async () => (await import("./facts.tsx")).Facts);
export const Wires = lazily(async () => (await import("./wires.tsx")).Wires);
export const Provenance = lazily(async () => (await import("./provenance.tsx")).Provenance);
export const Prose = lazily(async () => (await import("../notebook/prose.tsx")).Prose);
