/// What a report can do beside what it shows: filter, fold families, open cells and link to them.
///
/// It must say nothing that looks like a secret: what is printed is masked, and its digest would not hold.
/// It writes no markup: every text is set as text.
enum ReportScript {
    /// Reads the data, filters it, and puts the rows into the page as they are reached.
    static let text: StaticString = """
        "use strict";
        const byID = id => document.getElementById(id);
        const make = (name, attributes = {}, ...content) => {
          const element = document.createElement(name);
          for (const [key, value] of Object.entries(attributes)) {
            if (value !== null) element.setAttribute(key, value);
          }
          element.append(...content);
          return element;
        };
        const report = (() => {
          const source = byID("data"), table = byID("grid");
          if (!source || !table) return null;
          document.documentElement.classList.add("js");
          const data = JSON.parse(source.textContent), rows = data.rows, count = rows.ids.length;
          const runs = numbers => {
            const all = [];
            for (let number of numbers) {
              const last = all[all.length - 1];
              if (number >= 0) all.push(number);
              else for (; number < 0; number += 1) all.push(last);
            }
            return all;
          };
          for (const kind of ["groups", "vendors", "counts", "codes"]) rows[kind] = runs(rows[kind]);
          rows.facts = rows.facts.map(runs);
          const say = number => data.strings[number], grouped = number => number.toLocaleString("en-US");
          const tones = ["g", "w", "f", "u", "p"];
          const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
          const columns = runs(data.columns).map(say), labels = runs(data.labels).map(say);
          const spans = (data.joined ? 1 : labels.length) + (data.counted ? 1 : 0);
          const cells = data.cells.map(column => [null, ...column.map(
            ([tone, isCounted, word, note, states, ...details]) =>
              ({ tone, isCounted, word: say(word), note: say(note), states: say(states), details: details.map(say) }))]);
          const patterns = rows.patterns.map(code => cells.map((column, index) => {
            let number = 0;
            for (const digit of code.slice(index * data.width, (index + 1) * data.width)) {
              number = number * 64 + digits.indexOf(digit);
            }
            return column[number];
          }));
          const cell = (row, column) => patterns[rows.codes[row]][column];
          const facts = row => rows.facts.map(fact => say(fact[row]));
          const id = row => rows.ids[row], family = row => say(rows.groups[row]);
          const texts = [];
          const text = row => texts[row] ??= [
            id(row), family(row), ...facts(row), ...columns.map((_, column) => cell(row, column)?.note ?? ""),
          ].join(" ").toLowerCase();
          const understood = query => {
            const asked = { states: [], vendors: [], words: [] }, named = new Set();
            for (const word of query.toLowerCase().split(/\\s+/).filter(Boolean)) {
              if (word.startsWith("s:")) asked.states.push(word.slice(2));
              else if (word.startsWith("v:")) asked.vendors.push(word.slice(2));
              else {
                const found = columns.length > 1
                  ? [...columns.keys()].filter(column => columns[column].toLowerCase().includes(word)) : [];
                for (const column of found) named.add(column);
                if (!found.length) asked.words.push(word);
              }
            }
            asked.columns = named.size ? [...named].sort((a, b) => a - b) : [...columns.keys()];
            return asked;
          };
          const begins = (words, starts) => words.toLowerCase().split(" ")
            .some(word => starts.some(start => word.startsWith(start)));
          const fits = (row, asked) =>
            asked.words.every(word => text(row).includes(word))
            && (!asked.vendors.length || begins(say(rows.vendors[row]), asked.vendors))
            && (!asked.states.length
              || asked.columns.some(column => begins(cell(row, column)?.states ?? "", asked.states)));
          const folded = new Set();
          const seen = { asked: understood(""), rows: [], items: [], next: 0 };
          const cellElement = (row, column) => {
            const one = cell(row, column);
            if (!one) return make("td", {}, "–");
            const element = make("td", {
              class: tones[one.tone], tabindex: "-1", "data-row": row, "data-column": column,
            }, one.word);
            if (one.note) element.append(make("small", {}, one.note));
            return element;
          };
          const rowElement = row => {
            const [first, ...rest] = facts(row), head = make("th", { scope: "row" }, first);
            const element = make("tr", {}, head);
            if (data.joined) {
              const words = [...rest, ...(id(row) === first ? [] : [id(row)])].filter(Boolean).join(" · ");
              if (words) head.append(make("small", {}, words));
            } else element.append(...rest.map(fact => make("td", {}, fact)));
            if (data.counted) element.append(make("td", { class: "number" }, grouped(rows.counts[row])));
            element.append(...seen.asked.columns.map(column => cellElement(row, column)));
            return element;
          };
          const familyElement = (name, members) => {
            const button = make("button", { type: "button", "aria-expanded": String(!folded.has(name)) }, name);
            button.addEventListener("click", () => {
              if (!folded.delete(name)) folded.add(name);
              lay(name);
            });
            const sum = all => all.reduce((total, row) => total + rows.counts[row], 0);
            const element = make("tr", { class: "family" },
              make("th", { scope: "rowgroup", colspan: spans > (data.counted ? 2 : 1) ? labels.length : null }, button));
            if (data.counted) element.append(make("td", { class: "number" }, grouped(sum(members))));
            element.append(...seen.asked.columns.map(column => {
              const there = members.filter(row => cell(row, column));
              const good = there.filter(row => cell(row, column).isCounted);
              return make("td", {}, `${grouped(sum(good))} of ${grouped(sum(there))}`);
            }));
            return element;
          };
          const more = byID("more");
          const fill = to => {
            let body = table.tBodies[table.tBodies.length - 1];
            for (; seen.next < Math.min(to, seen.items.length); seen.next += 1) {
              const item = seen.items[seen.next];
              if (item.members || !body) table.append(body = make("tbody"));
              body.append(item.members ? familyElement(item.name, item.members) : rowElement(item.row));
            }
            more.parentElement.hidden = seen.next >= seen.items.length;
            if (!table.querySelector("td[tabindex='0']")) {
              table.querySelector("td[tabindex]")?.setAttribute("tabindex", "0");
            }
          };
          const lay = focused => {
            seen.items = [];
            let name = null, members = null;
            for (const row of seen.rows) {
              const own = family(row);
              if (own && own !== name) seen.items.push({ name: own, members: members = [] });
              name = own;
              members?.push(row);
              if (!own || !folded.has(own)) seen.items.push({ row });
            }
            for (const body of [...table.tBodies]) body.remove();
            seen.next = 0;
            fill(60);
            if (focused) {
              fill(seen.items.findIndex(item => item.name === focused) + 1);
              [...table.querySelectorAll(".family button")].find(one => one.textContent === focused)?.focus();
            }
          };
          const total = rows.counts.reduce((sum, one) => sum + one, 0);
          const filter = query => {
            seen.asked = understood(query);
            seen.rows = [...Array(count).keys()].filter(row => fits(row, seen.asked));
            for (const head of table.querySelectorAll("thead th[data-c]")) {
              head.hidden = !seen.asked.columns.includes(Number(head.dataset.c));
            }
            lay();
            const shown = seen.rows.length, machines = seen.rows.reduce((sum, row) => sum + rows.counts[row], 0);
            const unit = data.unit[count === 1 ? 0 : 1];
            byID("count").value = data.counted
              ? `showing ${grouped(machines)} of ${grouped(total)} ${data.counted[total === 1 ? 0 : 1]}`
                + ` (${grouped(shown)} of ${grouped(count)} ${unit})`
              : `showing ${grouped(shown)} of ${grouped(count)} ${unit}`;
          };
          more.addEventListener("click", () => fill(seen.next + 500));
          new IntersectionObserver(found => {
            if (found.some(one => one.isIntersecting)) fill(seen.next + 200);
          }, { rootMargin: "400px" }).observe(more);
          addEventListener("beforeprint", () => fill(Math.max(seen.next, 500)));
          const unfold = name => folded.delete(name), foldAll = isFolded => {
            folded.clear();
            if (isFolded) for (const row of rows.groups.keys()) folded.add(family(row));
            lay();
          };
          const rowOf = name => rows.ids.indexOf(name);
          return { table, seen, columns, cell, id, family, spans, filter, fill, lay, unfold, foldAll, rowOf };
        })();
        """
}
