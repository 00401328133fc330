// htmx notes the address in sessionStorage although its history cache is off; nothing here may be stored.
(() => {
  "use strict";
  const storeNothing = () => sessionStorage.removeItem("htmx-current-path-for-history");
  document.addEventListener("htmx:pushedIntoHistory", storeNothing);
  storeNothing();
})();
