// What every page's script does. Each module binds itself to data-* attributes.
import "./menus.js";
import "./search.js";
import "./copy.js";
import "./bulk.js";
import "./leave.js";
import "./session.js";
import "./dialogs.js";
import { eachNow } from "./bind.js";

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

eachNow("[data-error-summary]", (summary) => summary.focus());

// On a phone the filters wait folded; without this module they stay open.
eachNow("[data-filter-fold]", (fold) => {
  if (window.matchMedia("(max-width: 640px)").matches) fold.open = false;
});

eachNow("textarea[data-autosize]", (area) => {
  const grow = () => {
    area.rows = Math.min(30, Math.max(3, area.value.split("\n").length + 1));
  };
  area.addEventListener("input", grow);
  grow();
});

// A radio or checkbox group takes the focus that the error summary sends to it.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-error-summary] a");
  if (!link) return;
  const target = document.getElementById(link.hash.slice(1));
  const control = target && (target.matches("input,select,textarea") ? target : target.querySelector("input"));
  if (!control) return;
  event.preventDefault();
  control.focus();
  control.scrollIntoView({ block: "center" });
});
