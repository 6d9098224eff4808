/** The longest text that a message quotes whole, in characters. */
const MAX_QUOTED_CHARACTERS = 64;

/**
 * A message with a capital, and what it quotes in backticks as code.
 *
 * @param typed what was typed where the message stands: quoted there, it may have backticks itself
 */
export function sentence(message, typed = "") {
  const fragment = document.createDocumentFragment();
  const quotation = cut(typed);
  const words = message.charAt(0).toUpperCase() + message.slice(1);
  words.split(`\`${quotation}\``).forEach((part, index) => {
    if (index > 0) fragment.append(code(quotation));
    part.split("`").forEach((text, index) => fragment.append(index % 2 === 0 ? text : code(text)));
  });
  return fragment;
}

function cut(text) {
  const characters = [...text];
  if (characters.length <= MAX_QUOTED_CHARACTERS) return text;
  return `${characters.slice(0, MAX_QUOTED_CHARACTERS).join("")}…`;
}

function code(text) {
  const element = document.createElement("code");
  element.textContent = text;
  return element;
}

/** A message that leads to the control that it is about, where there is one. */
export function linkTo(control, message) {
  if (control === undefined) return sentence(message);
  const link = document.createElement("a");
  link.href = `#${control.id}`;
  link.append(sentence(message, control.value.trim()));
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const folded = control.closest("details");
    if (folded) folded.open = true;
    control.focus();
  });
  return link;
}
