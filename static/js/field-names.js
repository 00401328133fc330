// The script that lets one choose from long lists (select2) tells those who listen neither which field they are in nor
// which list has opened. We take the name from the label and mend the roles.
(() => {
  "use strict";
  const $ = window.django && window.django.jQuery;
  if (!$) return;

  const labelOf = (select) => document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
  const comboboxOf = (select) => select.parentElement.querySelector(".select2-selection");

  const nameFields = () => {
    for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
      const label = labelOf(select);
      const combobox = comboboxOf(select);
      if (!label || !combobox) continue;
      const value = combobox.querySelector(".select2-selection__rendered");
      value.removeAttribute("role"); // a text field within a combobox there is none
      value.removeAttribute("aria-readonly");
      label.id = `${select.id}_label`;
      combobox.querySelector(".select2-search__field")?.setAttribute("aria-labelledby", label.id); // where several fit
      combobox.setAttribute("aria-labelledby", `${label.id} ${value.id}`.trim());
    }
  };

  $(nameFields);
  document.addEventListener("formset:added", nameFields);
  document.addEventListener("formset:removed", () => setTimeout(nameFields)); // the rows get new numbers first

  $(document).on("select2:open", (event) => {
    const combobox = comboboxOf(event.target);
    const name = labelOf(event.target)?.textContent.trim();
    const list = document.getElementById(combobox.getAttribute("aria-owns"));
    if (!list || !name) return;
    combobox.setAttribute("aria-controls", list.id);
    list.setAttribute("aria-label", name);
    list.closest(".select2-dropdown").querySelector(".select2-search__field")?.setAttribute("aria-label", name);
  });
  $(document).on("select2:close", (event) => comboboxOf(event.target).removeAttribute("aria-controls"));
})();
