"""What a person does with a report: filter, follow a link to a cell, walk the table by keyboard; and axe's rules."""
import base64, json, os, pathlib, subprocess, sys, time

# Of a fleet of 5,000 classes and 16 models.
MOST_BYTES, MOST_SECONDS = 500_000, 1.0


def axe(folder):
    """The script of axe-core, which comes with a package of PyPI; nil where there is no network."""
    if path := os.environ.get("AXE"):
        return pathlib.Path(path).read_text()
    room = pathlib.Path(folder) / "axe"
    done = subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(room),
                           "axe-playwright-python"], capture_output=True, text=True)
    found = sorted(room.glob("**/axe.min.js"))
    if not found:
        print(f"check-html: axe is not there, so its rules are not looked at: {done.stderr.strip()[:200]}")
    return found[0].read_text() if found else None


def violations(page, script):
    """Findings of axe that are serious or critical; the page's policy does not let it in by itself."""
    page.value(script + ";0")
    found = page.value("axe.run(document, {resultTypes: ['violations']}).then(one => one.violations.map("
                       "v => [v.impact, v.id, v.nodes.length, v.nodes[0].html.slice(0, 90)]))")
    return [f"axe: {impact}: {rule}, {count} times: {html}" for impact, rule, count, html in found
            if impact in ("serious", "critical")]


def shots(page, name, folder):
    for label, width, height, scheme, kind in [
        ("light", 1280, 900, "light", "screen"), ("dark", 1280, 900, "dark", "screen"),
        ("narrow", 400, 800, "light", "screen"), ("print", 900, 1270, "light", "print"),
    ]:
        page.size(width, height)
        page.media(kind=kind, scheme=scheme)
        data = page.call("Page.captureScreenshot", format="png")["data"]
        pathlib.Path(f"{folder}/report-{name}-{label}.png").write_bytes(base64.b64decode(data))
    page.size(1280, 900)
    page.media()


def use(page, findings):
    """Filters, opens a cell, follows its link in a new load, and walks by keyboard."""
    def require(condition, words):
        if not condition:
            findings.append(words)

    whole = page.value("byID('count').value")
    require(whole.startswith("showing "), f"it does not say how much it shows: '{whole}'")
    state = page.value("document.querySelector('[data-s]').dataset.s")
    page.value(f"byID('find').value = 's:{state}', byID('find').dispatchEvent(new Event('input'))")
    require(page.value("location.hash") == f"#q=s:{state}", "the filter is not in the address")
    page.value("byID('find').value = 's:nothing', byID('find').dispatchEvent(new Event('input'))")
    require(page.value("byID('count').value").startswith("showing 0 of "), "a filter that fits nothing shows something")
    page.value("byID('find').focus()")
    page.key("Escape")
    require(page.value("byID('count').value") == whole, "Escape does not show all again")
    page.value("document.querySelector('#grid td[data-row]').focus()")
    before = page.value("document.activeElement.dataset.row")
    page.key("ArrowDown")
    if page.value("document.querySelectorAll('#grid tr td[data-column=\"0\"]').length") > 1:
        require(page.value("document.activeElement.dataset.row") != before, "the arrow does not go down")
    page.key("Enter")
    link = page.value("location.hash")
    require(link.startswith("#c/"), f"a cell that is open is not in the address: '{link}'")
    require(page.value("!!document.querySelector('#grid .detail dl dd')"), "a cell does not open")
    title = page.value("document.querySelector('#grid .detail h3')?.textContent")
    page.key("Escape")
    require(page.value("!document.querySelector('#grid .detail')"), "Escape does not close the cell")
    require(page.value("document.activeElement.localName") == "td", "the cell that was open has no focus")
    url = page.value("location.href.split('#')[0]")
    page.open("about:blank")
    page.open(url + link)
    page.requests[:] = [one for one in page.requests if one != "about:blank"]
    followed = page.value("document.querySelector('#grid .detail h3')?.textContent")
    require(followed == title, f"its link leads to {followed!r} and not to {title!r}")


def opened(page, url, times):
    """The least time until the page is there, and what its thread worked in that: others may use the machine."""
    page.call("Performance.enable", timeDomain="threadTicks")
    def work():
        metrics = page.call("Performance.getMetrics")["metrics"]
        return next(one["value"] for one in metrics if one["name"] == "TaskDuration")
    seen = []
    for _ in range(times):
        page.open("about:blank")
        before = work()
        page.open(url)
        seen.append((
            page.value("performance.getEntriesByType('navigation')[0].loadEventEnd / 1000"), work() - before))
    page.requests[:] = [one for one in page.requests if one != "about:blank"]
    return min(seen)


def check(browser, name, path, look, script, folder):
    findings, url = [], path.resolve().as_uri()
    page = browser.page()
    page.call("Page.setBypassCSP", enabled=False)
    try:
        page.size(1280, 900)
        page.media()
        seconds, busy = opened(page, url, 5 if name == "large" else 1)
        size = path.stat().st_size
        if name == "large":
            if size >= MOST_BYTES:
                findings.append(f"it has {size:,} bytes")
            if seconds >= MOST_SECONDS:
                findings.append(f"it is there after {seconds:.2f} s ({busy:.2f} s of work)")
        page.value(look)
        for scheme in ("light", "dark"):
            page.media(scheme=scheme)
            findings += [f"{scheme}: {one}" for one in page.value("look.all()")]
        page.media()
        page.size(400, 800)
        findings += [f"400: {one}" for one in page.value("look.width()")]
        page.size(1280, 900)
        if folder:
            shots(page, name, folder)
        use(page, findings)
        if script:
            findings += violations(page, script)
        findings += [f"asks for {one[:80]}" for one in page.requests if one.split("#")[0] != url]
        findings += page.complaints
        page.call("Emulation.setScriptExecutionDisabled", value=True)
        page.open(url)
        page.call("Emulation.setScriptExecutionDisabled", value=False)
        if page.value("document.title") == "harm":
            findings.append("what it shows was run")
        page.value(look)
        findings += [f"without a script: {one}" for one in page.value("look.whole()")]
        rows = page.value("document.querySelectorAll('#grid tbody tr:not(.family)').length")
        if not 1 <= rows <= 500:
            findings.append(f"without a script it has {rows} rows")
    finally:
        page.close()
    findings = list(dict.fromkeys(findings))
    print(f"{'ok  ' if not findings else 'FAIL'} report {name}: {size:,} bytes, {rows} rows without a script, "
          f"loaded in {seconds:.2f} s ({busy:.2f} s of work)")
    for finding in findings[:20]:
        print(f"     {finding}")
    return not findings
