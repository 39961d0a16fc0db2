// <table data-columns>: a phone shows of each column only what its kind asks for.
// Without this module every field stands there.
import { eachNow } from "./bind.js";

eachNow("[data-columns]", (table) => {
  table.classList.add("is-live");
  table.addEventListener("change", (event) => {
    if (event.target.matches("select")) event.target.closest("tr").dataset.kind = event.target.value;
  });
});
