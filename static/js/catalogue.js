// Filtering without leaving the page. htmx swaps the whole form; this keeps what the reader had open and
// where she was, and says the new number aloud.
(() => {
  "use strict";
  document.documentElement.classList.add("js");
  let open = [];
  let focused = "";

  const wide = window.matchMedia("(min-width: 60em)");
  const showFiltersWhereCssCannot = () => {
    if (wide.matches && !CSS.supports("selector(::details-content)")) {
      document.getElementById("filter").open = true;
    }
  };

  document.addEventListener("htmx:beforeSwap", () => {
    open = [...document.querySelectorAll("#katalog details[open]")].map((details) => details.id);
    focused = document.activeElement ? document.activeElement.id : "";
  });

  document.addEventListener("htmx:afterSwap", () => {
    for (const id of open) {
      const details = document.getElementById(id);
      if (details) details.open = true;
    }
    showFiltersWhereCssCannot();
    const element = focused && document.getElementById(focused);
    if (element && document.activeElement !== element) element.focus({ preventScroll: true });
    document.getElementById("ansage").textContent = document.getElementById("anzahl").textContent.trim();
  });

  // htmx notes the address in sessionStorage although its history cache is off; nothing here may be stored.
  const storeNothing = () => sessionStorage.removeItem("htmx-current-path-for-history");
  document.addEventListener("htmx:pushedIntoHistory", storeNothing);

  storeNothing();
  showFiltersWhereCssCannot();
})();
