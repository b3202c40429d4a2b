/* What a page has to say first takes the focus: what is wrong, or what was done.
   In: elements with data-focus. Browsers that let any element have autofocus do it themselves. */

if (!("autofocus" in HTMLElement.prototype)) document.querySelector("[data-focus]")?.focus();
