// The form of an entry: counts letters, keeps the preview up to date, and asks before unsaved text is left behind.
(() => {
  "use strict";
  const form = document.getElementById("eintrag");

  for (const field of document.querySelectorAll("[data-counted]")) {
    const longest = Number(field.dataset.counted);
    const counter = document.createElement("p");
    counter.className = "counter";
    const count = () => {
      counter.textContent = document.documentElement.lang === "de"
        ? `${[...field.value].length} von ${longest} Zeichen`
        : `${[...field.value].length} of ${longest} characters`;
    };
    field.addEventListener("input", count);
    field.after(counter);
    count();
  }
  if (!form) return;

  const frame = document.querySelector("iframe[name=vorschau]");
  const button = document.getElementById("vorschau-zeigen");
  if (frame && button) {
    const files = form.querySelectorAll("input[type=file]");
    let scrolled = 0;
    let waiting = 0;
    const show = () => {
      if (!frame.offsetParent) return; // on a narrow screen it is not there
      scrolled = frame.contentWindow.scrollY;
      for (const file of files) file.disabled = true; // a preview at every pause shall not upload them
      form.requestSubmit(button);
      for (const file of files) file.disabled = false;
    };
    frame.addEventListener("load", () => frame.contentWindow.scrollTo({ top: scrolled, behavior: "instant" }));
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(show, 700);
    });
    const place = () => {
      const beside = Boolean(frame.offsetParent);
      button.formTarget = beside ? "vorschau" : "_blank";
      button.hidden = beside; // it shows itself
    };
    place();
    window.addEventListener("resize", place);
  }

  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", (event) => {
    if (!event.submitter || event.submitter !== button) changed = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
})();
