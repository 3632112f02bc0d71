// What is looked for in a page; every finding is a sentence.
globalThis.look = (() => {
  const all = selector => [...document.querySelectorAll(selector)];
  const words = element => (element.textContent || element.id || element.localName).trim().slice(0, 60);

  const links = () => all("a").flatMap(link => {
    const target = link.getAttribute("href") ?? "";
    if (target.startsWith("#c/")) return [];
    if (!target.startsWith("#")) return [`'${words(link)}' leads out of the page: ${target.slice(0, 60)}`];
    return document.getElementById(target.slice(1)) ? [] : [`'${words(link)}' leads nowhere: ${target}`];
  });

  const ids = () => {
    const seen = new Set();
    return all("[id]").flatMap(({ id }) => seen.has(id) ? [`the id ${id} stands twice`] : (seen.add(id), []));
  };

  const width = () => {
    const root = document.documentElement;
    if (root.scrollWidth <= innerWidth + 1) return [];
    const wide = all("body *").find(one => one.getBoundingClientRect().right > innerWidth + 1
      && !one.closest(".wide, .skip, .sprite"));
    return [`it is ${root.scrollWidth} wide: ${wide ? wide.localName + "." + wide.getAttribute("class") : ""}`];
  };

  const hostile = () => all("img, iframe, object, embed, video, audio, base, [onerror], [onload], [onclick], [style]")
    .map(one => `there is a ${one.localName} in it`)
    .concat(all("script:not([type='application/json'])").length > 1 ? ["there is more than one script"] : []);

  const parsed = text => {
    const numbers = (text.match(/-?[\d.]+(e-?\d+)?/g) ?? []).map(Number);
    const scale = text.startsWith("color(") ? 255 : 1;
    const from = text.startsWith("color(srgb") ? numbers : numbers;
    return { red: from[0] * scale, green: from[1] * scale, blue: from[2] * scale, alpha: from[3] ?? 1 };
  };
  const over = (top, below) => {
    const mix = key => top[key] * top.alpha + below[key] * (1 - top.alpha);
    return { red: mix("red"), green: mix("green"), blue: mix("blue"), alpha: 1 };
  };
  const ground = element => {
    const layers = [];
    for (let one = element; one; one = one.parentElement) layers.push(parsed(getComputedStyle(one).backgroundColor));
    const base = matchMedia("(prefers-color-scheme: dark)").matches ? 0 : 255;
    return layers.reverse().reduce((below, top) => over(top, below), { red: base, green: base, blue: base, alpha: 1 });
  };
  const light = colour => {
    const [red, green, blue] = [colour.red, colour.green, colour.blue].map(value => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  // WCAG 2.2, 1.4.3; numbers of lines and of questions are beside the text.
  const contrast = () => {
    const seen = new Set();
    return all("body *").slice(0, 4000).flatMap(element => {
      const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
      if (!own || element.closest("svg, script, style, .n, .t, .axis")) return [];
      const style = getComputedStyle(element), below = ground(element);
      const [a, b] = [light(over(parsed(style.color), below)), light(below)].sort((x, y) => y - x);
      const ratio = (a + 0.05) / (b + 0.05), kind = `${element.localName}.${element.getAttribute("class")}`;
      if (ratio >= 4.5 || seen.has(kind)) return [];
      seen.add(kind);
      return [`${kind} has a contrast of ${ratio.toFixed(2)}: '${words(element)}'`];
    });
  };

  const isShown = element => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0;
  };
  return {
    all: () => [...links(), ...ids(), ...width(), ...hostile(), ...contrast()],
    width,
    focus() {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const style = getComputedStyle(element), box = element.getBoundingClientRect();
      return {
        words: words(element), isSkip: element.classList.contains("skip"),
        isSeen: style.outlineStyle !== "none" && box.width > 0 && box.right > 0 && box.bottom > 0 && box.top < innerHeight,
      };
    },
    count: () => all("#list > li").length,
    shown: () => all("#list > li").filter(isShown).length,
    place: () => all("#list a").indexOf(document.activeElement),
    // Without a script nothing may be hidden, and no tool may be shown that does nothing.
    whole() {
      const findings = all(".event").filter(one => !isShown(one)).slice(0, 3).map(one => `${one.id} is not shown`);
      if (all(".tools").some(isShown)) findings.push("a tool is shown that does nothing");
      if (!all("h1").length) findings.push("there is no heading");
      return findings;
    },
  };
})();
