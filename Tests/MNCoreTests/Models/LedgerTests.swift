import Testing

@testable import MNCore
@testable import MNMachine

@Suite struct `The ledger` {
    static let model = Catalog.builtin.models.filter { $0.id == Catalog.defaultModel }[0]

    private func ledger(_ text: String) throws -> Ledger {
        try Ledger.read(Array(text.utf8), name: "ownership.json")
    }

    @Test func `keeps what it does not know`() throws {
        var ledger = try ledger(
            #"{"version":1,"note":"kept","models":{"docker.io/ai/gemma4:e2b":{"manual":false,"#
                + #""installed_at":"then","extra":7,"owners":{"a":{"blueprint_id":"a"}}}}}"#)
        ledger.recordInstall(of: Self.model, backend: .llamaCpp, forced: nil, at: .seconds(0))
        let document = try JSON.parse(ledger.text)
        // The key is the one by which the Python mn looks.
        let record = document["models"]?["docker.io/ai/gemma4:E2B"]
        #expect(document["note"] == "kept" && record?["extra"] == 7)
        #expect(record?["installed_at"] == "then" && record?["manual"] == true)
        #expect(record?["updated_at"] == "1970-01-01T00:00:00.000000Z")
        #expect(ledger.record(of: "ai/gemma4:E2B")?.owners == ["a"])
        #expect(document["models"]?.object?.keys.count == 1)
    }

    /// The key of each entry of a catalog file, as the Python mn 1.2.32 looks for it.
    @Test(arguments: [
        (#""model": "ai/team:1b""#, "ai/team:1b"), (#""model": "short:1b""#, "short:1b"),
        (#""model": "ai/notag""#, "ai/notag"),
        (#""model": "hf.co/owner/repo:Q4_K_M""#, "huggingface.co/owner/repo:Q4_K_M"),
        (#""model": "big", "dmr_model": "docker.io/ai/big:latest""#, "docker.io/ai/big:latest"),
        (#""model": "foo", "docker_model": "docker.io/ai/bar:1""#, "docker.io/ai/bar:1"),
        (#""model": "ai/gemma4:E2B""#, "docker.io/ai/gemma4:E2B"),
    ])
    func `has a model under the spelling of its entry`(members: String, key: String) throws {
        let entry = try JSON.parse("{\"id\": \"team:1b\", \(members)}").object ?? JSONObject()
        let model = try Model(JSONField(.object(Model.settingReference(entry))))
        #expect(model.recordKey == key)
        var ledger = try ledger(
            #"{"version":1,"models":{"\#(key)":{"owners":{"a":{"blueprint_id":"a"}}}}}"#)
        ledger.recordInstall(of: model, backend: .llamaCpp, forced: nil, at: .zero)
        let models = try JSON.parse(ledger.text)["models"]?.object
        #expect(models?.keys == [key])
        #expect(ledger.record(of: model.reference)?.owners == ["a"])
    }

    @Test func `has the models that are built in under their whole references`() {
        for model in Catalog.builtin.models {
            #expect(model.recordKey.hasPrefix("docker.io/ai/"))
            #expect(model.recordKey.split(separator: "/").last?.contains(":") == true)
        }
    }

    @Test func `has the layout of the programs before`() throws {
        var ledger = Ledger()
        ledger.recordInstall(
            of: Self.model, backend: .llamaCpp, forced: "fail (cuda-small)",
            at: .seconds(1_767_225_600))
        let owner = Ledger.Owner(blueprintID: "assistant", revision: "abc", source: "/repo")
        ledger.recordOwner(
            owner, of: Self.model, backend: .llamaCpp, wasThere: false,
            at: .seconds(1_767_225_601))
        let record = try JSON.parse(ledger.text)["models"]?["docker.io/ai/gemma4:E2B"]
        let expected: JSON = [
            "installed_at": "2026-01-01T00:00:00.000000Z", "manual": true,
            "model_id": "gemma4:e2b", "docker_model": "ai/gemma4:E2B",
            "provider": "docker_model_runner", "backend": "llama.cpp",
            "install_source": "manual", "forced": "fail (cuda-small)",
            "updated_at": "2026-01-01T00:00:01.000000Z",
            "owners": [
                "assistant": [
                    "blueprint_id": "assistant", "blueprint_revision": "abc",
                    "install_source": "/repo", "installed_at": "2026-01-01T00:00:01.000000Z",
                    "updated_at": "2026-01-01T00:00:01.000000Z",
                ]
            ],
        ]
        #expect(record?.text(.canonical) == expected.text(.canonical))
    }

    @Test func `keeps what a blueprint brought as the blueprint's`() throws {
        var ledger = Ledger()
        ledger.recordInstall(
            of: Self.model, backend: .vllm, by: .blueprint(source: "/a"), forced: nil, at: .zero)
        #expect(ledger.record(of: "ai/gemma4:E2B")?.isManual == false)
        #expect(ledger.record(of: "ai/gemma4:E2B")?.owners == [])
        let owner = Ledger.Owner(blueprintID: "a", revision: "1", source: "/a")
        ledger.recordOwner(owner, of: Self.model, backend: .vllm, wasThere: true, at: .zero)
        let record = try JSON.parse(ledger.text)["models"]?["docker.io/ai/gemma4:E2B"]
        #expect(record?["manual"] == false && record?["install_source"] == "/a")
        #expect(record?["backend"] == "vllm" && record?["owners"]?.object?.keys == ["a"])
        // Who installs it by name later keeps it when the blueprint goes.
        ledger.recordInstall(of: Self.model, backend: .vllm, forced: nil, at: .zero)
        #expect(ledger.record(of: "ai/gemma4:E2B")?.isManual == true)
        ledger.recordInstall(
            of: Self.model, backend: .vllm, by: .blueprint(source: "/b"), forced: nil, at: .zero)
        #expect(ledger.record(of: "ai/gemma4:E2B")?.isManual == true)
    }

    /// As programs before wrote it, and twice.
    @Test(arguments: [
        [#""ai/gemma4:E2B":{"owners":{"a":{}},"extra":1}"#],
        [#""gemma4:E2B":{"owners":{"a":{}},"extra":1}"#],
        [#""docker.io/ai/gemma4:E2B":{"owners":{"a":{}},"extra":1}"#],
        [
            #""ai/gemma4:E2B":{"owners":{"a":{}},"manual":true}"#,
            #""docker.io/ai/gemma4:E2B":{"owners":{"b":{}},"extra":1}"#,
        ],
    ])
    func `writes a key whole, once, and with all that it held`(entries: [String]) throws {
        var ledger = try ledger(
            "{\"version\":1,\"models\":{" + entries.joined(separator: ",")
                + ",\"ai/other:1\":{\"manual\":true}}}")
        ledger.recordInstall(
            of: Self.model, backend: .llamaCpp, forced: nil, contextSize: 8192, at: .zero)
        let models = try JSON.parse(ledger.text)["models"]?.object
        #expect(models?.keys.sorted() == ["ai/other:1", "docker.io/ai/gemma4:E2B"])
        let record = models?["docker.io/ai/gemma4:E2B"]
        #expect(record?["owners"]?.object?.keys.contains("a") == true)
        #expect(record?["extra"] == 1 && record?["manual"] == true)
        #expect(record?["context_size"] == 8192)
        #expect(ledger.record(of: "ai/gemma4:e2b")?.contextSize == 8192)
        let text = ledger.text
        ledger.recordInstall(of: Self.model, backend: .llamaCpp, forced: nil, at: .zero)
        #expect(ledger.text == text)
    }

    @Test func `gives a model that was there to nobody`() {
        var ledger = Ledger()
        let owner = Ledger.Owner(blueprintID: "a", revision: "1", source: "/a")
        ledger.recordOwner(
            owner, of: Self.model, backend: .llamaCpp, wasThere: true, at: .zero)
        #expect(ledger.record(of: "ai/gemma4:E2B")?.isManual == true)
    }

    @Test func `loses a record in any spelling, and takes it back`() throws {
        let before = try ledger(
            #"{"version":1,"models":{"docker.io/ai/gemma4:E2B":{"manual":true}}}"#)
        var after = before
        after.removeRecord(of: "ai/gemma4:e2b")
        #expect(after.records.isEmpty)
        after.restoreRecord(of: "ai/gemma4:E2B", from: before)
        #expect(after == before)
    }
}

@Suite struct `A timestamp` {
    @Test(arguments: [
        // (seconds since 1970, the date): the second numbers of `date -u -d`.
        (0, "1970-01-01T00:00:00.000000Z"), (951_782_400, "2000-02-29T00:00:00.000000Z"),
        (951_868_800, "2000-03-01T00:00:00.000000Z"),
        (1_767_225_599, "2025-12-31T23:59:59.000000Z"),
        (4_107_542_400, "2100-03-01T00:00:00.000000Z"),
        (253_402_300_799, "9999-12-31T23:59:59.000000Z"),
    ])
    func `is a date of the calendar`(seconds: Int, text: String) {
        #expect(Timestamp.text(.seconds(seconds)) == text)
        #expect(Timestamp.time(text) == .seconds(seconds))
    }

    @Test(arguments: [
        "", "2026", "2026-01-01", "2026-01-01T00:00:00", "2026-01-01T00:00:00+01:00",
        "2026-01-01T00:00:00.-1Z", "-2026-01-01T00:00:00Z", "2026--01-01T00:00:00Z", "aZ",
        "99999999999999999999-01-01T00:00:00Z",
    ])
    func `is none of these`(text: String) { #expect(Timestamp.time(text) == nil) }

    @Test func `is read to the nanosecond`() {
        #expect(
            Timestamp.time("1970-01-01T00:00:01.000000007Z") == .seconds(1) + .nanoseconds(7))
    }
}
