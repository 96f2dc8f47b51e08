// Comfort only: every page works without this.
"use strict";

// One open menu at a time; Escape and a click elsewhere close it.
const menus = () => document.querySelectorAll(".chip details[open]");
document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of menus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
  // "/" goes to the question box, as in many a catalogue.
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const box = document.querySelector("form.ask input[type=search]");
    if (box) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  }
});

// Ctrl+Enter runs a query in SPARQL; what is shown as data goes nowhere empty.
const sparql = document.querySelector("form.sparql");
if (sparql) {
  sparql.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) sparql.requestSubmit();
  });
  sparql.addEventListener("formdata", (event) => {
    if (!event.formData.get("format")) event.formData.delete("format");
  });
}

// A choice in a form of filters applies at once.
for (const choice of document.querySelectorAll("form.refine select")) {
  choice.addEventListener("change", () => choice.form.requestSubmit());
}
