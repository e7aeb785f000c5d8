// React Flow moves the view by d3-zoom and d3-transition, which bring along how attributes, styles and colours are mixed. It mixes none:
// an esbuild plugin that leaves the mixing out of the page's first part. d3 as Plot uses it stays whole.
import {readFile} from "node:fs/promises";

const movesTheView = /[\\/](d3-transition|d3-zoom|@xyflow)[\\/]/;
const [onlyZoom, left] = ["d3-only-zoom", "d3-left-out"];

export const withoutMixing = {
  name: "without-mixing",
  setup({onResolve, onLoad, resolve}) {
    onResolve({filter: /^d3-(interpolate|color)$/}, async ({path, importer, resolveDir, kind, namespace}) => {
      if (namespace === onlyZoom || (path === "d3-color" && movesTheView.test(importer)))
        return {path: "d3-color", namespace: left};
      if (namespace !== "file" || !movesTheView.test(importer)) return undefined;
      const whole = await resolve(path, {kind, resolveDir, namespace: left});
      return {path: whole.path, namespace: onlyZoom, sideEffects: false};
    });
    onLoad({filter: /.*/, namespace: onlyZoom}, async ({path}) => ({contents: zoomOf(await readFile(path, "utf8"))}));
    onLoad({filter: /.*/, namespace: left}, () => ({contents: refusing(colours)}));
  }
};

const mixed = ["interpolate", ...["Number", "Rgb", "String", "TransformCss", "TransformSvg"].map((of) => `interpolate${of}`)];
const colours = ["color", "cubehelix", "hcl", "hsl", "lab", "rgb"];

// d3-interpolate with nothing but what flies from view to view. Constants made by a call stay unless they say that it does nothing else.
function zoomOf(code) {
  const pure = code.replaceAll(/^var (\w+) = (?=\(?\w+.*\()/gm, "var $1 = /* @__PURE__ */ ");
  return `${pure.replace(/^export \{[^]*?\};/m, "export {zoom as interpolateZoom};")}\n${refusing(mixed)}`;
}

function refusing(names) {
  return names
    .map(
      (name) =>
        `const no_${name} = () => { throw new Error("${name} is left out of this build"); };\nexport {no_${name} as ${name}};`
    )
    .join("\n");
}
