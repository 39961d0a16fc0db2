// <form data-grid>: cells are kept as they are typed, changed ones are marked, tables are pasted in.
// Without this module the buttons of the form keep the whole page.
import { eachNow } from "./bind.js";

const AGAIN = 5000;

class Grid {
  constructor(form) {
    this.form = form;
    this.wasField = form.querySelector("[data-was]");
    this.was = JSON.parse(this.wasField.value);
    this.state = form.querySelector("[data-save-state]");
    this.running = null;
    this.timer = 0;
    form.addEventListener("input", (event) => this.mark(event.target));
    form.addEventListener("change", (event) => { this.mark(event.target); this.flush(); });
    form.addEventListener("paste", (event) => this.paste(event));
    form.addEventListener("submit", (event) => this.submit(event));
    form.addEventListener("click", (event) => this.open(event));
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("beforeunload", (event) => this.warn(event));
    window.addEventListener("online", () => this.flush());
  }

  unsaved() {
    return this.cells().filter((cell) => cell.value !== this.was[cell.name]);
  }

  cells() {
    return Array.from(this.form.querySelectorAll("[data-cell]"));
  }

  mark(cell) {
    if (!cell.matches("[data-cell]")) return;
    const box = cell.closest("td");
    const isNew = cell.value.trim() !== box.dataset.before;
    box.classList.toggle("is-changed", isNew);
    box.querySelector("[data-before-note]").textContent = isNew ? `原：${box.dataset.before || "空"}` : "";
    const row = cell.closest("[data-row]");
    row.classList.toggle("is-changed", row.querySelector("td.is-changed") !== null);
    row.classList.add("is-open");
  }

  // Sends what is not kept yet, one answer at a time; resolves to whether all is kept.
  flush() {
    window.clearTimeout(this.timer);
    if (!this.running) {
      this.running = this.send().finally(() => { this.running = null; });
    }
    return this.running;
  }

  async send() {
    for (let cells = this.unsaved(); cells.length; cells = this.unsaved()) {
      this.tell("正在保存…");
      if (!(await this.sendCells(cells))) return false;
    }
    return true;
  }

  async sendCells(cells) {
    let answer;
    try {
      answer = await fetch(this.form.dataset.save, { method: "POST", body: this.body(cells) });
    } catch (error) {
      this.timer = window.setTimeout(() => this.flush(), AGAIN);
      this.tell("没有连上，改动还在本页，稍后自动再存。", true);
      return false;
    }
    const type = answer.headers.get("Content-Type") || "";
    if (!type.startsWith("application/json")) {
      this.tell("没有保存，可能需要重新登录。改动还在本页，请不要关闭。", true);
      return false;
    }
    const told = await answer.json();
    if (!answer.ok) {
      this.tell(told.message, true);
      return false;
    }
    this.take(cells, told);
    return true;
  }

  body(cells) {
    const was = {};
    const body = new FormData();
    cells.forEach((cell) => {
      body.append(cell.name, cell.value);
      cell.dataset.sent = cell.value;
      if (cell.name in this.was) was[cell.name] = this.was[cell.name];
    });
    body.append("was", JSON.stringify(was));
    body.append("csrfmiddlewaretoken", this.form.querySelector("[name=csrfmiddlewaretoken]").value);
    return body;
  }

  take(cells, told) {
    cells.forEach((cell) => {
      const isClash = cell.name in told.clashes;
      const kept = isClash ? told.clashes[cell.name] : told.kept[cell.name];
      if (kept === undefined) return;
      this.was[cell.name] = kept;
      if (cell.value === cell.dataset.sent) this.set(cell, kept);
      const clash = `你填的“${cell.dataset.sent}”没有保存：别人刚把这格改为“${kept}”。`;
      this.why(cell, isClash ? clash : told.wrong[cell.name] || "");
    });
    this.wasField.value = JSON.stringify(this.was);
    document.querySelectorAll("[data-changed-count]").forEach((place) => { place.textContent = told.changed; });
    document.querySelectorAll("[data-unchanged]").forEach((link) => { link.hidden = told.changed > 0; });
    const clashes = Object.keys(told.clashes).length;
    this.tell(clashes ? `有 ${clashes} 格被别人改过，见格下说明。` : `已保存 ${told.at}`, clashes > 0);
  }

  set(cell, text) {
    if (cell.value === text) return;
    cell.value = text;
    this.mark(cell);
  }

  why(cell, text) {
    const box = cell.closest("td");
    box.querySelector("[data-why]").textContent = text;
    box.classList.toggle("is-wrong", text !== "");
    if (text) cell.setAttribute("aria-invalid", "true");
    else cell.removeAttribute("aria-invalid");
  }

  tell(text, isBad = false) {
    this.state.textContent = text;
    this.state.classList.toggle("is-bad", isBad);
  }

  // A button of the form waits for what is on its way, so that nothing is told twice.
  async submit(event) {
    if (this.leaving || (!this.running && !this.unsaved().length)) {
      this.leaving = true;
      return;
    }
    event.preventDefault();
    const button = event.submitter;
    await this.flush();
    this.leaving = true;
    this.form.requestSubmit(button);
  }

  leave() {
    const cells = this.leaving ? [] : this.unsaved();
    if (cells.length) fetch(this.form.dataset.save, { method: "POST", body: this.body(cells), keepalive: true });
  }

  warn(event) {
    if (this.leaving || !this.unsaved().length) return;
    this.flush();
    event.preventDefault();
    event.returnValue = "";
  }

  open(event) {
    const link = event.target.closest("[data-open-row]");
    if (!link) return;
    event.preventDefault();
    const row = link.closest("[data-row]");
    row.classList.add("is-open");
    const first = row.querySelector("[data-cell]");
    if (first) first.focus();
  }

  // A table copied from a spreadsheet fills the cells from the one that has the focus.
  paste(event) {
    const text = event.clipboardData && event.clipboardData.getData("text/plain");
    if (!event.target.matches("[data-cell]") || !text || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
    event.preventDefault();
    const grid = lines(text);
    const rows = Array.from(this.form.querySelectorAll("[data-row]"));
    const top = rows.indexOf(event.target.closest("[data-row]"));
    const left = place(event.target);
    let filled = 0;
    let lost = 0;
    grid.forEach((texts, down) => texts.forEach((one, right) => {
      const cell = rows[top + down] && cellAt(rows[top + down], left + right);
      if (cell && fill(cell, one)) { this.mark(cell); filled += 1; } else lost += 1;
    }));
    this.flush().then((kept) => {
      if (kept) this.tell(`已粘贴 ${filled} 格${lost ? `，${lost} 格没有粘贴：超出表格、只供核对或不在选项中` : ""}，已保存。`, lost > 0);
    });
  }
}

function place(cell) {
  return Array.from(cell.closest("tr").cells).indexOf(cell.closest("td"));
}

function cellAt(row, column) {
  const box = row.cells[column];
  return box ? box.querySelector("[data-cell]") : null;
}

function fill(cell, text) {
  const plain = text.trim();
  if (cell.matches("select") && !Array.from(cell.options).some((option) => option.value === plain)) return false;
  cell.value = plain;
  return true;
}

// Rows and cells of copied text; a quoted cell may hold line breaks.
function lines(text) {
  const rows = [[""]];
  let isQuoted = false;
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let at = 0; at < source.length; at += 1) {
    const char = source[at];
    const row = rows[rows.length - 1];
    if (isQuoted && char === '"' && source[at + 1] === '"') { row[row.length - 1] += char; at += 1; }
    else if (isQuoted && char === '"') isQuoted = false;
    else if (!isQuoted && char === '"' && row[row.length - 1] === "" && source.indexOf('"', at + 1) > 0) isQuoted = true;
    else if (!isQuoted && char === "\t") row.push("");
    else if (!isQuoted && char === "\n") rows.push([""]);
    else row[row.length - 1] += char;
  }
  return rows;
}

eachNow("form[data-grid]", (form) => {
  if (form.querySelector("[data-cell]")) new Grid(form);
});
