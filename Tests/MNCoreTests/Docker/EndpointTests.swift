import Testing

@testable import MNCore

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
    ])
    func `is read in each of its forms`(text: String, form: String) throws {
        let endpoint = try #require(Endpoint(text))
        #expect("\(endpoint)" == form)
        #expect(Endpoint(form) == endpoint)
    }

    @Test(arguments: [
        "", "https://host", "http://", "http://host:0", "http://host:70000", "unix://relative",
        "http://a b", "ssh://host",
    ])
    func `is nothing else`(text: String) { #expect(Endpoint(text) == nil) }

    @Test(arguments: [
        ("localhost:1", true), ("127.0.0.9:1", true), ("http://[::1]:1", true),
        ("unix:///s", true), ("gpu.example:1", false), ("10.0.0.1:1", false),
    ])
    func `tells whether it is on this machine`(text: String, isLocal: Bool) throws {
        #expect(try #require(Endpoint(text)).isLocal == isLocal)
    }
}
