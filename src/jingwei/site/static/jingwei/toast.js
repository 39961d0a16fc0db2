// Says something in the corner without taking the focus. Not for acts of consequence.
export function toast(words, seconds = 6) {
  const line = document.createElement("p");
  line.textContent = words;
  document.querySelector("[data-toasts]").append(line);
  if (seconds) window.setTimeout(() => line.remove(), seconds * 1000);
  return line;
}
