/// What the page about a run can do beside what it shows: find, filter, and go on by the keyboard.
///
/// It must say nothing that looks like a secret: what is printed is masked, and its digest would not hold.
/// It only hides, opens and moves what is in the page already, and writes no markup.
enum RunScript {
    static let text: StaticString = """
        "use strict";
        (() => {
          const byID = id => document.getElementById(id);
          const list = byID("list"), tools = byID("tools");
          document.documentElement.classList.add("js");
          const reveal = () => {
            let place = location.hash.length > 1 ? byID(location.hash.slice(1)) : null;
            for (; place; place = place.parentElement) if (place.localName === "details") place.open = true;
          };
          addEventListener("beforeprint", () => {
            for (const fold of document.querySelectorAll("details")) fold.open = true;
          });
          addEventListener("hashchange", reveal);
          reveal();
          if (!list || !tools) return;
          tools.hidden = false;
          tools.addEventListener("submit", event => event.preventDefault());
          const items = [...list.children].map((item, index) => {
            const link = item.firstElementChild;
            return { item, link, event: byID(link.hash.slice(1)), index };
          });
          const shown = () => items.filter(entry => !entry.item.hasAttribute("data-off"));
          let current = null, isHeld = false;
          const mark = entry => {
            if (!entry || entry === current) return;
            if (current) {
              current.link.removeAttribute("aria-current");
              current.event.removeAttribute("data-now");
            }
            current = entry;
            entry.link.setAttribute("aria-current", "true");
            entry.event.setAttribute("data-now", "");
            const box = list.parentElement, top = entry.item.offsetTop - list.offsetTop;
            if (box.scrollHeight > box.clientHeight && getComputedStyle(box).position === "sticky"
              && !box.contains(document.activeElement)) {
              if (top < box.scrollTop) box.scrollTop = top;
              const end = top + entry.item.offsetHeight - box.clientHeight;
              if (end > box.scrollTop) box.scrollTop = end;
            }
          };
          const go = entry => {
            if (!entry) return;
            isHeld = true;
            location.replace(entry.link.hash);
            mark(entry);
          };
          // Where the page cannot scroll on, the one that was gone to stays the current one.
          for (const kind of ["wheel", "touchmove"]) {
            addEventListener(kind, () => { isHeld = false; }, { passive: true });
          }
          const entries = new Map(items.map(entry => [entry.event, entry]));
          const observer = new IntersectionObserver(seen => {
            const top = seen.filter(one => one.isIntersecting).map(one => entries.get(one.target));
            if (!isHeld && top.length) mark(top.reduce((a, b) => a.index < b.index ? a : b));
          }, { rootMargin: "0px 0px -80% 0px" });
          for (const entry of items) if (entry.event) observer.observe(entry.event);
          addEventListener("hashchange", () => {
            const event = byID(location.hash.slice(1))?.closest(".event");
            if (event) {
              isHeld = true;
              mark(entries.get(event));
            }
          });
          const find = byID("find"), kind = byID("kind"), read = byID("only-read"), bad = byID("only-bad");
          const texts = new Map();
          const text = entry => {
            if (!texts.has(entry)) {
              texts.set(entry, (entry.item.textContent + " " + entry.event.textContent).toLowerCase());
            }
            return texts.get(entry);
          };
          const filter = () => {
            const words = find.value.toLowerCase().split(/\\s+/).filter(Boolean);
            let count = 0;
            for (const entry of items) {
              const data = entry.event.dataset;
              const fits = (!kind.value || data.kind === kind.value) && (!read.checked || "read" in data)
                && (!bad.checked || data.tone === "failed" || data.tone === "warning")
                && words.every(word => text(entry).includes(word));
              for (const part of [entry.item, entry.event]) part.toggleAttribute("data-off", !fits);
              if (fits) count += 1;
            }
            byID("count").value = count === items.length ? "" : `showing ${count} of ${items.length}`;
          };
          for (const part of [find, kind, read, bad]) part.addEventListener("input", filter);
          byID("open").addEventListener("click", () => {
            for (const fold of byID("answers").querySelectorAll("details")) fold.open = true;
          });
          list.addEventListener("keydown", event => {
            const links = shown(), place = links.findIndex(entry => entry.link === document.activeElement);
            const next = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: links.length - 1 }[event.key];
            if (next === undefined || !links[next]) return;
            event.preventDefault();
            links[next].link.focus();
          });
          addEventListener("keydown", event => {
            const { localName } = event.target, isTyping = /^(input|select|textarea)$/.test(localName ?? "");
            const isPlain = !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey;
            const links = shown(), place = links.indexOf(current);
            switch (event.key) {
            case "Escape":
              if (event.target !== find) break;
              find.value = "";
              filter();
              find.blur();
              break;
            case "/":
              if (!isPlain) break;
              event.preventDefault();
              find.focus();
              break;
            case "j": if (isPlain) go(links[place + 1]); break;
            case "k": if (isPlain) go(links[place < 0 ? 0 : place - 1]); break;
            }
          });
        })();
        """
}
