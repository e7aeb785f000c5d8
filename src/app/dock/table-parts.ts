// A table and its tools, which are loaded together.
export {TableTools} from "./table-tools.tsx";
export {TableView} from "./table-view.tsx";
