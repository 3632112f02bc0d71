"""Pages to look at, made with mn itself: ordinary runs, two runs, and content that is long or means harm."""
import json, pathlib, subprocess

MACHINE = "nvidia-rtx5060-8gb"


def make(program, folder):
    root = pathlib.Path(folder)
    environment = {"PATH": "/usr/bin:/bin", "HOME": folder, "MN_HOME": str(root / ".mn")}

    def mn(*words, allowed=(0, 1, 3, 4, 5, 7)):
        done = subprocess.run(
            [program, *words], env=environment, cwd=folder, capture_output=True, text=True)
        if done.returncode not in allowed:
            raise SystemExit(f"check-html: mn {' '.join(words)} ended with {done.returncode}: {done.stderr}")
        return done.stdout

    profile = json.loads(mn("profile", "show", MACHINE, "--json"))
    mn("model", "doctor", "--profile", MACHINE, "--trace", "doctor.jsonl")
    mn("model", "show", "gemma4:e2b", "--explain", "--profile", "apple-m1-8gb", "--trace", "apple.jsonl")
    mn("model", "install", "gemma4:e2b", "--profile", "apple-m1-8gb", "--trace", "install.jsonl")
    trace = [json.loads(line) for line in (root / "doctor.jsonl").read_text().splitlines()]
    write(root / "long.json", bundle(trace, long(trace), profile))
    write(root / "hostile.json", bundle(trace, hostile(trace), None))
    pages = []
    for name, words in {
        "doctor": ["doctor.jsonl"], "install": ["install.jsonl"], "long": ["long.json"],
        "hostile": ["hostile.json"], "beside": ["doctor.jsonl", "--beside", "apple.jsonl"],
    }.items():
        page = root / f"{name}.html"
        mn("support", "html", *words, "--output", str(page), allowed=(0,))
        pages.append(str(page))
    return pages


def write(path, document):
    path.write_text(json.dumps(document))


def bundle(trace, events, profile):
    """A bundle of a run of these events."""
    times, time = [], 0
    for number in range(len(events)):
        time += (number * 7919) % 13 + (900 if number % 97 == 96 else 0)
        times.append(time)
    removed = [("user", "user", 4), ("host", "h1.invalid", 22), ("address", "192.0.2.1", 11), ("secret", "[redacted]", 40)]
    return {
        "schema": "mn.bundle/1",
        "manifest": {"mn": "0.1.0", "day": "2026-11-27", "gaps": [
            {"section": "catalog", "reason": "There is no override."},
            {"section": "logs", "part": "docker model logs", "reason": "It was cut.", "kept": 2048, "cut": 918273}]},
        "run": [trace[0], *events, trace[-1]], "machine": profile, "catalog": [],
        "ledger": [{"path": "/home/user/.mn/models/ownership.json", "text": "{\n  \"models\": {}\n}\n"}],
        "runner": [event for event in events if event["t"] == "call"][:20],
        "logs": [{"source": "docker model logs", "lines": [
            f"time=12:00:{n % 60:02d} msg=\"loading\" host=h{n % 3 + 1}.invalid path=/home/user/p{n % 4 + 1}"
            for n in range(60)]}],
        "doctor": None, "timing": times,
        "removed": [
            {"pointer": f"/run/{n + 1}/text", "kind": kind, "stand_in": stand_in, "length": length}
            for n, (kind, stand_in, length) in enumerate(removed * 6)],
        "checks": [
            {"name": "twin", "result": "passed", "detail": ""},
            {"name": "same_story", "result": "cut", "detail": "A body was cut."},
            {"name": "grammar", "result": "passed", "detail": ""}],
    }


def long(trace):
    """4,000 questions, some with long answers."""
    own = [event for event in trace[1:-1] if event["t"] not in ("printed",)]
    events = []
    while len(events) < 4000:
        number = len(events)
        event = dict(own[number % len(own)])
        if number % 40 == 39:
            event = {"t": "read", "path": f"/home/user/p{number}/file with blanks {number}.log",
                     "text": [f"line {n}: http://h{n % 9 + 1}.invalid:8080/p1 from 192.0.2.{n % 200 + 1}\n" for n in range(60)]}
        events.append(event)
    return events


HARM = [
    "</script><script>document.title = 'harm'</script>", "<img src=x onerror=document.title='harm'>",
    "\" onmouseover=\"document.title='harm'", "javascript:document.title='harm'", "</style><style>*{display:none}",
    "]]>--><!--", "&lt;b&gt;&#x3c;b&#x3e;", "\u202eevil\u202c \u2066left\u2069", "\x1b[31mred\x1b[0m \x9b2J", "\u0000\ufffe\u2028\u2029",
    "http://attacker.example/pixel.png", "<svg/onload=document.title='harm'>", "<base href=//attacker.example>",
    "<meta http-equiv=refresh content=0;url=//attacker.example>", "${7*7}{{7*7}}", "e\u0301" * 40,
]


def hostile(trace):
    """Content that is markup, code, or turns the direction; and a line of a megabyte."""
    events = [event for event in trace[1:-1] if event["t"] == "access"][:10]
    for harm in HARM:
        events += [
            {"t": "read", "path": f"/{harm}", "text": harm + "\n"},
            {"t": "process", "command": ["sh", harm], "exit": 1, "stdout": harm, "stderr": harm},
            {"t": "call", "endpoint": "http://localhost:12434", "method": "GET", "target": "/models", "status": 500,
             "headers": [[harm[:40].replace("\n", " "), harm]], "body": harm},
            {"t": "rule", "model": harm, "rule": harm, "status": harm},
        ]
    events.append({"t": "read", "path": "/one-line", "text": "<b>" + "x" * (400 << 10)})
    events.append({"t": "read", "path": "/words", "text": "wide " * (20 << 10)})
    return events
