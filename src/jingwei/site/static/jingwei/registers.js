// <input data-lookup="address">: rows are offered while one types. Without this the server finds the text as well.
import { eachNow } from "./bind.js";

const REST = 200;
let number = 0;

eachNow("input[data-lookup]", (input) => {
  const list = document.createElement("datalist");
  list.id = `lookup-${(number += 1)}`;
  input.after(list);
  input.setAttribute("list", list.id);
  let waiting = 0;
  let asked = "";

  const ask = async () => {
    const text = input.value.trim();
    if (!text || text === asked || chosen(list, text)) return;
    asked = text;
    const answer = await fetch(`${input.dataset.lookup}?q=${encodeURIComponent(text)}`);
    if (!answer.ok || asked !== text) return;
    const { rows } = await answer.json();
    list.replaceChildren(...rows.map(({ value, label }) => new Option(label, value)));
  };

  input.addEventListener("input", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(ask, REST);
  });
});

function chosen(list, text) {
  return Array.from(list.options).some((option) => option.value === text);
}
