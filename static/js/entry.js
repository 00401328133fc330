// The form of an entry: counts characters, updates the preview, and asks before a page with unsaved text is left.
(() => {
  "use strict";
  const form = document.getElementById("eintrag");

  for (const field of document.querySelectorAll("[data-counted]")) {
    const longest = Number(field.dataset.counted);
    const counter = document.createElement("p");
    counter.className = "counter";
    const count = () => {
      const letters = [...field.value].length;
      const over = letters - longest;
      counter.textContent = document.documentElement.lang === "de"
        ? `${letters} von ${longest} Zeichen${over > 0 ? `: ${over} zu viel` : ""}`
        : `${letters} of ${longest} characters${over > 0 ? `: ${over} too many` : ""}`;
      counter.classList.toggle("counter-over", over > 0);
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
    const scrollPosition = () => (frame.contentDocument ? frame.contentWindow.scrollY : 0);
    const show = () => {
      if (!frame.offsetParent) return; // hidden on a narrow screen
      scrolled = scrollPosition();
      for (const file of files) file.disabled = true; // do not upload them for each preview
      form.requestSubmit(button);
      for (const file of files) file.disabled = false;
    };
    frame.addEventListener("load", () => {
      const shown = frame.contentDocument; // null if the answer is not a preview, because the session has ended
      if (shown) frame.contentWindow.scrollTo({ top: scrolled, behavior: "instant" });
      frame.closest("section").classList.toggle("gone", !shown);
    });
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(show, 700);
    });
    const place = () => {
      const beside = Boolean(frame.offsetParent);
      button.formTarget = beside ? "vorschau" : "_blank";
      button.hidden = beside; // it is updated without it
    };
    place();
    window.addEventListener("resize", place);
  }

  // The form is marked as long as it holds what is not saved: by its page, here, and by autosave.js.
  form.addEventListener("input", () => { form.dataset.unsaved = "1"; });
  form.addEventListener("submit", (event) => {
    if (!event.submitter || event.submitter !== button) delete form.dataset.unsaved;
  });
  window.addEventListener("beforeunload", (event) => {
    if (form.dataset.unsaved) event.preventDefault();
  });
})();
