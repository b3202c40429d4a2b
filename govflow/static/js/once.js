/* A button pressed twice sends once. In: buttons with data-once. A page that is shown again by "back" is fresh, and
   so is a page that stays because its answer was a file. */

const STAYED = 8000;

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[data-once]")) button.removeAttribute("aria-disabled");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !event.submitter?.hasAttribute("data-once")) return;
  if ("sent" in form.dataset) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "";
  event.submitter.setAttribute("aria-disabled", "true");
  setTimeout(release, STAYED, form);
});

window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
