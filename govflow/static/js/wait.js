/* While something is being made, look again by itself. In: an element with data-wait, in seconds; without a script
   there is a link to look again. */

const place = document.querySelector("[data-wait]");
if (place) setTimeout(() => location.reload(), 1000 * place.dataset.wait);
