import Testing

@testable import MNText

@Suite struct `A stand-in` {
    static let identity = Identity(
        home: "/home/alice", users: ["alice"], hosts: ["zeus.corp.example.net"])

    static let cases = [
        ("/home/alice/.mn/x", "/home/user/.mn/x"), ("unix:///home/alice/s", "unix:///home/user/s"),
        ("/home/bob/a /home/bob/b /Users/carol", "/home/user/a /home/user/b /Users/user2"),
        ("C:\\Users\\Bob Smith\\x", "C:\\Users\\user\\x"),
        ("hello Alice, alice's and malice", "hello user, user's and malice"),
        ("on zeus and ZEUS.corp.example.net:80", "on h2.invalid and h1.invalid:80"),
        ("dial tcp 10.1.2.3:2375: refused", "dial tcp 192.0.2.1:2375: refused"),
        ("10.1.2.3 10.1.2.4 10.1.2.3", "192.0.2.1 192.0.2.2 192.0.2.1"),
        ("fe80::1c2d:3e4f and fe80::1c2d:3e4f", "2001:db8::1 and 2001:db8::1"),
        ("2a01:4f8:0:1:2:3:4:5!", "2001:db8::1!"), ("[fd00::12]:80", "[2001:db8::1]:80"),
        ("02:42:ac:11:00:02", "00:00:5e:00:53:01"), ("02-42-AC-11-00-02", "00-00-5e-00-53-01"),
        (
            "GPU-3822a2ef-2fd6-6dea-db17-ae368ca37701",
            "GPU-00000000-0000-0000-0000-000000000001"
        ),
        ("write to dave@corp.example.net.", "write to user@h1.invalid."),
        ("Get \"http://box.corp:2375/v1\": x", "Get \"http://h1.invalid:2375/v1\": x"),
        ("tcp://10.0.0.9:2376", "tcp://192.0.2.1:2376"),
        (
            "lookup reg.corp on 10.0.0.2:53: no such host, reg.corp",
            "lookup h1.invalid on 192.0.2.1:53: no such host, h1.invalid"
        ),
        ("reg.corp: http://reg.corp/v2", "h1.invalid: http://h1.invalid/v2"),
        ("inet6:fe80::1 a:a:a:a:a::a:a:a", "inet6:2001:db8::1 a:a:a:a:a::a:a:a"),
        ("dial tcp: lookup box: refused", "dial tcp: lookup h1.invalid: refused"),
        ("10.1.2.3://10.1", "192.0.2.1://h1.invalid"),
        ("cafe.fe@x.corp http://cafe.fe/", "user@h1.invalid http://h2.invalid/"),
        ("[redacted]@db.internal and db.internal", "[redacted]@h1.invalid and h1.invalid"),
        ("/home/bob\0\u{1}x /home/a!\u{7F}", "/home/user\0\u{1}x /home/user2\u{7F}"),
        ("http://\(String(repeating: "a", count: 600)).corp/", "http://h1.invalid/"),
        ("a@\(String(repeating: "a", count: 600)).corp", "user@h1.invalid"),
        ("/home/:a::1", "/home/2001:db8::1"), ("std::a::b a::b", "std::a::b a::b"),
        ("[redacted]@db:5432", "[redacted]@db:5432"),
        ("[redacted]@dbhost:5432", "[redacted]@h1.invalid:5432"),
    ]

    @Test(arguments: cases) func `keeps the grammar of its place`(text: String, expected: String) {
        var standIns = StandIns(
            text.lowercased().contains("alice") || text.contains("zeus")
                ? Self.identity : Identity())
        let result = standIns.replaced(text)
        #expect(result == expected)
        #expect(standIns.replaced(result) == result)
        var others = StandIns()
        #expect(others.replaced(result) == result)
    }

    /// As many names as anybody wants, each looked up once.
    @Test func `costs as much as the text is long`() {
        func looked(_ count: Int) -> Int {
            var standIns = StandIns(Self.identity)
            let text = (0..<count).map { "http://box\($0).corp/ box\($0).corp alice\n" }.joined()
            let result = standIns.replaced(text)
            #expect(!result.contains("corp") && !result.contains("alice"))
            return standIns.looked
        }
        let (small, large) = (looked(250), looked(1000))
        #expect(large < small * 5, "\(small) \(large)")
    }

    @Test(arguments: [
        "http://[redacted]\0@", "580.159.04", "Docker version 28.2.2, build e6534b4",
        "0000:01:00.0", "00000000:0C:00.0",
        "127.0.0.1:12434", "http://localhost:12434", "12:34:56", "sha256:0123456789abcdef",
        "5.15.153.1-microsoft-standard-WSL2", "{\"DriverVersion\":\"31.0.112.0\"}",
        "the host: hardware.md",
        "32.0.15.6094", "10.0.22631.4317", "model-runner.docker.internal", "v1.2.3.4", "::1",
        "0.0.0.0",
        "https://docs.docker.com/get-docker/", "std::string", "a@b", "ai/model@sha256:abc", "/home",
        "00:00:00:00:00:00", "1.2.3", "git@2", "GPU-00000000-0000-0000-0000-000000000000",
        "https://hf.co/x", "172.17.0.1", "[redacted]@sha256:0123456789abcdef", "/root/.cargo/bin",
        "/home/linuxbrew/.linuxbrew",
    ]) func `is for nothing that tells nothing`(text: String) {
        var standIns = StandIns()
        #expect(standIns.replaced(text) == text)
    }

    @Test(arguments: [
        ("/home/alice/.mn", "~/.mn"), ("'/home/alice/my dir/x'", "~/'my dir/x'"),
        ("ls -l /home/alice/.mn/x", "ls -l ~/.mn/x"), ("/home/alicent/x", "/home/alicent/x"),
        ("/mnt/home/alice/x", "/mnt/home/alice/x"), ("in '/home/alice/x'.", "in '~/x'."),
        ("unix:///home/alice/s", "unix://~/s"), ("/home/alice", "~"),
        ("/home/alice.", "/home/alice."),
        ("\"/home/alice/x\"", "\"~/x\""),
    ]) func `of the home folder is a tilde for its user`(text: String, expected: String) {
        #expect(Self.identity.shortened(text) == expected)
    }

    @Test(arguments: ["/", "", "home", "relative/x"]) func `is for no home that is none`(
        home: String
    ) {
        #expect(Identity(home: home).shortened("/x/home/y relative/x") == "/x/home/y relative/x")
    }
}
