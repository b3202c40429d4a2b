/* Rows of a table that is filled in: add, remove, move up, and paste from a spreadsheet.
   In: a table with data-rows, the name that its controls begin with ("shares": shares-0-service, shares-1-service);
   a button with data-rows-add, the same name, which without a script asks the server for another row. */

const NUMBERED = ["id", "name", "for", "aria-describedby"];
const MOST = 500;

class Rows {
  constructor(table) {
    this.table = table;
    this.name = table.dataset.rows;
    this.body = table.tBodies[0];
    this.says = Object.assign(document.createElement("p"), { className: "unseen", role: "status" });
    table.after(this.says);
    const heading = document.createElement("th");
    heading.scope = "col";
    heading.setAttribute("role", "columnheader");
    heading.innerHTML = '<span class="unseen">Change the rows</span>';
    table.tHead.rows[0].append(heading);
    for (const row of this.body.rows) this.addTools(row);
    this.body.addEventListener("paste", (event) => this.paste(event));
    const add = document.querySelector(`[data-rows-add="${this.name}"]`);
    add?.addEventListener("click", (event) => {
      event.preventDefault();
      this.controls(this.add())[0]?.focus();
      this.say("A row is added.");
    });
  }

  controls(row) {
    return [...row.querySelectorAll("input:not([type=hidden]), select, textarea")];
  }

  add() {
    const row = this.body.rows[this.body.rows.length - 1].cloneNode(true);
    this.clear(row);
    this.body.append(row);
    row.querySelector(".row-tools").remove();
    this.addTools(row);
    this.number();
    return row;
  }

  clear(row) {
    for (const error of row.querySelectorAll(".form-error")) error.remove();
    for (const each of row.querySelectorAll("input, select, textarea")) {
      each.removeAttribute("aria-invalid");
      each.removeAttribute("aria-describedby");
      if (each.type === "checkbox" || each.type === "radio") each.checked = false;
      else if (each.tagName === "SELECT") each.selectedIndex = 0;
      else each.value = "";
    }
  }

  addTools(row) {
    const cell = row.insertCell();
    cell.className = "row-tools";
    cell.setAttribute("role", "cell");
    for (const [words, act] of [["Up", this.up], ["Remove", this.remove]]) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "button secondary small" });
      button.innerHTML = `${words}<span class="unseen"> row <span data-row-number>${row.sectionRowIndex + 1}</span></span>`;
      button.addEventListener("click", () => act.call(this, row, button));
      cell.append(button);
    }
  }

  up(row, button) {
    row.previousElementSibling?.before(row);
    this.number();
    button.focus();
    this.changed();
    this.say(`This is now row ${row.sectionRowIndex + 1}.`);
  }

  remove(row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    if (next) row.remove();
    else this.clear(row);
    this.number();
    this.controls(next ?? row)[0]?.focus();
    this.changed();
    this.say("A row is removed.");
  }

  number() {
    const numbered = new RegExp(`\\b${this.name}-\\d+`, "g");
    [...this.body.rows].forEach((row, index) => {
      for (const each of row.querySelectorAll("*")) {
        for (const attribute of NUMBERED) {
          const value = each.getAttribute(attribute);
          if (value) each.setAttribute(attribute, value.replace(numbered, `${this.name}-${index}`));
        }
        const label = each.getAttribute("aria-label");
        if (label) each.setAttribute("aria-label", label.replace(/\d+$/, index + 1));
      }
      for (const number of row.querySelectorAll("[data-row-number]")) number.textContent = index + 1;
    });
  }

  paste(event) {
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    const several = text.includes("\t") || (text.includes("\n") && event.target.tagName !== "TEXTAREA");
    const start = event.target.closest("tr");
    if (!several || !start) return;
    event.preventDefault();
    const lines = text.split("\n").slice(0, MOST).map((line) => line.split("\t"));
    const column = this.controls(start).indexOf(event.target);
    lines.forEach((cells, at) => {
      const row = this.body.rows[start.sectionRowIndex + at] ?? this.add();
      this.controls(row).slice(column).forEach((control, each) => {
        if (each < cells.length) this.fill(control, cells[each].trim());
      });
    });
    this.changed();
    this.say(`${lines.length} rows are pasted.`);
  }

  fill(control, words) {
    if (control.tagName === "SELECT") {
      const wanted = words.toLowerCase();
      const option = [...control.options].find((each) => [each.text, each.value].some((one) => one.trim().toLowerCase() === wanted));
      if (option) control.value = option.value;
    } else if (control.type === "checkbox") control.checked = /^(x|yes|true|1|✓)$/i.test(words);
    else control.value = words;
  }

  changed() {
    this.controls(this.body.rows[0])[0]?.dispatchEvent(new Event("input", { bubbles: true }));
  }

  say(words) {
    this.says.textContent = words;
  }
}

document.querySelectorAll("table[data-rows]").forEach((table) => new Rows(table));
