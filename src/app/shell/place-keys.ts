// Keys that mean something only where the focus is: for the list of all keys.

export interface PlaceKeys {
  readonly place: string;
  readonly keys: readonly (readonly [title: string, ...keys: readonly string[]])[];
}

/** As they are pressed: "mod" is Ctrl, and the command key on a Mac. */
export const placeKeys: readonly PlaceKeys[] = [
  {
    place: "On the canvas",
    keys: [
      ["To the next card", "arrows"],
      ["Move the card", "alt+arrows"],
      ["To the ports of the card", "tab"]
    ]
  },
  {
    place: "In a field, or the results",
    keys: [["Take back what was typed, then to the card", "esc"]]
  },
  {
    place: "In a cell of the notebook",
    keys: [["Move the step up or down", "alt+arrows"]]
  },
  {
    place: "In a picture of rows",
    keys: [
      ["Move the cursor or the box", "arrows"],
      ["Draw a box, or a band", "shift+arrows"],
      ["To the edges", "home", "end", "page up", "page down"],
      ["Light the rows in it", "enter"],
      ["Drop the box, then the light", "esc"]
    ]
  },
  {
    place: "In a table",
    keys: [
      ["To another cell", "arrows"],
      ["Mark cells, light their rows", "shift+arrows"],
      ["To the first or last row", "mod+home", "mod+end"],
      ["Light a row, or put it out", "space"],
      ["Copy the marked cells", "mod+c"]
    ]
  },
  {
    place: "On the edge of a panel",
    keys: [
      ["Make it larger or smaller", "arrows"],
      ["In great strides", "shift+arrows"],
      ["As it was at first", "delete"]
    ]
  }
];
