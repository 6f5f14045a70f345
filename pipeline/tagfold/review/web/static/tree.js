// A tree of terms: arrows walk and open it; a term is moved onto another with the mouse, or with m and m.
"use strict";

const tree = document.querySelector(".tree");
const branchOf = (link) => link.closest("li").querySelector(":scope > details");
let taken = null;

function shown() {
  return [...tree.querySelectorAll("a")].filter((link) => link.checkVisibility());
}

function take(link) {
  taken?.classList.remove("taken");
  taken = link;
  taken?.classList.add("taken");
  document.getElementById("said").textContent = taken
    ? `Moving ${taken.dataset.term}: press m on its new heading, or Escape` : "Not moved";
}

function move(onto) {
  const id = new URL(taken.href).searchParams.get("id"), target = new URL(tree.dataset.moves, location.href);
  if (onto === taken) return take(null);
  for (const [name, value] of [["id", id], ["do", "move"], ["broader", onto.dataset.term]]) target.searchParams.set(name, value);
  location.assign(target);
}

function step(link, key) {
  const links = shown(), at = links.indexOf(link), branch = branchOf(link);
  if (key === "ArrowDown") links[at + 1]?.focus();
  else if (key === "ArrowUp") links[at - 1]?.focus();
  else if (key === "ArrowRight" && branch && !branch.open) branch.open = true;
  else if (key === "ArrowRight") branch?.querySelector("a").focus();
  else if (key === "ArrowLeft" && branch?.open) branch.open = false;
  else if (key === "ArrowLeft") link.closest("ul").closest("li")?.querySelector("a").focus();
  else if (key === "Escape" && taken) take(null);
  else if (key === "m" && document.body.dataset.keys === "on") taken ? move(link) : take(link);
  else return false;
  return true;
}

tree.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !event.target.matches("a")) return;
  if (step(event.target, event.key)) event.preventDefault();
});

tree.addEventListener("dragstart", (event) => {
  const link = event.target.closest?.("a[data-term]");
  if (link?.dataset.term) take(link);
});
tree.addEventListener("dragover", (event) => {
  if (taken && event.target.closest("a[data-term]")) event.preventDefault();
});
tree.addEventListener("drop", (event) => {
  const onto = event.target.closest("a[data-term]");
  if (!taken || !onto) return;
  event.preventDefault();
  move(onto);
});
tree.addEventListener("dragend", () => taken && take(null));
