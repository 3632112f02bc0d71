"""Drives a headless Chromium over its debugging pipe (fds 3 and 4): messages of JSON, ended by a zero byte."""
import json, os, subprocess, tempfile, time

# What a key sends; letters need no more than themselves.
KEYS = {"Tab": 9, "Enter": 13, "Escape": 27, "Home": 36, "End": 35, "ArrowUp": 38, "ArrowDown": 40}


class Browser:
    def __init__(self, program, folder):
        self.home = tempfile.mkdtemp(dir=folder)
        to_read, self.out = os.pipe()
        self.inn, to_write = os.pipe()

        def pipes():
            # Both may stand on 3 or 4 themselves.
            a, b = os.dup(to_read), os.dup(to_write)
            high_a, high_b = os.dup2(a, 103), os.dup2(b, 104)
            os.dup2(high_a, 3)
            os.dup2(high_b, 4)

        self.process = subprocess.Popen(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe",
             f"--user-data-dir={self.home}", "--no-first-run", "--disable-background-networking",
             "--host-resolver-rules=MAP * ~NOTFOUND", "--hide-scrollbars"],
            preexec_fn=pipes, close_fds=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_write)
        self.number, self.rest, self.listeners = 0, b"", {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)

    def receive(self):
        while b"\0" not in self.rest:
            piece = os.read(self.inn, 1 << 20)
            if not piece:
                raise SystemExit("check-html: the browser ended")
            self.rest += piece
        line, self.rest = self.rest.split(b"\0", 1)
        return json.loads(line)

    def call(self, method, session=None, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            if listener := self.listeners.get(answer.get("sessionId")):
                listener(answer)

    def page(self):
        return Page(self)


class Page:
    """A tab; it keeps what was asked of the network and what was complained of."""

    def __init__(self, browser):
        self.browser, self.requests, self.complaints, self.events = browser, [], [], []
        self.target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = browser.call(
            "Target.attachToTarget", targetId=self.target, flatten=True)["sessionId"]
        browser.listeners[self.session] = self.hear
        for part in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{part}.enable")

    def hear(self, event):
        kind, values = event["method"], event.get("params", {})
        self.events.append(kind)
        if kind == "Network.requestWillBeSent":
            self.requests.append(values["request"]["url"])
        elif kind == "Runtime.exceptionThrown":
            details = values["exceptionDetails"]
            self.complaints.append(
                f"error: {details.get('exception', {}).get('description', details['text'])[:300]}")
        elif kind == "Runtime.consoleAPICalled":
            self.complaints.append(f"console: {values['type']} {values['args']}"[:300])
        elif kind == "Log.entryAdded":
            self.complaints.append(f"log: {values['entry']['text']}"[:300])

    def call(self, method, **parameters):
        return self.browser.call(method, session=self.session, **parameters)

    def open(self, url):
        self.events.clear()
        self.call("Page.navigate", url=url)
        while "Page.loadEventFired" not in self.events:
            self.call("Runtime.evaluate", expression="0")
        # Where scripts are off no promise is ever kept.
        time.sleep(0.1)

    def value(self, expression):
        answer = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression[:80]}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def size(self, width, height):
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
            mobile=False)

    def media(self, kind="screen", scheme="light"):
        self.call(
            "Emulation.setEmulatedMedia", media=kind,
            features=[{"name": "prefers-color-scheme", "value": scheme},
                      {"name": "prefers-reduced-motion", "value": "reduce"}])

    def key(self, key):
        values = {"key": key, "windowsVirtualKeyCode": KEYS.get(key, 0)}
        if len(key) == 1:
            values["text"] = key
        elif key == "Enter":
            values["text"] = "\r"
        self.call("Input.dispatchKeyEvent", type="keyDown", **values)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key)

    def close(self):
        self.browser.call("Target.closeTarget", targetId=self.target)
