extension ReportScript {
    /// Opens cells, follows and writes links, and takes the keyboard.
    static let keys: StaticString = """
        if (report) (() => {
          const { table, seen, columns } = report, find = byID("find"), fold = byID("fold");
          const tools = byID("tools"), states = [...tools.querySelectorAll("[data-s]")];
          tools.hidden = false;
          tools.addEventListener("submit", event => event.preventDefault());
          const link = (row, column) =>
            `#c/${encodeURIComponent(report.id(row))}/${encodeURIComponent(columns[column])}`;
          let open = null;
          const go = hash => history.replaceState(null, "", hash || location.pathname + location.search);
          const close = focuses => {
            if (!open) return;
            open.cell.removeAttribute("aria-expanded");
            open.detail.remove();
            if (focuses) open.cell.focus({ preventScroll: true });
            open = null;
            go(find.value.trim() ? "#q=" + encodeURI(find.value.trim()) : "");
          };
          const focus = cell => {
            if (!cell) return;
            for (const other of table.querySelectorAll("td[tabindex='0']")) other.tabIndex = -1;
            cell.tabIndex = 0;
            cell.focus();
            cell.scrollIntoView({ block: "nearest", inline: "nearest" });
          };
          const show = cell => {
            const row = Number(cell.dataset.row), column = Number(cell.dataset.column);
            const wasOpen = open?.cell === cell;
            if (open) {
              open.cell.removeAttribute("aria-expanded");
              open.detail.remove();
              open = null;
            }
            if (wasOpen) return go("");
            const one = report.cell(row, column), list = make("dl", { class: "details" });
            for (let index = 0; index < one.details.length; index += 2) {
              list.append(make("dt", {}, one.details[index]), make("dd", {}, one.details[index + 1]));
            }
            const button = make("button", { type: "button" }, "Close");
            button.addEventListener("click", () => close(true));
            const title = `${columns[column]} on ${report.id(row)}: ${one.word}`;
            const detail = make("tr", { class: "detail" },
              make("td", { colspan: report.spans + seen.asked.columns.length },
                make("section", { class: "x", "aria-label": title }, make("h3", {}, title), list,
                  make("p", { class: "tail" }, make("a", { href: link(row, column) }, "Link to this cell"), button))));
            cell.parentElement.after(detail);
            cell.setAttribute("aria-expanded", "true");
            open = { cell, detail };
            go(link(row, column));
            detail.scrollIntoView({ block: "nearest" });
          };
          const filter = query => {
            open = null;
            report.filter(query);
            const words = query.toLowerCase().split(/\\s+/);
            for (const button of states) {
              button.setAttribute("aria-pressed", String(words.includes("s:" + button.dataset.s)));
            }
          };
          const decoded = text => {
            try { return decodeURIComponent(text); } catch { return text; }
          };
          const follow = () => {
            const hash = location.hash;
            if (hash.startsWith("#q=")) {
              find.value = decoded(hash.slice(3));
              filter(find.value);
            } else if (hash.startsWith("#c/")) {
              const [name, model] = hash.slice(3).split("/").map(decoded);
              const row = report.rowOf(name), column = columns.indexOf(model);
              if (row < 0 || column < 0) return;
              find.value = "";
              report.unfold(report.family(row));
              filter("");
              report.fill(seen.items.findIndex(item => item.row === row) + 20);
              const cell = table.querySelector(`td[data-row="${row}"][data-column="${column}"]`);
              if (!cell) return;
              show(cell);
              focus(cell);
            }
          };
          find.addEventListener("input", () => {
            filter(find.value);
            go(find.value.trim() ? "#q=" + encodeURI(find.value.trim()) : "");
          });
          for (const button of states) {
            button.addEventListener("click", () => {
              const word = "s:" + button.dataset.s, words = find.value.split(/\\s+/).filter(Boolean);
              const rest = words.filter(one => one !== word);
              find.value = (rest.length < words.length ? rest : [...words, word]).join(" ");
              find.dispatchEvent(new Event("input"));
            });
          }
          fold?.addEventListener("click", () => {
            const isFolded = fold.getAttribute("aria-pressed") !== "true";
            fold.setAttribute("aria-pressed", String(isFolded));
            open = null;
            report.foldAll(isFolded);
          });
          table.addEventListener("click", event => {
            const cell = event.target.closest("td[data-row]");
            if (cell) {
              show(cell);
              focus(cell);
            }
          });
          const beside = (cell, key) => {
            const own = [...cell.parentElement.querySelectorAll("td[data-row]")], place = own.indexOf(cell);
            if (["ArrowLeft"].includes(key)) return own[place - 1];
            if (["ArrowRight"].includes(key)) return own[place + 1];
            if (["Home"].includes(key)) return own[0];
            if (["End"].includes(key)) return own[own.length - 1];
            const step = { ArrowDown: 1, ArrowUp: -1 }[key];
            if (!step) return null;
            const all = [...table.querySelectorAll(`td[data-column="${cell.dataset.column}"]`)];
            return all[all.indexOf(cell) + step];
          };
          table.addEventListener("keydown", event => {
            const cell = event.target.closest("td[data-row]");
            if (!cell) return;
            if (["Enter", " "].includes(event.key)) {
              event.preventDefault();
              show(cell);
              return;
            }
            const next = beside(cell, event.key);
            if (next) {
              event.preventDefault();
              focus(next);
            }
          });
          addEventListener("keydown", event => {
            if (["Escape"].includes(event.key) && event.target === find && find.value) {
              find.value = "";
              find.dispatchEvent(new Event("input"));
            } else if (["Escape"].includes(event.key)) close(true);
            else if (["/"].includes(event.key) && event.target !== find && !event.ctrlKey && !event.metaKey) {
              event.preventDefault();
              find.focus();
            }
          });
          addEventListener("hashchange", follow);
          report.filter("");
          follow();
        })();
        """
}
