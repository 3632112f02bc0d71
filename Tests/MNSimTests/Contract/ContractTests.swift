import ContractChecks
import MNCore
import Testing

@testable import MNRunner
@testable import MNSim

@Suite struct `The contract` {
    static let all = ContractCheck.all

    @Test func `is kept by the fake, which is then as it was before`() throws {
        let run = try ContractBench.run()
        #expect(run.findings.map(\.name) == Self.all.map(\.name))
        for finding in run.findings {
            #expect(finding.result == .ok(nil), "\(finding.name): \(finding.result)")
        }
        #expect(run.putBack == ContractSuite.PutBack())
        #expect(run.state.models.isEmpty && run.state.runners.isEmpty)
        #expect(run.state.configurations.isEmpty)
    }

    @Test func `is kept by a fake that tells more than is known`() throws {
        let run = try ContractBench.run(faults: [RunnerFault("skew", .newerUnknownField)])
        for finding in run.findings {
            #expect(finding.result == .ok(nil), "\(finding.name): \(finding.result)")
        }
        #expect(run.state.models.isEmpty)
    }

    @Test func `is kept by an older fake, and says in what it is older`() throws {
        let run = try ContractBench.run(
            ContractCheck.selected([], changing: false), try ContractBench.stateWithModels(),
            faults: [RunnerFault("skew", .olderAPI)])
        #expect(run.different.isEmpty && run.skipped.isEmpty)
        let version = run.findings.first { $0.name == "version" }
        #expect(version?.result == .ok("before v1.0.30"))
    }

    @Test func `changes nothing unless it is asked to`() throws {
        let state = try ContractBench.stateWithModels()
        let run = try ContractBench.run(ContractCheck.selected([], changing: false), state)
        #expect(run.different.isEmpty && run.skipped.isEmpty)
        #expect(run.state.models == state.models)
        #expect(run.state.configurations.isEmpty && run.state.runners.isEmpty)
    }

    @Test func `is kept beside models that are left as they are`() throws {
        var state = try ContractBench.stateWithModels()
        state.models[0].tags.append("docker.io/mine/own:x")
        let before = state.models
        let run = try ContractBench.run(ContractCheck.all, state)
        #expect(run.different.isEmpty && run.skipped.isEmpty)
        #expect(run.state.models == before)
    }

    /// Each release from which on something is so, and what a runner of then may leave out.
    @Test func `allows an older runner only what it did then`() throws {
        var facts = ContractBench.facts
        let missing = HTTPResponse(
            HTTPResponseHead(
                status: 404,
                headers: [
                    "Content-Type": "text/plain; charset=utf-8",
                    "X-Content-Type-Options": "nosniff",
                ]), body: Array("404 page not found\n".utf8))
        let logs = try #require(Self.all.first { $0.name == "logs" })
        for (release, isAllowed) in [
            (nil, true), ("v1.1.28", true), ("v1.1.29", false), ("v1.2.6", false),
            ("v2.0.0", false),
            ("dev", true), ("1.0.99", true),
        ] {
            facts.release = release.flatMap(RunnerRelease.init)
            let judgement = logs.judgement(of: missing, facts)
            #expect((judgement == .holds("before v1.1.29")) == isAllowed, "\(release ?? "none")")
        }
        facts.release = RunnerRelease("v1.0.10")
        #expect(facts.forms(of: "docker.io/ai/x:1") == ["docker.io/ai/x:1", "ai/x:1"])
        facts.release = RunnerRelease("v1.0.11")
        #expect(facts.forms(of: "docker.io/ai/x:1") == ["docker.io/ai/x:1"])
    }

    @Test func `allows a redirection of either status, as Go 1 25 and 1 26 give it`() throws {
        let names = ["engines-redirect", "api-redirect", "path-parent", "models-post"]
        for name in names {
            let check = try #require(Self.all.first { $0.name == name })
            #expect(check.accepted.map(\.status) == [301, 307], "\(name)")
            let run = try ContractBench.run([check]) { name, response in
                guard name != nil else { return response }
                var response = response
                response.head.status = 307
                let text = String(decoding: response.body, as: UTF8.self)
                    .replacing("Moved Permanently", with: "Temporary Redirect")
                response.body = Array(text.utf8)
                return response
            }
            #expect(run.different.isEmpty, "\(name)")
        }
    }

    @Test func `reads of a long log as much as it needs`() throws {
        let check = try #require(Self.all.first { $0.name == "logs" })
        let run = try ContractBench.run([check]) { name, response in
            guard name != nil else { return response }
            var response = response
            response.body = [UInt8](repeating: UInt8(ascii: "["), count: 67 << 20)
            return response
        }
        #expect(run.different.isEmpty, "\(run.findings)")
    }

    @Test func `has names that differ, needs that stand before, and paragraphs`() {
        #expect(Self.all.count == 122 && Self.all.count(where: \.isChanging) == 38)
        #expect(Set(Self.all.map(\.name)).count == Self.all.count)
        var earlier: Set<String> = []
        for check in Self.all {
            #expect(earlier.isSuperset(of: check.after), "\(check.name)")
            #expect(check.after.isEmpty || check.isChanging, "\(check.name)")
            #expect(check.source.contains(/^dmr-contract §\d+(\.\d+)*$/), "\(check.name)")
            #expect(!check.words(ContractBench.facts).contains("{model"), "\(check.name)")
            earlier.insert(check.name)
        }
    }

    @Test func `names no shape that nothing uses`() throws {
        let texts = ContractFiles.texts
        var names: [String] = []
        for text in texts.values {
            names += try JSON.parse(Array(text.utf8))["shapes"]?.object?.keys ?? []
        }
        #expect(!names.isEmpty)
        for name in names {
            let count = texts.values.map { $0.ranges(of: "\"\(name)\"").count }.reduce(0, +)
            #expect(count > 1, "\(name)")
        }
    }

    /// A file of one check, and the first words of what is wrong with it.
    static let broken = [
        (
            #""name": "a", "nmae": "b""#,
            "(/checks/0/nmae): not a valid list of contract checks: unknown key 'nmae'"
        ),
        (#""paragraph": "1.x""#, "(/checks/0/paragraph)"),
        (#""paragraph": "1.""#, "(/checks/0/paragraph)"),
        (#""after": ["a"]"#, "(/checks/0/after/0)"),
        (#""request": "GET""#, "(/checks/0/request)"),
        (#""json": 1, "body": """#, "(/checks/0/body)"),
        (#""blanks": -1"#, "(/checks/0/blanks)"),
        (#""limits": "long""#, "(/checks/0/limits)"),
        (#""learns": "all""#, "(/checks/0/learns)"),
        (#""answers": []"#, "(/checks/0/answers)"),
        (#""answers": [{"status": 1}]"#, "(/checks/0/answers/0/status)"),
        (#""answers": [{"status": 200, "text": []}]"#, "(/checks/0/answers/0/text)"),
        (#""answers": [{"status": 200, "text": "a", "lineFeed": true}]"#, "/0/lineFeed)"),
        (#""answers": [{"status": 200, "lines": "string"}]"#, "the key 'last' is missing"),
        (#""answers": [{"status": 200, "before": "soon"}]"#, "/0/before)"),
        (#""answers": [{"status": 200, "json": "digset"}]"#, "did you mean 'digest'?"),
        (#""answers": [{"status": 200, "json": {"is": "a", "tag": "a"}}]"#, "/json/tag)"),
        (#""answers": [{"status": 200, "json": {"like": "s"}}]"#, "does not say what it is"),
        (#""answers": [{"status": 200, "json": {"list": "s", "like": "s"}}]"#, "/json/like)"),
        (#""answers": [{"status": 200, "json": {"like": "bool", "object": {}}}]"#, "/json/like)"),
        (#""answers": [{"status": 200, "json": {"object": {"a": 1}}}]"#, "/object/a)"),
    ]

    @Test(arguments: broken)
    func `is not read from a file that is wrong`(members: String, words: String) throws {
        // What is stated stands before what a check needs; a key that is there twice would be another fault.
        let rest = [
            ("name", #""a""#), ("paragraph", #""1.1""#), ("request", #""GET /""#),
            ("answers", #"[{"status": 200}]"#),
        ].filter { !members.contains("\"\($0.0)\":") }.map { "\"\($0.0)\": \($0.1)" }
        func file(_ members: [String]) -> [String: String] {
            let check = members.joined(separator: ", ")
            return [
                "1.json": #"{"schema": "mn.contract-checks/1", "shapes": {"s": {"object": {}}}}"#,
                "2.json": #"{"schema": "mn.contract-checks/1", "checks": [{\#(check)}]}"#,
            ]
        }
        let fault = try #require(throws: DocumentFault.self) {
            try ContractCheck.read(file([members] + rest))
        }
        #expect(fault.problem.hasPrefix("2.json, line 1, column "))
        #expect(fault.problem.contains(words), "\(fault.problem)")
    }

    @Test func `selects checks with all that they need`() throws {
        let names = try ContractCheck.selected(["delete-id*"], changing: true).map(\.name)
        #expect(names == ["pull", "tag", "delete-id-of-two"])
        #expect(try ContractCheck.selected(["models*", "root"], changing: false).count == 8)
        #expect(throws: ContractFault.unknownCheck("modles", suggestion: "models")) {
            try ContractCheck.selected(["modles"], changing: false)
        }
        #expect(throws: ContractFault.self) {
            try ContractCheck.selected(["delete"], changing: false)
        }
        let run = try ContractBench.run(ContractCheck.selected(["unload-b*"], changing: true))
        #expect(run.different.isEmpty && run.skipped.isEmpty && run.state.models.isEmpty)
    }

    @Test(arguments: ["x y", "sha256:" + String(repeating: "0", count: 64), "", "a@sha256:1"])
    func `knows which models cannot be named`(name: String) {
        #expect(ContractFacts(model: name) == nil)
    }

    static let models = [
        ("smollm2:135M-Q4_K_M", "docker.io/ai/smollm2:135M-Q4_K_M", "smollm2:nosuchtag"),
        ("myorg/Tool", "docker.io/myorg/tool:latest", "myorg/Tool:nosuchtag"),
        ("localhost:5000/x/y", "localhost:5000/x/y:latest", "localhost:5000/x/y:nosuchtag"),
        ("hf.co/Org/M:Q8_0", "huggingface.co/org/m:Q8_0", "hf.co/Org/M:nosuchtag"),
    ]

    @Test(arguments: models)
    func `fills names in`(model: String, tag: String, other: String) throws {
        var facts = try #require(ContractFacts(model: model))
        #expect(facts.filled("{model} {tag} {id}") == "\(model) \(tag) {id}")
        #expect(facts.filled("{repository}:nosuchtag") == other)
        facts.id = "sha256:0123456789abcdef"
        #expect(facts.filled("{short-id}") == "0123456789ab")
    }
}
