// <textarea data-paste-table>: a table copied from a spreadsheet arrives cell by cell, with the
// line breaks and quotation marks inside its cells. Without this module the plain text arrives.
import { eachNow } from "./bind.js";

eachNow("textarea[data-paste-table]", (area) => {
  area.addEventListener("paste", (event) => {
    const html = event.clipboardData && event.clipboardData.getData("text/html");
    const table = html && new DOMParser().parseFromString(html, "text/html").querySelector("table");
    if (!table) return;
    event.preventDefault();
    area.setRangeText(asText(table), area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
  area.addEventListener("input", () => tell(area));
});

function tell(area) {
  const place = area.form && area.form.querySelector("[data-paste-told]");
  if (!place) return;
  const lines = area.value.split("\n").filter((line) => line.trim());
  place.textContent = lines.length > 1 ? `已粘贴约 ${lines.length - 1} 行（不计表头）。` : "";
}

function asText(table) {
  const grid = [];
  Array.from(table.rows).forEach((row, top) => {
    grid[top] = grid[top] || [];
    Array.from(row.cells).forEach((cell) => place(grid, top, cell));
  });
  return grid.map((row) => Array.from(row, (text) => quoted(text || "")).join("\t")).join("\n") + "\n";
}

// A merged cell says the same in every row and column it covers.
function place(grid, top, cell) {
  let left = 0;
  while (grid[top][left] !== undefined) left += 1;
  const text = words(cell);
  for (let row = top; row < top + Math.min(cell.rowSpan, 5000); row += 1) {
    grid[row] = grid[row] || [];
    for (let column = left; column < left + cell.colSpan; column += 1) grid[row][column] = text;
  }
}

function words(cell) {
  const copy = cell.cloneNode(true);
  copy.querySelectorAll("br").forEach((mark) => mark.replaceWith("\u0001"));
  return copy.textContent.replace(/[\s\u00a0]+/g, " ").replace(/ *\u0001 */g, "\n").trim();
}

function quoted(text) {
  return /["\n\t]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
