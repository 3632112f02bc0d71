"""Reports to look at, made with mn itself: one of each kind, hostile names, and a fleet of 5,000 classes."""
import json, pathlib, random, subprocess

GIB = 1 << 30
CARDS = [
    ("NVIDIA GeForce RTX 3060", 12), ("NVIDIA GeForce RTX 4060", 8), ("NVIDIA GeForce GTX 1060", 6),
    ("NVIDIA GeForce RTX 3050", 4), ("NVIDIA A10", 24), ("NVIDIA GeForce RTX 4090", 24),
    ("NVIDIA A100-SXM4-80GB", 80), ("Tesla T4", 16),
]
DRIVERS = ["550.54.15", "615.10", "535.183.01", "450.80.02", "441.20"]

# Names of a machine, a tag and a scenario may be anything.
HARM = [
    "</script><script>document.title='harm'</script>", "<img src=x onerror=document.title='harm'>",
    "\u202eevil\u202c \u2066left\u2069", "a\u2028b\u2029c [31mred", "'\"><svg/onload=document.title='harm'>",
]


def facts(rng, names, doubt):
    """Facts of one class, such as an import writes."""
    system = rng.choice(["linux"] * 4 + ["windows"] * 4 + ["macos"] * 2)
    ram = rng.choice([8, 16, 16, 32, 64, 128]) * GIB - rng.randrange(0, 4000) * (1 << 16)
    one = {"system": system, "arch": "arm64" if system == "macos" else "x86_64", "ram": {"at": ram}, "gpus": []}
    if rng.random() < doubt / 4:
        one["ram"] = {"not": "the field is empty"}
    if system == "macos":
        one["gpus"] = [{"vendor": "apple", "name": rng.choice(["Apple M1", "Apple M2", "Apple M3 Pro"]),
                        "memory": {"not": "it has none of its own"}, "pool": "unified",
                        "driver": {"not": "it is not asked for"}}]
        return one
    if rng.random() < 0.2:
        if rng.random() < doubt:
            one["other_gpus"] = {"nvidia": {"not": "it tells no GPUs"}}
        return one
    name, size = rng.choice(CARDS)
    memory = {"at": size * GIB - rng.randrange(0, 300) * (1 << 20)}
    if rng.random() < doubt:
        memory = rng.choice([{"min": 4 * GIB}, {"one_of": [8 * GIB, 12 * GIB]}, {"not": "32 bits hold no such size"}])
    driver = rng.choice(DRIVERS) if rng.random() > doubt else {"not": "the inventory has no driver"}
    one["gpus"] = [{"vendor": "nvidia", "name": rng.choice(names + [name] * 20), "memory": memory, "driver": driver}]
    return one


def fleet(path, classes, seed, names=(), doubt=0.2):
    rng, seen, rows = random.Random(seed), set(), []
    while len(rows) < classes:
        one = facts(rng, list(names), doubt)
        text = json.dumps(one, sort_keys=True)
        if text not in seen:
            seen.add(text)
            rows.append({"id": f"c-{len(rows)}", "count": rng.randrange(1, 400), "facts": one})
    path.write_text(json.dumps({
        "schema": "mn.fleet/1", "as_of": "2026-11-20",
        "sources": [{"kind": "table", "sha256": "sha256:" + "0" * 64, "rows": 5000, "taken": 4990}],
        "classes": rows}))


POLICY = """# what we promise, and to whom
fleet fleet.json, not older than 90 days

gemma4:e2b on fleet: runs >= 30% and unknown <= 20%
gemma4:e2b on fleet: runs >= 90%
qwen3:8b on vendor nvidia and vram >= 12GB: runs >= 10%
gemma4:e2b on apple-*-16gb: pass
allow until 2027-03-01: qwen3:8b on vendor nvidia and vram < 16GB because "replaced in Q1 </script><b>"
"""


def make(program, folder):
    """The pages by name; of each also the document that tells the same."""
    root = pathlib.Path(folder)
    environment = {"PATH": "/usr/bin:/bin", "HOME": folder, "MN_HOME": str(root / ".mn")}

    def mn(*words, output=None):
        done = subprocess.run([program, *words], env=environment, cwd=folder, capture_output=True, text=True)
        if done.returncode not in (0, 7):
            raise SystemExit(f"check-html: mn {' '.join(words)} ended with {done.returncode}: {done.stderr}")
        if output:
            (root / output).write_text(done.stdout)
        return done.stdout

    fleet(root / "fleet.json", 60, 1)
    fleet(root / "strange.json", 30, 2, HARM)
    fleet(root / "large.json", 5000, 3, doubt=0.02)
    (root / "models.policy").write_text(POLICY)
    scenarios = root / "scenarios"
    scenarios.mkdir()
    for number, harm in enumerate(HARM):
        (scenarios / f"odd-{number}.json").write_text(json.dumps({
            "schema": "mn.scenario/1", "title": harm, "intent": harm, "profile": "apple-m2-16gb",
            "steps": [{"run": ["mn", "model", "show", harm], "exit": 0}]}))
    models = mn("model", "list", "--json")
    ids = [one["id"] for one in json.loads(models).get("models", [])][:16]
    lines = {
        "matrix": ["sim", "matrix", "--models", "all", "--machines", "apple-*,amd-*,nvidia-rtx*"],
        "gate": ["sim", "matrix", "--require", "gemma4:e2b on apple-*: pass"],
        "fleet": ["fleet", "verdict", "fleet.json", "--models", "gemma4:e2b,qwen3:8b", "--contexts", "50"],
        "strange": ["fleet", "verdict", "strange.json"],
        "large": ["fleet", "verdict", "large.json", "--models", ",".join(ids)],
        "policy": ["policy", "check", "--as-of", "2026-11-28"],
        "scenarios": ["sim", "run"],
        "odd": ["sim", "run", "--scenarios", "scenarios"],
    }
    pages = {}
    for name, words in lines.items():
        mn(*words, "--html", f"{name}.html", "--json", output=f"{name}-document.json")
        pages[name] = root / f"{name}.html"
    for part in ("1/2", "2/2"):
        name = f"shard-{part[0]}.jsonl"
        mn("fleet", "verdict", "fleet.json", "--shard", part, "--jsonl", output=name)
    mn("sim", "merge", "shard-1.jsonl", "shard-2.jsonl", "--html", "merged.html", "--json", output="merged-document.json")
    pages["merged"] = root / "merged.html"
    return pages
