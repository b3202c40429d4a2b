/* How many words are typed so far. In: an element with data-words, the id of the field that is counted; the server
   wrote the number when it made the page. */

for (const shown of document.querySelectorAll("[data-words]")) {
  const field = document.getElementById(shown.dataset.words);
  field?.addEventListener("input", () => {
    shown.textContent = field.value.split(/\s+/).filter(Boolean).length;
  });
}
