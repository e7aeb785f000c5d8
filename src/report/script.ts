// What makes the page interactive. Without it everything is there and reads the same.
export const script = `
for (const table of document.querySelectorAll("figure.table table")) {
  const body = table.tBodies[0];
  const whole = [...body.rows].every((row) => row.cells[0].textContent !== "");
  if (whole && body.rows.length > 2)
    for (const [column, head] of [...table.tHead.rows[0].cells].entries()) {
      const button = document.createElement("button");
      button.type = "button";
      // Over the words, not around them: what is in a button is not repeated where a table goes on on another sheet.
      button.setAttribute("aria-label", "Sort by " + head.textContent);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const value = (row) => {
          const cell = row.cells[column];
          const data = cell.querySelector("data");
          return data ? Number(data.value) : cell.textContent;
        };
        const order = (a, b) => {
          const [x, y] = [value(a), value(b)];
          if (x === "" || y === "") return (x === "") - (y === "");
          const sign = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y), "en", {numeric: true});
          return down ? -sign : sign;
        };
        body.append(...[...body.rows].sort(order));
      });
    }
}
const root = document.documentElement;
const toggle = document.createElement("button");
toggle.type = "button";
toggle.className = "theme";
const dark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
const say = () => (toggle.textContent = dark() ? "Light" : "Dark");
toggle.addEventListener("click", () => {
  root.dataset.theme = dark() ? "light" : "dark";
  say();
});
say();
document.querySelector("header").append(toggle);
`;
