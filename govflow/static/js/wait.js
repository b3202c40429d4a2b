// A page that waits for a file asks again by itself, so that nobody has to: what has data-wait names the file.
const waiting = document.querySelector("[data-wait]");

async function look() {
  const answer = await fetch(waiting.dataset.wait, { method: "HEAD", credentials: "same-origin" });
  if (!answer.ok) return;
  if (answer.headers.get("Content-Type").startsWith("text/html")) {
    setTimeout(look, 2000);
  } else {
    waiting.textContent = "Your file is ready.";
    location.assign(waiting.dataset.wait);
  }
}

if (waiting) setTimeout(look, 2000);
