// One key for each action, a list that follows what is typed, and results said aloud.
// The page does without all of it: each key presses a button, a link or a field that is there for everybody.
"use strict";

document.documentElement.dataset.script = "runs";

const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;

function press(key) {
  const wanted = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!wanted) return false;
  const fold = wanted.closest("details") ?? (wanted.tagName === "DETAILS" ? wanted : null);
  if (fold) fold.open = true;
  if (wanted.tagName === "DETAILS") wanted.querySelector("input:not([type=hidden]), textarea").focus();
  else if (typing(wanted)) wanted.focus();
  else wanted.click();
  return true;
}

function showKeys() {
  const dialog = document.getElementById("keys");
  if (dialog && !dialog.open) dialog.showModal();
  return dialog !== null;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
  if (event.key === "Escape" && typing(event.target)) return event.target.blur();
  if (document.body.dataset.keys === "off" || typing(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "?" ? showKeys() : press(event.key)) event.preventDefault();
});

document.querySelector("[data-shows-keys]")?.addEventListener("click", (event) => {
  if (showKeys()) event.preventDefault();
});

// A form is sent once, however fast the key is pressed again.
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  if (event.target.dataset.sent) return event.preventDefault();
  event.target.dataset.sent = "yes";
});

// What is ticked and noted goes along to another choice for the same tag, named by `data-keeps`.
function along(names) {
  const form = document.getElementById("decide");
  return form ? [...new FormData(form)].filter(([name, value]) => names.split(" ").includes(name) && value) : [];
}

function withAlong(address, names) {
  const target = new URL(address, location.href);
  names.split(" ").forEach((name) => target.searchParams.delete(name));
  along(names).forEach(([name, value]) => target.searchParams.append(name, value));
  return target.href;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-keeps]");
  if (link) link.href = withAlong(link.href, link.dataset.keeps);
});

document.addEventListener("submit", (event) => {
  const names = event.target.dataset.keeps;
  if (!names) return;
  const known = names.split(" ").map((name) => `input[type=hidden][name=${name}]`).join();
  event.target.querySelectorAll(known).forEach((input) => input.remove());
  for (const [name, value] of along(names)) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    event.target.append(input);
  }
});

// Links and forms lead to whole pages. Say what came of it, and let reading begin at the tag.
addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  const begin = document.querySelector("[data-first]") ?? document.querySelector("[data-begin]");
  if (document.activeElement === document.body) begin?.focus({ preventScroll: begin.matches("[data-begin]") });
  const said = document.getElementById("said");
  const words = document.querySelector("[data-said]")?.textContent.trim();
  if (said && words) setTimeout(() => { said.textContent = words; }, 150);
});

// What the server knows of a text that is being typed; nothing once the page is left, or the review is over.
async function listFrom(address, text) {
  try {
    const answer = await fetch(`${address}&text=${encodeURIComponent(text)}`);
    return answer.ok ? await answer.json() : [];
  } catch {
    return [];
  }
}

// Type-ahead, after the combobox pattern of the ARIA practices: the field keeps the focus, the arrows walk the list.
function follow(field) {
  const list = document.createElement("ul");
  let found = [], at = -1, asked = 0, timer;
  list.id = `${field.id}-found`;
  list.className = "found";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.labels[0].textContent.trim());
  list.hidden = true;
  field.closest(".seek").append(list);
  const names = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(names)) field.setAttribute(name, value);

  const show = (open) => {
    list.hidden = !open;
    field.setAttribute("aria-expanded", String(open));
    if (!open) { at = -1; field.removeAttribute("aria-activedescendant"); }
  };
  const mark = (index) => {
    at = (index + found.length) % found.length;
    [...list.children].forEach((row, number) => row.setAttribute("aria-selected", String(number === at)));
    field.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  };
  const choose = (index) => {
    field.value = found[index].label;
    show(false);
    const keeps = field.form.dataset.keeps;
    if ("goes" in field.dataset) location.assign(keeps ? withAlong(found[index].address, keeps) : found[index].address);
  };
  const fill = (terms) => {
    found = terms;
    list.replaceChildren(...terms.map((term, index) => {
      const row = document.createElement("li");
      row.id = `${list.id}-${index}`;
      row.setAttribute("role", "option");
      row.textContent = term.words;
      row.addEventListener("mousedown", (event) => { event.preventDefault(); choose(index); });
      return row;
    }));
    show(terms.length > 0);
    if (terms.length && !("free" in field.dataset)) mark(0); // where a new name may be meant, none is chosen
    const said = document.getElementById("said");
    if (said) said.textContent = terms.length ? `${terms.length} ${terms.length === 1 ? "term" : "terms"} found` : "No term found";
  };
  const ask = async () => {
    const mine = ++asked, text = field.value.trim();
    if (!text) return show(false);
    const terms = await listFrom(field.dataset.asks, text);
    if (mine === asked && document.activeElement === field) fill(terms);
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 80);
  });
  field.addEventListener("blur", () => show(false));
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") mark(at + 1);
    else if (event.key === "ArrowUp") mark(Math.max(at, 0) - 1);
    else if (event.key === "Enter" && at >= 0) choose(at);
    else if (event.key === "Escape") { show(false); event.stopPropagation(); }
    else return;
    event.preventDefault();
  });
}

document.querySelectorAll("input[data-asks]").forEach(follow);

// The effect is shown without the boxes ticked since the page was made, so say how many uses they add.
document.querySelectorAll("[data-ticked]").forEach((line) => {
  const boxes = [...document.getElementsByName("also")];
  const tell = () => {
    const ticked = boxes.filter((box) => box.checked);
    const uses = ticked.reduce((sum, box) => sum + Number(box.dataset.uses), 0);
    line.textContent = `${ticked.length} ticked, with ${uses} ${uses === 1 ? "use" : "uses"}`;
    line.hidden = false;
  };
  boxes.forEach((box) => box.addEventListener("change", tell));
});

// Where tags are unticked, the effect follows: the same form, asked again, and only the effect is put in its place.
document.querySelectorAll("form[data-effect]").forEach((form) => {
  let asked, timer;
  const ask = () => {
    asked?.abort();
    asked = new XMLHttpRequest(); // which reads a page without running anything of it
    asked.open("POST", form.dataset.effect);
    asked.responseType = "document";
    asked.addEventListener("load", ({ target: { response: page } }) => {
      const effect = page?.getElementById("effect"), seen = page?.querySelector("[name=seen]");
      if (effect) document.getElementById("effect").replaceChildren(...effect.childNodes);
      if (seen) form.querySelector("[name=seen]").value = seen.value;
    });
    asked.send(new URLSearchParams(new FormData(form)));
  };
  form.addEventListener("change", (event) => {
    if (event.target.name !== "member") return;
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
});

// Enter in a field of a fold presses the fold's own button, not the first one of the form around it.
document.addEventListener("keydown", (event) => {
  const button = event.key === "Enter" && typing(event.target) && event.target.closest("details")?.querySelector("button[value]");
  if (!button || event.defaultPrevented) return;
  event.preventDefault();
  button.click();
});

// While a label is typed, the page says which term is there already.
document.querySelectorAll("input[data-warns]").forEach((field) => {
  const line = document.createElement("p");
  let asked = 0, timer;
  line.className = "small warnings";
  line.setAttribute("role", "status");
  field.after(line);
  const ask = async () => {
    const mine = ++asked;
    const found = await listFrom(field.dataset.warns, field.value);
    if (mine === asked) line.textContent = found.map((words) => `Check: ${words}.`).join(" ");
  };
  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
});

// The headings that fit a new term take too long to be on every page: they are asked for when the form is opened.
document.querySelectorAll("[data-loads]").forEach((place) => {
  const fold = place.closest("details"), label = fold.querySelector("input[name=label]");
  const load = () => {
    if (!fold.open || !place.isConnected) return;
    const asked = new XMLHttpRequest();
    asked.open("GET", place.dataset.loads);
    asked.responseType = "document";
    asked.addEventListener("load", ({ target: { response: page } }) => {
      const found = page?.getElementById("headings");
      if (!found || !place.isConnected) return;
      place.replaceWith(found);
      if (label.value !== label.defaultValue) return;
      label.value = found.dataset.label;
      label.dispatchEvent(new Event("input"));
    });
    asked.send();
  };
  fold.addEventListener("toggle", load);
  load();
});
