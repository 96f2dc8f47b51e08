// Comfort only: the picture is a picture of links, and the list beside it says the same.
"use strict";

const picture = document.querySelector(".canvas svg.around");
const view = document.querySelector(".canvas .view");
const whole = picture.viewBox.baseVal;
const [WIDTH, HEIGHT] = [whole.width, whole.height];
const CLOSEST = 6;
let shown = { x: 0, y: 0, wide: WIDTH };

// What is shown of the picture: always in its proportions, never beside it.
function show({ x, y, wide }) {
  wide = Math.min(WIDTH, Math.max(WIDTH / CLOSEST, wide));
  const tall = (wide * HEIGHT) / WIDTH;
  x = Math.min(Math.max(x, 0), WIDTH - wide);
  y = Math.min(Math.max(y, 0), HEIGHT - tall);
  shown = { x, y, wide };
  picture.setAttribute("viewBox", [x, y, wide, tall].map((n) => n.toFixed(2)).join(" "));
  picture.classList.toggle("near", wide < WIDTH);
}

function zoom(factor, at) {
  const { x, y, wide } = shown;
  const tall = (wide * HEIGHT) / WIDTH;
  const point = at || { x: x + wide / 2, y: y + tall / 2 };
  const next = Math.min(WIDTH, Math.max(WIDTH / CLOSEST, wide / factor));
  const share = next / wide;
  show({ x: point.x - (point.x - x) * share, y: point.y - (point.y - y) * share, wide: next });
}

function pan(across, down) {
  show({ x: shown.x + across * shown.wide, y: shown.y + down * shown.wide, wide: shown.wide });
}

function pointOf(event) {
  return new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
}

const ACTIONS = {
  in: () => zoom(1.4),
  out: () => zoom(1 / 1.4),
  whole: () => show({ x: 0, y: 0, wide: WIDTH }),
};
const tools = document.querySelector(".tools");
tools.hidden = false;
tools.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) ACTIONS[button.dataset.zoom]();
});

const KEYS = {
  "+": ACTIONS.in, "=": ACTIONS.in, "-": ACTIONS.out, "0": ACTIONS.whole,
  ArrowLeft: () => pan(-0.1, 0), ArrowRight: () => pan(0.1, 0),
  ArrowUp: () => pan(0, -0.1), ArrowDown: () => pan(0, 0.1),
};
view.addEventListener("keydown", (event) => {
  const act = KEYS[event.key];
  const moves = event.key.startsWith("Arrow");
  if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
  if (moves && shown.wide === WIDTH) return; // nothing to move: the arrows scroll, as ever
  event.preventDefault();
  act();
});

// The wheel scrolls the page, until the picture has been clicked; with Ctrl it always zooms.
view.addEventListener("wheel", (event) => {
  if (!event.ctrlKey && !view.contains(document.activeElement)) return;
  event.preventDefault();
  zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, pointOf(event));
}, { passive: false });

// ---- dragging: a work moves with its ties, the ground moves everything --------------------------

const works = new Map([...picture.querySelectorAll(".work")].map((element) => {
  const { at, x, y, r } = element.dataset;
  return [at, { element, x: +x, y: +y, radius: +r, homeX: +x, homeY: +y }];
}));
const ties = [...picture.querySelectorAll(".tie, .word")];

// The curve of picture.py.
function curve(from, to, bend) {
  const backwards = to.x > from.x || (to.x === from.x && -to.y > -from.y);
  const [late, early] = backwards ? [to, from] : [from, to];
  const side = late.y > early.y + 1 ? 1 : -1;
  const reach = Math.max((late.x - early.x) * 0.45, 22);
  const lift = Math.max(Math.abs(late.y - early.y) * 0.45, Math.min((late.x - early.x) * 0.12 + 12, 44)) + bend;
  const points = [
    [late.x - late.radius - 3, late.y + bend / 8],
    [late.x - late.radius - reach, late.y + bend / 8],
    [early.x + bend / 8, early.y + side * (early.radius + lift)],
    [early.x + bend / 8, early.y + side * (early.radius + 3)],
  ];
  return backwards ? points.reverse() : points;
}

function along(points, share) {
  const rest = 1 - share;
  const weights = [rest ** 3, 3 * rest ** 2 * share, 3 * rest * share ** 2, share ** 3];
  return [0, 1].map((axis) => points.reduce((sum, point, at) => sum + weights[at] * point[axis], 0));
}

function draw(at) {
  const { element, x, y, homeX, homeY } = works.get(at);
  element.setAttribute("transform", `translate(${(x - homeX).toFixed(1)} ${(y - homeY).toFixed(1)})`);
  for (const tie of ties) {
    const { from, to, bend, share } = tie.dataset;
    if (from !== at && to !== at) continue;
    const points = curve(works.get(from), works.get(to), +bend);
    if (share === undefined) {
      const [a, b, c, d] = points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`);
      tie.setAttribute("d", `M${a}C${b} ${c} ${d}`);
    } else {
      const [x, y] = along(points, +share);
      tie.setAttribute("x", x.toFixed(1));
      tie.setAttribute("y", (y + 3).toFixed(1));
    }
  }
}

let held = null;
picture.addEventListener("dragstart", (event) => event.preventDefault()); // not the link itself
picture.addEventListener("pointerdown", (event) => {
  if (event.button !== 0 || (event.pointerType === "touch" && shown.wide === WIDTH)) return;
  const work = event.target.closest(".work");
  held = { at: work && work.dataset.at, from: pointOf(event), view: { ...shown }, x: event.clientX, y: event.clientY, moved: false };
  if (work) Object.assign(held, { startX: works.get(held.at).x, startY: works.get(held.at).y });
});
window.addEventListener("pointermove", (event) => {
  if (!held) return;
  if (!held.moved && Math.hypot(event.clientX - held.x, event.clientY - held.y) < 5) return;
  held.moved = true;
  picture.classList.add("dragging");
  const unit = shown.wide / picture.getBoundingClientRect().width;
  const [across, down] = [(event.clientX - held.x) * unit, (event.clientY - held.y) * unit];
  if (held.at === null) {
    show({ x: held.view.x - across, y: held.view.y - down, wide: shown.wide });
  } else {
    Object.assign(works.get(held.at), { x: held.startX + across, y: held.startY + down });
    draw(held.at);
  }
});
window.addEventListener("pointerup", () => {
  picture.classList.remove("dragging");
  if (held && held.moved) {
    // The click that ends a drag follows no link.
    const stop = (event) => { event.preventDefault(); event.stopPropagation(); };
    window.addEventListener("click", stop, { capture: true, once: true });
    setTimeout(() => window.removeEventListener("click", stop, { capture: true }), 50);
  }
  held = null;
});
window.addEventListener("pointercancel", () => { held = null; });

// ---- light: what is tied to the work one points at, in the picture and in the list --------------

const byId = new Map([...document.querySelectorAll(".near > li")].map((line) => [line.dataset.at, line]));

function light(at) {
  const near = new Set(at === null ? [] : [at]);
  for (const tie of ties) {
    const { from, to } = tie.dataset;
    const on = from === at || to === at;
    tie.classList.toggle("on", on);
    if (on) near.add(from).add(to);
  }
  picture.classList.toggle("lit", at !== null);
  for (const [other, { element }] of works) element.classList.toggle("on", near.has(other));
  for (const [other, line] of byId) line.classList.toggle("on", other === at);
}

function attend(element, at, follow) {
  element.addEventListener("pointerenter", () => light(at));
  element.addEventListener("pointerleave", () => light(null));
  element.addEventListener("focusin", () => { light(at); if (follow) follow(); });
  element.addEventListener("focusout", () => light(null));
}
for (const [at, work] of works) {
  attend(work.element.closest("a") || work.element, at, () => {
    const tall = (shown.wide * HEIGHT) / WIDTH;
    const inside = work.x > shown.x && work.x < shown.x + shown.wide && work.y > shown.y && work.y < shown.y + tall;
    if (!inside) show({ x: work.x - shown.wide / 2, y: work.y - tall / 2, wide: shown.wide });
  });
}
for (const [at, line] of byId) attend(line, at);

// On a narrow page the picture is wider than its window: begin where one started from.
const seed = picture.querySelector(".work.seed");
if (view.scrollWidth > view.clientWidth && seed) {
  const share = +seed.dataset.x / WIDTH;
  view.scrollLeft = share * view.scrollWidth - view.clientWidth / 2;
}
