import MNCore
import Testing

@testable import MNRunner
@testable import MNSim

/// What a matrix is held against, and the forms it is written in.
@Suite struct `A matrix` {
    static func matrix(_ models: [String] = ["gemma4:e2b", "llama3.2:1b"]) throws -> Matrix {
        Matrix(
            models: try models.map { try Catalog.builtin.model(named: $0) },
            catalog: .builtin)
    }

    static func slice(_ matrix: Matrix, _ id: String) async throws -> Matrix.Slice {
        await matrix.slice(try `The profiles`.profile(id))
    }

    // MARK: - JSON Lines

    @Test func `has lines that are canonical JSON, whatever the names`() async throws {
        var odd = try Catalog.builtin.model(named: "gemma4:e2b")
        odd.id = "a \"quoted\" \\ model\u{7}"
        let matrix = Matrix(models: [odd] + Catalog.builtin.models, catalog: .builtin)
        var lines = MatrixLines(matrix)
        let gemma = try Requirement(parsing: "* on *: force_only", catalog: .builtin)
        var gate = MatrixGate(matrix, baseline: Baseline(), requirements: [gemma])
        var count = 0
        for id in ["apple-m1-8gb", "apple-m1-8gb-no-memsize", "nvidia-rtx5060-8gb"] {
            let slice = try await Self.slice(matrix, id)
            let text = lines.text(gate.check(slice), profile: id)
            for (line, cell) in zip(text.split(separator: "\n"), slice.cells) {
                let json = try JSON.parse(String(line))
                #expect(json.text(.canonical) == line)
                #expect(json["profile"]?.string == id)
                #expect(json["model_id"]?.string == matrix.subjects[cell.subject].id)
                #expect(json["rule"]?.string == cell.rule)
                #expect(json["status"]?.string == cell.status.rawValue)
                #expect(json["accelerator"]?.string == cell.accelerator.rawValue)
                #expect(
                    json["found_bytes"]?.integer == cell.comparison?.found.bytes.rawCount)
                #expect(json["differences"] == ["new", "requirement"])
                count += 1
            }
        }
        #expect(count == 3 * matrix.subjects.count)
        for members in [MatrixLines.header(matrix.dataDay), MatrixLines.end(gate.tally)] {
            let line = MatrixLines.line(members).dropLast()
            #expect(try JSON.parse(String(line)).text(.canonical) == line)
        }
    }

    // MARK: - Baseline

    @Test func `makes a baseline that reads back, sorted, a line a verdict`() async throws {
        let matrix = try Self.matrix(["llama3.2:1b", "gemma4:e2b"])
        var gate = MatrixGate(matrix, collects: true)
        for id in ["nvidia-rtx5060-8gb", "apple-m1-8gb"] {
            _ = gate.check(try await Self.slice(matrix, id))
        }
        try gate.finish(judged: { _ in true }, exists: { _ in true }, isListed: { _ in true })
        let baseline = try #require(gate.current)
        #expect(
            baseline.text == """
                {
                  "schema": "mn.baseline/1",
                  "data": "\(DriverData.builtin.date)",
                  "verdicts": {
                    "gemma4:e2b": {
                      "apple-m1-8gb": "fail apple-silicon-small",
                      "nvidia-rtx5060-8gb": "pass cuda"
                    },
                    "llama3.2:1b": {
                      "apple-m1-8gb": "pass apple-silicon",
                      "nvidia-rtx5060-8gb": "pass cuda"
                    }
                  }
                }

                """)
        #expect(try Baseline.read(Array(baseline.text.utf8), name: "b") == baseline)
    }

    @Test func `keeps what it does not judge in a new baseline, and drops what is gone`()
        async throws
    {
        var old = Baseline()
        old["gemma4:e2b", "apple-m2-16gb"] = .init("pass", "apple-silicon")
        old["gemma4:e2b", "apple-m0-1gb"] = .init("fail", "apple-silicon-small")
        old["qwen3:8b", "apple-m0-1gb"] = .init("fail", "apple-silicon-small")
        old["gemma0:1b", "apple-m2-16gb"] = .init("pass", "apple-silicon")
        let matrix = try Self.matrix(["gemma4:e2b"])
        var gate = MatrixGate(matrix, baseline: old, collects: true)
        _ = gate.check(try await Self.slice(matrix, "apple-m1-16gb"))
        try gate.finish(
            judged: { $0 == "apple-m1-16gb" }, exists: { $0 != "apple-m0-1gb" },
            isListed: { $0 != "gemma0:1b" })
        // A model that is not judged, on a profile that is not there: nobody looked.
        #expect(gate.tally.counts == [.new: 1, .gone: 1])
        let ids = gate.current?.ids.map { "\($0.model) \($0.profile)" }
        #expect(
            ids == [
                "gemma0:1b apple-m2-16gb", "gemma4:e2b apple-m1-16gb", "gemma4:e2b apple-m2-16gb",
                "qwen3:8b apple-m0-1gb",
            ])
    }

    // MARK: - Requirements

    @Test(arguments: [
        ("gemma4:e2b on apple-*: pass", ["gemma4:e2b"], ["pass"]),
        ("gemma4 on a, b-*,c: pass,warning", ["gemma4:e2b"], ["pass", "warning"]),
        ("ai/gemma4:E2B on *:fail", ["gemma4:e2b"], ["fail"]),
        ("qwen3:* on *: force_only", ["qwen3:0.6b", "qwen3:14b", "qwen3:8b"], ["force_only"]),
    ])
    func `has requirements`(text: String, models: [String], statuses: [String]) throws {
        let requirement = try Requirement(parsing: text, catalog: .builtin)
        let meant = Catalog.builtin.models.map(\.id).filter(requirement.means(id:))
        #expect(Set(meant).isSuperset(of: models))
        #expect(requirement.statuses.map(\.rawValue) == statuses)
    }

    @Test func `has requirements of several machines`() throws {
        let requirement = try Requirement(parsing: "gemma4 on a, b-*,c: pass", catalog: .builtin)
        #expect(["a", "b-1", "c"].allSatisfy(requirement.means(profile:)))
        #expect(!["b", "d", "aa"].contains(where: requirement.means(profile:)))
    }

    @Test(arguments: [
        "", "gemma4:e2b", "gemma4:e2b on x", "gemma4:e2b on : pass", "gemma4:e2b on x:",
        "gemma4:e2b on x: passed", "gemma4:e2b: pass", "gemma4:e2b on x: pass or fail",
    ])
    func `refuses what is no requirement`(text: String) {
        #expect(throws: RequirementFault.self) {
            _ = try Requirement(parsing: text, catalog: .builtin)
        }
    }

    // MARK: - GitHub

    @Test func `escapes what would end a workflow command`() {
        #expect(GitHubReport.data("a%b\r\nc: d, e") == "a%25b%0D%0Ac: d, e")
        #expect(GitHubReport.property("a%b\r\nc: d, e") == "a%25b%0D%0Ac%3A d%2C e")
    }

    // MARK: - Sizes

    @Test func `of more machines than people read keeps counts, and so many rows and differences`()
        async throws
    {
        let matrix = try Self.matrix(["gemma4:e2b"])
        let profile = try `The profiles`.profile("apple-m1-8gb")
        var slice = await matrix.slice(profile)
        let requirement = try Requirement(parsing: "* on *: pass", catalog: .builtin)
        var gate = MatrixGate(matrix, requirements: [requirement])
        var table = MatrixTable(matrix)
        let count = MatrixTable.rowLimit + 1000
        for index in 0..<count {
            slice.profile.id = "machine-\(index)"
            table.add(gate.check(slice), profile: slice.profile.id)
        }
        #expect(gate.tally.count == count && gate.tally.counts == [.requirement: count])
        #expect(gate.tally.differences.count == MatrixTally.keptLimit)
        #expect(table.omitted == 1000)
        #expect(GitHubReport.annotations(gate.tally).split(separator: "\n").count == 10)
        #expect(GitHubReport.annotations(gate.tally).hasSuffix("and \(count - 9) more\n"))
    }

    @Test func `gives JUnit names without what a reader would take for a package`() async throws {
        let matrix = try Self.matrix(["gemma4:e2b"])
        let slice = try await Self.slice(matrix, "windows-snapdragon-x-elite-14.71gib")
        var gate = MatrixGate(matrix, baseline: Baseline())
        let suite = MatrixJUnit.suite(
            gate.check(slice).map { MatrixJUnit.Case($0, matrix, slice) }, profile: slice.profile.id
        )
        #expect(suite.contains("classname=\"windows-snapdragon-x-elite-14_71gib\""))
        #expect(
            suite.contains(
                "<testsuite name=\"windows-snapdragon-x-elite-14.71gib\" tests=\"1\" failures=\"1\""
            ))
        #expect(suite.contains("<failure type=\"new\""))
    }
}
