/* Who leaves a page with words that were typed and not sent is asked first. In: forms and controls with
   data-unsaved. A form that came back with errors holds such words from the start. */

const watched = [...document.querySelectorAll("[data-unsaved]")];
let typed = watched.some((each) => (each.form ?? each).querySelector?.("[aria-invalid]"));

for (const each of watched) each.addEventListener("input", () => { typed = true; });

document.addEventListener("submit", () => { typed = false; });

window.addEventListener("beforeunload", (event) => {
  if (typed) event.preventDefault();
});
