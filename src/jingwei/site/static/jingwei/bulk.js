// <form data-bulk>: ticking rows, all rows, and the bar that tells how many are ticked.
import { eachNow } from "./bind.js";

eachNow("form[data-bulk]", (form) => {
  const bar = form.querySelector("[data-bulk-bar]");
  if (!bar) return;
  const all = form.querySelector("[data-pick-all]");
  const picks = () => Array.from(form.querySelectorAll("[data-pick]"));

  const show = () => {
    const ticked = picks().filter((box) => box.checked);
    picks().forEach((box) => box.closest("tr, li").classList.toggle("is-selected", box.checked));
    bar.hidden = ticked.length === 0;
    form.querySelector("[data-bulk-count]").textContent = `已选 ${ticked.length} 项`;
    if (!all) return;
    all.checked = ticked.length > 0 && ticked.length === picks().length;
    all.indeterminate = ticked.length > 0 && ticked.length < picks().length;
  };

  if (all) all.hidden = false;
  form.addEventListener("change", (event) => {
    if (event.target === all) picks().forEach((box) => { box.checked = all.checked; });
    show();
  });
  show();
});
