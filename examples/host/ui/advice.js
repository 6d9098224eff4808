/** What a configuration is accepted with, but better known: apart from what is wrong with it. */
import { linkTo } from "./sentence.js";

const section = document.getElementById("advice");

/** Shows warnings, each with a link to its field. @param find the control of a path */
export function showAdvice(warnings, find) {
  const told = warnings.filter(({ code }) => code !== DEFAULT_APPLIES);
  section.hidden = told.length === 0;
  section.querySelector("ul").replaceChildren(
    ...told.map((warning) => {
      const item = document.createElement("li");
      item.append(linkTo(find(warning), warning.message));
      return item;
    }),
  );
}

/** The read-back says where a default applies. */
const DEFAULT_APPLIES = "default_applies";
