/* What a page has to say first takes the focus: what is wrong before what was done.
   In: elements with data-focus. */

[...document.querySelectorAll("[data-focus]")].at(-1)?.focus();
