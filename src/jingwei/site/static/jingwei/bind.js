// Runs work on every element that matches, now and in every fragment that arrives later.
export function eachNow(selector, work) {
  const bind = (root) => {
    const found = Array.from(root.querySelectorAll(selector));
    if (root.matches && root.matches(selector)) found.unshift(root);
    found.filter((element) => !element.dataset[mark(selector)]).forEach((element) => {
      element.dataset[mark(selector)] = "yes";
      work(element);
    });
  };
  bind(document);
  document.addEventListener("htmx:load", (event) => bind(event.detail.elt));
}

const marks = new Map();

function mark(selector) {
  if (!marks.has(selector)) marks.set(selector, `bound${marks.size}`);
  return marks.get(selector);
}
