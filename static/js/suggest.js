// Suggestions while typing. htmx fetches the list into the popup beside the search field; this opens and closes it,
// moves through it with the keyboard, and tells assistive technology (a combobox as in ARIA 1.2).
(() => {
  "use strict";
  const FIELD = ".search-row input[name=q]";
  let unwanted = false; // the user has closed the popup, or has chosen

  const fieldOf = (event) => (event.target.closest ? event.target.closest(FIELD) : null);
  const popupOf = (field) => field.parentElement.querySelector(".suggestions");
  const optionsOf = (field) => [...popupOf(field).querySelectorAll("[role=option]")];
  const activeOf = (field) => popupOf(field).querySelector("[aria-selected=true]");
  const isOpen = (field) => !popupOf(field).hidden;

  const activate = (field, option) => {
    for (const each of optionsOf(field)) each.setAttribute("aria-selected", String(each === option));
    if (option) {
      field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      field.removeAttribute("aria-activedescendant");
    }
  };

  const show = (field, open) => {
    popupOf(field).hidden = !open;
    field.setAttribute("aria-expanded", String(open));
    if (open) field.setAttribute("aria-controls", popupOf(field).firstElementChild.id);
    else field.removeAttribute("aria-controls");
    activate(field, null);
  };

  const close = (field) => {
    unwanted = true;
    show(field, false);
  };

  // From the field to the first option, and from the last one back to the field.
  const move = (field, step) => {
    const stops = [null, ...optionsOf(field)];
    if (stops.length === 1) return false;
    const from = isOpen(field) ? stops.indexOf(activeOf(field)) : 0;
    if (!isOpen(field)) show(field, true);
    activate(field, stops[(from + step + stops.length) % stops.length]);
    return true;
  };

  const keys = {
    ArrowDown: (field) => move(field, 1),
    ArrowUp: (field) => move(field, -1),
    Enter: (field) => {
      const option = isOpen(field) && activeOf(field);
      close(field);
      if (option) option.click();
      return Boolean(option);
    },
    Escape: (field) => {
      const wasOpen = isOpen(field);
      close(field);
      return wasOpen;
    },
  };
  for (const key of ["ArrowLeft", "ArrowRight", "Home", "End"]) keys[key] = (field) => activate(field, null);

  document.addEventListener("keydown", (event) => {
    const field = fieldOf(event);
    const modified = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
    if (!field || !field.hasAttribute("role") || modified || event.isComposing || event.keyCode === 229) return;
    if (Object.hasOwn(keys, event.key) && keys[event.key](field)) event.preventDefault();
  });

  // While an input method composes there is nothing to look for yet. The keyboards of phones compose every
  // word, though, and there each letter counts.
  const composes = (event) => event.isComposing && !window.matchMedia("(pointer: coarse)").matches;
  document.addEventListener(
    "input",
    (event) => {
      if (!fieldOf(event)) return;
      if (composes(event)) event.stopPropagation();
      unwanted = false;
    },
    { capture: true },
  );
  document.addEventListener("compositionend", (event) => {
    const field = fieldOf(event);
    if (field) field.dispatchEvent(new Event("input", { bubbles: true }));
  });

  document.addEventListener("submit", (event) => {
    const field = event.target.querySelector(FIELD);
    if (field) close(field);
  });
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest(".suggestions")) event.preventDefault(); // the focus stays in the field
  });
  document.addEventListener("focusout", (event) => {
    const field = fieldOf(event);
    if (!field || !field.hasAttribute("role")) return;
    close(field);
    popupOf(field).replaceChildren();
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    const popup = event.detail.target;
    if (!popup.matches(".suggestions")) return;
    const field = popup.parentElement.querySelector(FIELD);
    const wanted = !unwanted && field === document.activeElement;
    show(field, wanted && optionsOf(field).length > 0);
    const status = popup.parentElement.querySelector("[role=status]");
    if (wanted) status.textContent = popup.firstElementChild.dataset.status;
  });

  // A field that was there from the start, or came with a swapped form.
  document.addEventListener("htmx:load", () => {
    for (const field of document.querySelectorAll(FIELD)) {
      if (field.hasAttribute("role")) continue;
      field.setAttribute("role", "combobox");
      field.setAttribute("aria-autocomplete", "list");
      field.setAttribute("aria-expanded", "false");
    }
  });
})();
