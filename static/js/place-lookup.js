// Suggestions while a municipality is typed: fills the one <datalist> that all such fields of the page share.
(() => {
  "use strict";
  const list = document.querySelector("datalist#municipalities[data-url]");
  if (!list) return;
  let waiting = 0;
  let asked = "";

  const suggest = async (text) => {
    asked = text;
    const response = await fetch(`${list.dataset.url}&term=${encodeURIComponent(text)}`);
    if (!response.ok || asked !== text) return; // the session has ended, or something else was typed meanwhile
    const { results } = await response.json();
    list.replaceChildren(...results.map((result) => new Option(result.text, result.text)));
  };

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (field.getAttribute("list") !== list.id) return;
    clearTimeout(waiting);
    const text = field.value.trim();
    if (text.length >= 2) waiting = setTimeout(() => suggest(text), 150);
  });
})();
