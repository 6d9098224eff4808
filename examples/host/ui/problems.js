/** Problems beside their fields, and all of them in a summary. */
import { linkTo, sentence } from "./sentence.js";

/**
 * Shows a form's problems: each at the control whose `data-path` it has, as soon as the user has
 * left that control once, or has tried to submit.
 */
export class Problems {
  #form;
  #summary;
  #announce;
  #seen = new WeakSet();
  #isSubmitted = false;
  #problems = [];

  constructor({ form, summary, announce }) {
    this.#form = form;
    this.#summary = summary;
    this.#announce = announce;
    form.addEventListener("focusout", ({ target }) => afterPress(() => this.#leave(target)));
  }

  /** Takes the place of the problems so far. @param {{ path: string, message: string }[]} problems */
  set(problems) {
    this.#problems = problems;
    this.#show();
  }

  /** Shows every problem from now on, and leads to them. */
  submit() {
    this.#isSubmitted = true;
    this.#show();
    if (this.#problems.length === 0) return;
    for (const control of this.#form.querySelectorAll("details [aria-invalid=true]")) {
      control.closest("details").open = true;
    }
    this.#summary.focus();
  }

  /** Forgets what the user has seen, as for a new form. */
  reset() {
    this.#isSubmitted = false;
    this.#seen = new WeakSet();
    this.set([]);
  }

  #leave(control) {
    if (!control.matches("input, select")) return;
    this.#seen.add(control);
    this.#show();
    const shown = problemElement(control)?.textContent;
    if (shown) this.#announce(shown);
  }

  #show() {
    const placed = this.#problems.map((problem) => ({ ...problem, control: this.find(problem) }));
    for (const control of this.#form.querySelectorAll("input, select")) {
      const own = placed.filter((problem) => problem.control === control);
      const isShown = this.#isSubmitted || this.#seen.has(control);
      mark(control, isShown ? own.map(({ message }) => message).join(". ") : "");
    }
    this.#summarise(this.#isSubmitted ? placed : []);
  }

  /** The control of a path: its own or the first inside of it; none where there is neither. */
  find({ path, code }) {
    const controls = [...this.#form.querySelectorAll("input[data-path], select[data-path]")];
    const at = (test) => controls.find((control) => test(control.dataset.path));
    // Of several rows with one name, the last is the one too many.
    const exact = controls.filter((control) => control.dataset.path === path);
    if (exact.length > 0) return code === "duplicate_field" ? exact.at(-1) : exact[0];
    return at((own) => path !== "" && own.startsWith(`${path}/`));
  }

  #summarise(placed) {
    this.#summary.hidden = placed.length === 0;
    const [heading, list] = this.#summary.children;
    const count = placed.length === 1 ? "1 problem" : `${placed.length} problems`;
    heading.textContent = `${count} to solve first`;
    list.replaceChildren(...placed.map(summaryItem));
  }
}

let isPressed = false;
for (const [type, pressed] of [
  ["pointerdown", true],
  ["pointerup", false],
  ["pointercancel", false],
]) {
  document.addEventListener(type, () => (isPressed = pressed), { capture: true });
}

/** Acts now, or once a press is over: what moves under the pointer would not be clicked. */
function afterPress(act) {
  if (!isPressed) return act();
  document.addEventListener("pointerup", () => setTimeout(act), { once: true });
}

function summaryItem({ message, control }) {
  const item = document.createElement("li");
  item.append(linkTo(control, message));
  return item;
}

/** Writes a problem beside a control, or takes it away. */
function mark(control, message) {
  const present = problemElement(control);
  if (message === "" && present === null) return;
  const element = present ?? addProblemElement(control);
  element.replaceChildren(sentence(message, control.value.trim()));
  element.hidden = message === "";
  control.setAttribute("aria-invalid", String(message !== ""));
}

function problemElement(control) {
  return document.getElementById(`${control.id}-problem`);
}

function addProblemElement(control) {
  const element = document.createElement("p");
  element.id = `${control.id}-problem`;
  element.className = "problem";
  control.closest(".field").append(element);
  const described = control.getAttribute("aria-describedby");
  control.setAttribute("aria-describedby", described ? `${described} ${element.id}` : element.id);
  return element;
}
