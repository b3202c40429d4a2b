/* Who leaves a page with words that were typed and not sent is asked first. In: forms and controls with
   data-unsaved, and data-typed at the body: the page answers a press that saved nothing, so its forms hold such words
   from the start. */

const watched = [...document.querySelectorAll("[data-unsaved]")];
let typed = watched.length > 0 && "typed" in document.body.dataset;

for (const each of watched) each.addEventListener("input", () => { typed = true; });

document.addEventListener("submit", () => { typed = false; });

window.addEventListener("beforeunload", (event) => {
  if (typed) event.preventDefault();
});
