// Menus made of <details data-menu>: Escape and a click elsewhere close them.
const open = () => Array.from(document.querySelectorAll("details[data-menu][open]"));

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  open().forEach((menu) => {
    menu.open = false;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
  });
});

document.addEventListener("click", (event) => {
  open().filter((menu) => !menu.contains(event.target)).forEach((menu) => {
    menu.open = false;
  });
});
