// <button data-opens="#id"> opens a <dialog>; [data-closes] inside shuts it. Focus returns to the button.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const dialog = document.querySelector(opener.dataset.opens);
    dialog.addEventListener("close", () => opener.focus(), { once: true });
    dialog.showModal();
  }
  const closer = event.target.closest("dialog [data-closes]");
  if (closer) closer.closest("dialog").close();
});
