// The shortlist on this device. Nothing is stored before the visitor says so; without a script it is in the address.
(() => {
  "use strict";
  const NAME = "masswerk-merkliste";

  const stored = () => {
    try {
      const keys = JSON.parse(localStorage.getItem(NAME));
      return Array.isArray(keys) ? keys.filter((key) => /^[a-z2-7]{8}$/.test(key)) : null;
    } catch {
      return null;
    }
  };
  const store = (keys) => {
    try {
      localStorage.setItem(NAME, JSON.stringify(keys));
      return true;
    } catch {
      return false; // storage is switched off
    }
  };
  const keysOf = (address) => new URL(address, location.href).searchParams.getAll("m");
  // An address with other keys; what else it carries, such as a place, stays.
  const withKeys = (address, keys) => {
    const url = new URL(address, location.href);
    url.searchParams.delete("m");
    for (const key of keys) url.searchParams.append("m", key);
    return url.href;
  };

  const page = document.getElementById("merkliste");
  const known = stored();

  // Elsewhere, the links "Remember" lead on with the stored list and one more measure.
  if (!page) {
    if (!known) return;
    const here = keysOf(location.href);
    // What the visitor has just added on a list is stored as well, by the same rule as below.
    if (here.length && known.every((key) => here.includes(key))) store(here);
    if (!known.length) return;
    for (const link of document.querySelectorAll("a.remember")) {
      link.href = withKeys(link.href, [...new Set([...known, ...keysOf(link.href)])]);
    }
    return;
  }

  const keys = keysOf(location.href);
  if (!keys.length) {
    if (known && known.length) location.replace(withKeys(location.href, known));
    return;
  }
  const box = document.getElementById("geraet");
  if (!box) return;
  const [text, remember, forget, status] = ["geraet-text", "merken", "vergessen", "geraet-status"].map(
    (id) => document.getElementById(id),
  );
  const show = (isStored) => {
    text.hidden = remember.hidden = isStored;
    forget.hidden = !isStored;
    status.textContent = isStored ? status.dataset.stored : "";
  };
  // A list that somebody else has sent never replaces the own one unasked.
  const isOwn = known !== null && known.every((key) => keys.includes(key));
  if (isOwn) store(keys);
  show(isOwn);
  box.hidden = false;

  remember.addEventListener("click", () => {
    if (!store(keys)) return;
    show(true);
    forget.focus();
  });
  forget.addEventListener("click", () => {
    localStorage.removeItem(NAME);
    show(false);
    status.textContent = status.dataset.forgotten;
    remember.focus();
  });
  for (const link of document.querySelectorAll("a.remove")) {
    link.addEventListener("click", () => {
      if (stored() !== null && !forget.hidden) store(keysOf(link.href));
    });
  }
})();
