// Below the title of an entry: the public entries closest to it, fetched while the title is typed.
(() => {
  "use strict";
  const place = document.querySelector("[data-similar]");
  const title = document.querySelector("input[name=title]");
  if (!place || !title) return;
  let waiting = 0;
  let latest = 0;
  const show = async () => {
    const request = (latest += 1);
    try {
      const response = await fetch(place.dataset.similar + encodeURIComponent(title.value));
      const found = await response.text();
      // Signed out, the answer is another page; and a later answer may have come before this one.
      if (response.ok && !response.redirected && request === latest) place.innerHTML = found;
    } catch {
      // Offline: what is shown stays.
    }
  };
  title.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 500);
  });
})();
