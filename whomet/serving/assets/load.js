// The place of a fault leads to its line in the text below. Without this script, to the text.
(() => {
  "use strict";
  addEventListener("click", (click) => {
    const link = click.target.closest?.("a[data-line]");
    if (!link) return;
    const field = document.querySelector(link.hash);
    const lines = field.value.split("\n");
    const before = lines.slice(0, Number(link.dataset.line) - 1).join("\n");
    const begin = before.length + (before || link.dataset.line > 1 ? 1 : 0);
    click.preventDefault();
    field.closest("details").open = true;
    field.focus();
    field.setSelectionRange(begin, begin + lines[link.dataset.line - 1].length);
    field.scrollTop = ((link.dataset.line - 3) * field.scrollHeight) / lines.length;
  });
})();
