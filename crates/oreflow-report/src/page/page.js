// Values under the pointer, and under the arrow keys of a figure in focus.
(() => {
  "use strict";
  const tip = document.getElementById("tip");
  let shown = null;
  const show = (mark) => {
    if (shown) shown.classList.remove("shown");
    shown = mark;
    tip.hidden = !mark;
    if (!mark) return;
    mark.classList.add("shown");
    tip.textContent = mark.dataset.tip;
    const at = mark.getBoundingClientRect(), own = tip.getBoundingClientRect();
    const left = Math.min(Math.max(4, at.left + at.width / 2 - own.width / 2), innerWidth - own.width - 4);
    const above = at.top - own.height - 6;
    tip.style.left = Math.max(4, left) + "px";
    tip.style.top = (above >= 4 ? above : Math.min(at.bottom + 6, innerHeight - own.height - 4)) + "px";
  };
  document.addEventListener("pointerover", (event) => {
    const mark = event.target.closest ? event.target.closest("[data-tip]") : null;
    if (mark || event.pointerType !== "touch") show(mark);
  });
  document.addEventListener("scroll", () => show(null), { passive: true });
  for (const box of document.querySelectorAll("figure .drawing")) {
    let place = -1;
    box.addEventListener("keydown", (event) => {
      const marks = box.querySelectorAll("[data-tip]");
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") { show(null); return; }
      if (event.key === "Home") place = 0;
      else if (event.key === "End") place = marks.length - 1;
      else if (step) place = place < 0 ? 0 : Math.min(Math.max(place + step, 0), marks.length - 1);
      else return;
      event.preventDefault();
      if (marks[place]) show(marks[place]);
    });
    box.addEventListener("blur", () => show(null));
  }
  // What marks tell, drawings for narrow screens and the numbers of all figures come packed.
  const unpack = async () => {
    const bytes = Uint8Array.from(atob(document.getElementById("packed").textContent), (sign) => sign.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const figures = JSON.parse(await new Response(stream).text());
    for (const link of document.querySelectorAll("a.data")) {
      const [tips, drawing, numbers] = figures[link.dataset.figure];
      link.closest("figure").querySelectorAll(".wide [data-tip]").forEach((mark, place) => { mark.dataset.tip = tips[place]; });
      link.closest("figure").querySelector(".narrow").innerHTML = drawing;
      link.href = "data:text/csv;charset=utf-8," + encodeURIComponent(numbers);
      link.hidden = false;
    }
    document.documentElement.classList.add("ready");
  };
  unpack();
})();
