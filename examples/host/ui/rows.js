/** Lists that grow: a row from a template, with names that tell the rows apart. */

/** Lets a button add rows to a list, and each row be removed. */
export class Rows {
  #list;
  #template;
  #changed;
  #added = 0;

  constructor({ list, template, button, changed }) {
    this.#list = list;
    this.#template = template;
    this.#changed = changed;
    button.addEventListener("click", () => this.#add());
    list.addEventListener("click", ({ target }) => {
      if (!target.matches(".remove")) return;
      target.closest(".row").remove();
      button.focus();
      changed();
    });
  }

  /** The texts of every row that has any, each with its inputs; those of other rows have no path. */
  read() {
    const rows = [...this.#list.children]
      .filter((child) => child.matches(".row"))
      .map((row) => {
        const nameInput = row.querySelector("[data-part=name]");
        const valueInput = row.querySelector("[data-part=value]");
        for (const input of [nameInput, valueInput]) delete input?.dataset.path;
        const value = valueInput?.value ?? "";
        return { nameInput, valueInput, name: nameInput.value.trim(), value };
      });
    return rows.filter(({ name, value }) => name !== "" || value !== "");
  }

  clear() {
    this.#list.querySelectorAll(".row").forEach((row) => row.remove());
  }

  #add() {
    const row = this.#template.content.firstElementChild.cloneNode(true);
    this.#added += 1;
    row.querySelectorAll(".field").forEach((field, index) => {
      const input = field.querySelector("input");
      input.id = `${this.#template.id}-${this.#added}-${index}`;
      field.querySelector("label").htmlFor = input.id;
    });
    const remove = row.querySelector(".remove");
    remove.setAttribute("aria-label", `Remove ${this.#template.id} ${this.#added}`);
    this.#list.append(row);
    row.querySelector("input").focus();
    this.#changed();
  }
}
