// <form data-guard>: the browser asks before typed words are lost.
import { eachNow } from "./bind.js";

const changed = new Set();

eachNow("form[data-guard]", (form) => {
  form.addEventListener("input", () => changed.add(form));
  form.addEventListener("submit", () => changed.delete(form));
  form.addEventListener("htmx:afterRequest", () => changed.delete(form));
});

window.addEventListener("beforeunload", (event) => {
  if (!Array.from(changed).some((form) => form.isConnected)) return;
  event.preventDefault();
  event.returnValue = "";
});
