// Filtering without leaving the page. htmx swaps the whole form; this keeps open sections, focus
// and typed text, and announces the new number of results to screen readers.
(() => {
  "use strict";
  document.documentElement.classList.add("js");
  let open = [];
  let focused = "";
  let typed = null;

  const wide = window.matchMedia("(min-width: 60em)");
  const showFiltersWhereCssCannot = () => {
    if (wide.matches && !CSS.supports("selector(::details-content)")) {
      document.getElementById("filter").open = true;
    }
  };

  const focusAgain = (element) => {
    // A value that is no longer chosen may have moved into a folded part of its facet.
    let details = element.closest("details");
    while (details) {
      details.open = true;
      details = details.parentElement.closest("details");
    }
    element.focus({ preventScroll: true });
    if (typed && element.id === typed.id) {
      element.value = typed.value;
      element.setSelectionRange(typed.start, typed.end);
    }
  };

  const concernsCatalogue = (event) => event.detail.target.id === "katalog";

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!concernsCatalogue(event)) return;
    const active = document.activeElement;
    open = [...document.querySelectorAll("#katalog details[open]")].map((details) => details.id);
    focused = active ? active.id : "";
    typed = active && active.type === "search"
      ? { id: active.id, value: active.value, start: active.selectionStart, end: active.selectionEnd }
      : null;
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (!concernsCatalogue(event)) return;
    for (const id of open) {
      const details = document.getElementById(id);
      if (details) details.open = true;
    }
    showFiltersWhereCssCannot();
    const element = focused && document.getElementById(focused);
    if (element && (typed || document.activeElement !== element)) focusAgain(element);
    document.getElementById("ansage").textContent = document.getElementById("anzahl").textContent.trim();
  });

  // The link to the other language stands outside of what is swapped, and keeps the question.
  document.addEventListener("htmx:pushedIntoHistory", (event) => {
    const link = document.querySelector("a.language");
    if (link) link.search = new URL(event.detail.path, location.href).search;
  });

  // On a phone the filters have been applied all along; their button leads back to the results.
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#anwenden")) return;
    event.preventDefault();
    document.getElementById("filter").open = false;
    const results = document.getElementById("treffer");
    results.focus({ preventScroll: true });
    results.scrollIntoView();
  });

  showFiltersWhereCssCannot();
})();
