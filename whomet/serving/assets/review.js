// Keys press the buttons, but not while a note is written.
(() => {
  "use strict";
  addEventListener("keydown", (key) => {
    if (key.ctrlKey || key.metaKey || key.altKey || key.repeat) return;
    if (key.target.closest("input, select, textarea")) return;
    document.querySelector(`[data-key="${CSS.escape(key.key.toLowerCase())}"]`)?.click();
  });
})();
