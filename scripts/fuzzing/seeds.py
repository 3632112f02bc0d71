"""What a fuzzer begins with: sound inputs for each target, and the words that inputs are made of."""

import json
import pathlib
import re
import shlex

SEPARATOR = b"\x1e"
# A seed larger than that is more work than it is worth.
LIMIT = 12 << 10

# Numbers and texts at which readers end.
EXTREMES = [
    "9223372036854775807", "9223372036854775808", "-9223372036854775808", "36028797018963968",
    "4611686018427387904", "18446744073709551615", "2147483648", "4294967296", "1e308", "1e-320",
    "-0.0", "1e19", "0.1", "NaN", "-1", "00", "null", "true", "[]", "{}", '""', "\\u202e", "\\u0000",
    "\\ud800", "\\u001b[31m", "\u202e", "\u2066", "\u200e", "\u061c", "\u2028", "\x1b[2J", "\x9b",
    "\x7f", "\r\n", "\t", "\x1e", "::error::", "e\u0301", "\ufeff", "|", "`", "--",
]


def read(path):
    try:
        return json.loads(pathlib.Path(path).read_text())
    except (ValueError, OSError):
        return None


def compact(value):
    return json.dumps(value, ensure_ascii=False).encode()


def message(exchange):
    """A recorded request as its bytes."""
    request = exchange["request"]
    body = request.get("body")
    body = (body if isinstance(body, str) else json.dumps(body) if body is not None else "").encode()
    head = f"{request['method']} {request['path']} HTTP/1.1\r\nHost: localhost\r\n"
    for name, value in dict(request.get("headers") or {}).items():
        head += f"{name}: {value}\r\n"
    if body:
        head += f"Content-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


def body(exchange):
    text = (exchange.get("response") or {}).get("body") or ""
    return (text if isinstance(text, str) else json.dumps(text)).encode()


def answer(exchange, chunked):
    """A recorded response as its bytes."""
    response = exchange.get("response") or {}
    content = body(exchange)
    head = f"HTTP/1.1 {response.get('status', 200)} {response.get('reason', 'OK')}\r\n"
    for name, value in response.get("headers") or []:
        if name.lower() not in ("content-length", "transfer-encoding"):
            head += f"{name}: {value}\r\n"
    if chunked:
        parts = [content[:7], content[7:]]
        content = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts if part)
        return head.encode() + b"Transfer-Encoding: chunked\r\n\r\n" + content + b"0\r\n\r\n"
    return head.encode() + b"Content-Length: %d\r\n\r\n" % len(content) + content


class Seeds:
    def __init__(self, root):
        self.all = {}
        self.root = root
        self.shared = root.parent / "shared"

    def add(self, targets, data):
        if isinstance(data, str):
            data = data.encode()
        if 0 < len(data) <= LIMIT:
            for target in targets.split():
                self.all.setdefault(target, set()).add(data)

    def collect(self):
        self.profiles()
        self.scenarios()
        self.drivers()
        self.exchanges()
        self.recordings()
        self.small()

    def profiles(self):
        for index, path in enumerate(sorted((self.root / "Profiles").glob("*.json"))):
            self.add("profile", path.read_bytes())
            if index % 8 == 0:
                self.add("json", path.read_bytes())
            if index % 4:
                continue
            for place, exchange in enumerate((read(path) or {}).get("evidence") or []):
                text = exchange.get("text") or exchange.get("stdout")
                if isinstance(text, list):
                    text = "\n".join(map(str, text)) + "\n"
                if isinstance(text, str):
                    head = bytes([index // 4 % 256, 0, place % 256, 13])
                    self.add("probes", head + text.encode())
            for kind in range(9):
                self.add("probes", bytes([index // 4 % 256, 0, kind, kind, 0, kind + 1, kind]))

    def scenarios(self):
        folders = [self.root / "Scenarios", self.shared / "cases" / "runner"]
        for path in sorted(path for folder in folders for path in folder.glob("*.json")):
            scenario = read(path)
            if not scenario:
                continue
            self.add("scenario scenarios json", path.read_bytes())
            for index, step in enumerate(scenario.get("steps") or []):
                line = step["run"]
                words = shlex.split(line) if isinstance(line, str) else line
                self.add("arguments", "\n".join(words[1:]))
            runner = scenario.get("runner")
            if runner:
                self.add("state", compact(runner))
                self.add("states", bytes([len(self.all["state"]) % 17]) + compact(runner))
            for fault in scenario.get("runnerFaults") or []:
                self.add("fault", compact(fault))
            self.blueprint(scenario.get("files") or {})

    def blueprint(self, files):
        def content(name):
            for path, value in files.items():
                if path.endswith(name):
                    if isinstance(value, dict) and "json" in value:
                        return compact(value["json"])
                    return ("\n".join(value) if isinstance(value, list) else str(value)).encode()
            return b"{}"
        if any(path.endswith("/manifest.json") for path in files):
            parts = [content("manifest.json"), content("default.json"), content("overwrite.json")]
            self.add("blueprint", b"\x01" + SEPARATOR.join(parts))
            self.add("blueprint", b"\x02" + SEPARATOR.join(parts))
        for path, value in files.items():
            text = content(path)
            if path.endswith("ownership.json"):
                self.add("ledger", text)
            elif path.endswith("catalog.json"):
                self.add("catalog", text)

    def drivers(self):
        text = (self.root / "Sources/MNCore/Catalog/DriverData+Builtin.swift").read_text()
        match = re.search(r'"""\n(.*?)\n\s*"""', text, re.S)
        data = None
        if match:
            try:
                data = json.loads(match[1])
            except ValueError:
                pass
        if not data:
            return
        self.add("drivers", compact(data))
        for key, rows in data.items():
            value = rows[:2] if isinstance(rows, list) else rows
            self.add("drivers", compact({key: value}))
            for row in value if isinstance(value, list) else []:
                if "requirement" in row:
                    self.add("requirement", row["requirement"])
        self.add("catalog", compact({"version": 1, "models": [], "drivers": {"date": data["date"]}}))

    def exchanges(self):
        listing = b'[{"id": "sha256:11", "tags": ["docker.io/ai/gemma4:E2B"], "created": 1}]'
        for index, path in enumerate(sorted((self.shared / "dmr" / "http").glob("*.json"))):
            exchange = read(path)
            if not exchange or "request" not in exchange:
                continue
            try:
                request, bytes_ = message(exchange), answer(exchange, index % 2 == 0)
            except (KeyError, TypeError, ValueError):
                continue
            self.add("request runner", request)
            self.add("response", bytes_)
            self.add("json", body(exchange))
            for command in (index % 16, (index * 7 + 3) % 16):
                head = bytes([command, index % 4])
                self.add("answers", head + SEPARATOR.join([listing, bytes_]))
                self.add("answers", head + SEPARATOR.join([b"[]", body(exchange), listing]))
        for path in sorted((self.shared / "dmr" / "cli").glob("*.json")):
            command = read(path)
            if command:
                words = [str(word) for word in command.get("argv") or []][1:]
                self.add("docker", b"\x00" + " ".join(words).encode())
                self.add("docker", b"\x01" + " ".join(words).encode())
                for command_index in (2, 8):
                    output = (command.get("stdout") or "").encode()
                    self.add("answers", bytes([command_index, 0])
                             + SEPARATOR.join([b"!refused", b"!refused", output]))

    def recordings(self):
        for path in sorted((self.shared / "recordings").rglob("*")):
            if not path.is_file() or path.stat().st_size > LIMIT:
                continue
            data = path.read_bytes()
            if path.suffix == ".xml" or data.lstrip().startswith(b"<"):
                self.add("xml", data)
                self.add("importers", b"\x00\x01" + data)
                self.add("importers", b"\x01\x00" + data)
            if path.suffix == ".json" and path.parent.name == "commands":
                self.add("json", data)
                content = read(path)
                text = content.get("stdout") if isinstance(content, dict) else None
                if isinstance(text, str):
                    self.add("probes", bytes([len(text) % 251, 0, 3, 13]) + text.encode())
                    if text.lstrip().startswith("<"):
                        self.add("xml", text)
                        self.add("importers", b"\x00\x01" + text.encode())
                    self.add("importers", b"\x01\x00" + text.encode())
                    self.add("importers", b"\x03\x00" + text.encode())
            elif path.name in ("cpuinfo", "meminfo"):
                self.add("importers", b"\x02\x00" + data + SEPARATOR + data)

    def small(self):
        self.add("importers", b"\x03\x00" + compact([
            {"TotalPhysicalMemory": 17179869184, "SystemType": "x64-based PC"},
            {"Name": "NVIDIA GeForce RTX 3080", "AdapterRAM": 4293918720,
             "PNPDeviceID": "PCI\\VEN_10DE&DEV_2206", "DriverVersion": "31.0.15.3623"}]))
        self.add("importers", b"\x01\x00" + compact({
            "SPHardwareDataType": [{"chip_type": "Apple M2", "physical_memory": "16 GB"}],
            "SPDisplaysDataType": [{"sppci_model": "Apple M2"}]}))
        for text in [
                "http://localhost:12434", "127.0.0.1:12434/engines/v1", "http://[::1]:12434/x/v1",
                "unix:///var/run/docker.sock:/exp/vDD4.40", "http://u:p@h:1/?a#b", "[::1:12434"]:
            self.add("endpoint", text)
        for text in [
                "gemma4:e2b on apple-*: pass", "* on a,b*: pass,warning",
                "cuda>=12.6 brand=tesla,driver>=535,driver<536\x1ebrand!=geforce"]:
            self.add("requirement", text)
        for text in ["a\x1b[31mb\x07", "\u202egnp.exe", "e\u0301\u200d\U0001F468", "\x9b1mx", "a\r\nb"]:
            self.add("printable words", text)
            self.add("table", b"\x05\x01\x00\x00" + SEPARATOR.join([text.encode()] * 5))
        for text in ["1m30.5s", "2026-11-26", "12.4.1", "QUJD", "9223372036854775807", "ai/x:y", "-1"]:
            self.add("words", text)
        for pattern in [r"(?i)^a[^b-d]*\d{2,5}(x|yz)+?$", r"\bab\w*", "(a?){200}a{200}", "((a*)*)*b"]:
            self.add("pattern", pattern.encode() + SEPARATOR + b"aaaa ab12 xyz\n" * 8)
        for parts in [
                ["GET", "/models/ai/x?a=b", "localhost:1", "/exp", "Accept", "a/b", ""],
                ["POST", "/models/a%20b", "[::1]:1", "", "X-A", "b c", "body"],
                ["GET", "/a b\r\nX: 1", "h\r\n", "/\r", "A\r\nB", "c\r\nd", "e"]]:
            self.add("wire", SEPARATOR.join(part.encode() for part in parts))
        for parts in [
                ["x \x01 y", '{"password": "\x01", "a": ["\x02host/p"]}', "line \x02h\n\x01"],
                ['{"api_key": "\x01"}', "[]", "Authorization: Bearer \x01"]]:
            self.add("secrets", SEPARATOR.join(part.encode() for part in parts))
        for text in [
                "/home/zaphod/x on magrathea.corp.example (10.1.2.3, fe80::1, 00:1b:44:11:3a:b7)",
                'dial tcp: lookup magrathea: no such host; mail zaphod@magrathea, C:\\Users\\zaphod',
                "http://10.1.2.3:80/a?b tcp://other.corp:2375 123e4567-e89b-12d3-a456-426614174000"]:
            self.add("identity", text)
            self.add("secrets", b"x" + SEPARATOR + b"{}" + SEPARATOR + text.encode())
        for text in [
                "token=\x01", "--password \x01 x", "Cookie: a=\x01; b", "-----BEGIN PRIVATE KEY-----\n\x01",
                "hf_abcdefghijklmnopqrstuvwxyz012345", "eyJhbGciOi.eyJzdWIi.abc", "export A='\x01'"]:
            self.add("secrets", b"y" + SEPARATOR + b"[1]" + SEPARATOR + text.encode())


def words(root):
    """The words of the sources: keys, commands and names in quotes."""
    found = {}
    for path in sorted((root / "Sources").rglob("*.swift")):
        if "Texts" in path.parts:
            continue
        for word in re.findall(r'"([^"\\\n]{2,32})"', path.read_text()):
            if word.count(" ") < 2:
                found[word] = found.get(word, 0) + 1
    return sorted(found, key=lambda word: (-found[word], word))[:600]


def entry(word):
    """A line of a libFuzzer dictionary."""
    data = word.encode("utf-8", "surrogatepass")
    return '"' + "".join(
        chr(byte) if 0x20 <= byte < 0x7F and chr(byte) not in '"\\' else f"\\x{byte:02x}"
        for byte in data) + '"\n'


def write(root, build, targets):
    seeds = Seeds(root)
    seeds.collect()
    lines = "".join(entry(word) for word in EXTREMES + words(root))
    (build / "words").mkdir(exist_ok=True)
    for target in targets:
        folder = build / "seeds" / target
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for index, data in enumerate(sorted(seeds.all.get(target, []))):
            (folder / f"{index:05}").write_bytes(data)
        (build / "words" / target).write_text(lines)
