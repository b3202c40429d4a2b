/* While somebody types, show what it changes. In: a button with data-live, the id of the element to show anew; the
   button does the same without a script: it sends its form, and the answer is the whole page. */

const PAUSE = 400;

/* A form that is sent in the address is asked there too, and the address kept: it leads back to what was played. */
async function ask(form, typed, signal) {
  if (form.method !== "get") return fetch(form.action, { method: "POST", body: typed, signal });
  const address = new URL(form.action);
  address.search = new URLSearchParams(typed);
  address.hash = "";
  const answer = await fetch(address, { signal });
  history.replaceState(null, "", address);
  return answer;
}

function follow(button) {
  const form = button.form;
  let waiting, asked;

  async function show() {
    asked?.abort();
    asked = new AbortController();
    const place = document.getElementById(button.dataset.live);
    place?.setAttribute("aria-busy", "true");
    try {
      const answer = await ask(form, new FormData(form, button), asked.signal);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const anew = page.getElementById(button.dataset.live);
      if (anew) place?.replaceWith(anew);
    } catch (error) {
      // Typed on, or without a network: what stands there stays, and the button still works.
      if (error.name !== "AbortError") place?.removeAttribute("aria-busy");
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    asked?.abort();
  });
}

document.querySelectorAll("button[data-live]").forEach(follow);
