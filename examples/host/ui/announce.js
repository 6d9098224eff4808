/** The one live region: what those hear who do not see the page. */

const region = document.getElementById("announcement");

/** Says something, from within an open dialog where there is one: all else is silent then. */
export function announce(text) {
  const place = document.querySelector("dialog[open]") ?? document.body;
  if (region.parentElement !== place) place.append(region);
  region.textContent = text;
}
