// <button data-copy-table="#id"> copies that table with its heads, ready to paste into a workbook.
// The old copy command is used on purpose: the newer one is missing on plain-http intranets.
import { toast } from "./toast.js";

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy-table]");
  if (!button) return;
  const table = document.querySelector(button.dataset.copyTable);
  const rows = table.tBodies[0] ? table.tBodies[0].rows.length : 0;
  toast(copied(table) ? `已复制 ${rows} 行，可以粘贴到表格里。` : "浏览器不允许复制，请选中表格后按 Ctrl+C。");
});

function copied(table) {
  const copy = table.cloneNode(true);
  copy.querySelectorAll(".tick, .visually-hidden, caption").forEach((part) => part.remove());
  copy.removeAttribute("id");
  copy.classList.add("off-screen");
  document.body.append(copy);
  const selection = window.getSelection();
  selection.removeAllRanges();
  const range = document.createRange();
  range.selectNode(copy);
  selection.addRange(range);
  const done = document.execCommand("copy");
  selection.removeAllRanges();
  copy.remove();
  return done;
}
