import Testing

@testable import MNCore
@testable import MNMachine

@Suite struct `An endpoint` {
    @Test(arguments: [
        ("http://localhost:12434", "http://localhost:12434"),
        ("127.0.0.1:12434", "http://127.0.0.1:12434"), ("http://host", "http://host:80"),
        ("http://[::1]:12434/", "http://[::1]:12434"),
        ("http://localhost:12434/engines/v1", "http://localhost:12434"),
        ("http://localhost:12434/engines/llama.cpp/v1/", "http://localhost:12434"),
        ("http://localhost:12434/v1/", "http://localhost:12434"),
        ("http://proxy:80/runner/v1", "http://proxy:80/runner"),
        ("unix:///var/run/docker.sock", "unix:///var/run/docker.sock"),
        ("unix:///run/d.sock:/exp/vDD4.40", "unix:///run/d.sock:/exp/vDD4.40"),
        ("http://user:secret@host:1", "http://host:1"),
        ("HTTP://h/", "http://h:80"),
        ("http://my_runner-1.local.:80", "http://my_runner-1.local.:80"),
        ("http://[2001:db8::1.2.3.4]", "http://[2001:db8::1.2.3.4]:80"),
        ("http://[1:2:3:4:5:6:7:8]:9", "http://[1:2:3:4:5:6:7:8]:9"),
        ("http://[::]:1", "http://[::]:1"),
    ])
    func `is read in each of its forms`(text: String, form: String) throws {
        let endpoint = try #require(Endpoint(text))
        #expect("\(endpoint)" == form)
        #expect(Endpoint(form) == endpoint)
    }

    @Test(arguments: [
        "", "https://host", "http://", "http://host:0", "http://host:70000", "unix://relative",
        "http://a b", "ssh://host",
        "http://[::1:12434", "http://::1]:12434", "http://[::1]12434", "http://[::1]:",
        "http://[::1]]:1", "http://[[::1]]:1", "http://[]:1", "http://[:]:1", "http://[1::2::3]",
        "http://[:::1]", "http://[1:2:3:4:5:6:7]", "http://[1:2:3:4:5:6:7:8:9]", "http://[12345::]",
        "http://[g::1]", "http://[::1%25eth0]:1", "http://[fe80::1%eth0]:1", "http://[::1.2.3]",
        "http://[1.2.3.4::]", "http://[1:2:3:4:5:6:7::8]", "http://::1", "http://::1:80",
        "http://:80", ":80", "http://host:", "http://host:65536", "http://host:-1",
        "http://host:+80",
        "http://host: 80", "http://host:8 0", "http://host:80:80", "http://host:0x50",
        "http://host:\u{661}", "http://host:99999999999999999999", "http://ho%73t:1",
        "http://host\\evil:1", "http://host\\@evil:1", "http://good@evil@host:1", "http://@host:1",
        "http://us er@host:1", "http://\u{30C}ost:1", "http://h\u{212A}:1", "http://host\u{0}:1",
        "http://host\r\nX: y:1", "http://host\t:1", "http://a..b", "http://.", "http://.host",
        "http://127.1:1", "http://0x7f.1", "http://2130706433", "http://256.0.0.1",
        "http://127.0.0.1.:1/%2e%2e", "http://01.2.3.4", "http://1.2.3.4.5", "http://host:1/a/../b",
        "http://host:1/./a", "http://host:1/%2e%2e/a", "http://host:1/a b", "http://host:1/\u{E9}",
        "http://host:1/a\r\nX", "unix:///s:/a/../b", "unix:///s:/a%20b",
        "http:host:1", "http://h?x", "http://h#x", "http://h:1/a?x=y", "http://h:1/#",
        "http://" + String(repeating: "a", count: 64),
    ])
    func `is nothing else`(text: String) { #expect(Endpoint(text) == nil) }

    @Test(arguments: [
        ("localhost:1", true), ("127.0.0.9:1", true), ("http://[::1]:1", true),
        ("unix:///s", true), ("127.0.0.1.evil.example:1", false), ("127.evil.example:1", false),
        ("model-runner.docker.internal:1", true), ("gpu.example:1", false), ("10.0.0.1:1", false),
    ])
    func `tells whether it is on this machine`(text: String, isLocal: Bool) throws {
        #expect(try #require(Endpoint(text)).isLocal == isLocal)
    }
}
