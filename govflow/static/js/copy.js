/* A digest is copied with one press. In: elements with data-copy. The spaces that help the eye are left out. */

const SAID = 2500;

function addButton(place) {
  const button = document.createElement("button");
  const words = place.dataset.copy || "Copy";
  button.type = "button";
  button.className = "button secondary small";
  button.textContent = words;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(place.textContent.replace(/\s+/g, ""));
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = words; }, SAID);
  });
  place.after(" ", button);
}

if (navigator.clipboard) document.querySelectorAll("[data-copy]").forEach(addButton);
