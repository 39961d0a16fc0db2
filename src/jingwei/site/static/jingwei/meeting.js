// Keys and the clock of the meeting mode. Without this module the links and the form work as well.

const typing = (target) => target.closest("input, textarea, select") !== null;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (typing(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const link = [...document.querySelectorAll("[data-key]")].find((a) => a.dataset.key === event.key);
  if (link) {
    event.preventDefault();
    link.click();
  }
  const pad = document.querySelector("[data-key-focus]");
  if (pad && pad.dataset.keyFocus === event.key.toLowerCase()) {
    event.preventDefault();
    pad.querySelector("textarea").focus();
  }
});

const timer = document.querySelector("[data-timer]");
let started = null;

const show = () => {
  if (started === null) return;
  const seconds = Math.floor((Date.now() - started) / 1000);
  const two = (n) => String(n).padStart(2, "0");
  timer.textContent = `计时 ${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
};

if (timer) {
  timer.addEventListener("click", () => {
    started = started === null ? Date.now() : null;
    if (started === null) timer.textContent = "计时（未开）";
    show();
  });
  setInterval(show, 1000);
}
