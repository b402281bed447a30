// Work that goes on: how far it is, read again until it is done. A page that loads itself anew would take readers from
// where they are (WCAG 2.2.1), so only its progress changes, and the whole page once when there is something to see.

const EVERY_MS = 2_000;

const parser = new DOMParser();

async function look() {
  try {
    const answer = await fetch(location.href);
    const progress = parser.parseFromString(await answer.text(), "text/html").querySelector("[data-waiting] p.progress");
    if (!progress) {
      location.reload();
      return;
    }
    document.querySelector("[data-waiting] p.progress").replaceWith(progress);
  } catch {
    // No network for a moment: the next look may have it again.
  }
  setTimeout(look, EVERY_MS);
}

setTimeout(look, EVERY_MS);
