/** A message with a capital, and what it quotes in backticks as code. */
export function sentence(message) {
  const fragment = document.createDocumentFragment();
  message.split("`").forEach((part, index) => {
    const text = index === 0 ? part.charAt(0).toUpperCase() + part.slice(1) : part;
    if (index % 2 === 0) return fragment.append(text);
    const code = document.createElement("code");
    code.textContent = text;
    fragment.append(code);
  });
  return fragment;
}

/** A message that leads to the control that it is about, where there is one. */
export function linkTo(control, message) {
  if (control === undefined) return sentence(message);
  const link = document.createElement("a");
  link.href = `#${control.id}`;
  link.append(sentence(message));
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const folded = control.closest("details");
    if (folded) folded.open = true;
    control.focus();
  });
  return link;
}
