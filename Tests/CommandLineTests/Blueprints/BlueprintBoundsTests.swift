import MNCore
import Testing

@testable import mn

/// Blueprints with more of something than anybody writes: each ends, soon, and says why.
@Suite(.serialized) struct `A blueprint without measure` {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var blueprint: BlueprintFixture
        var codes: [String]
    }

    private static func source(
        _ members: String, _ files: [String: String] = [:]
    ) -> BlueprintFixture {
        var blueprint = BlueprintFixture()
        blueprint.files = files.merging(
            [
                "/bp/manifest.json":
                    "{\"apiVersion\": \"mn.workflow.source/v1\", \"identity\": {\"id\": \"a\", \"name\": \"A\"}, \(members)}"
            ]) { $1 }
        return blueprint
    }

    /// A service whose address is the first of templates that lead to each other.
    private static func templates(_ texts: [String]) -> BlueprintFixture {
        var blueprint = BlueprintFixture(
            manifest:
                "\"required_services\": [{\"name\": \"s\", \"url\": \"http://h:${config.a0}/\"}]")
        let members = texts.enumerated().map { "\"a\($0)\": \"\($1)\"" }
        blueprint.files["/bp/config/default.json"] = "{\(members.joined(separator: ", "))}"
        return blueprint
    }

    private static func nested(_ text: String, _ levels: Int) -> String {
        String(repeating: "{\"x\": ", count: levels) + text
            + String(repeating: "}", count: levels)
    }

    private static func list(_ element: String, _ count: Int) -> String {
        "[\(Array(repeating: element, count: count).joined(separator: ", "))]"
    }

    private static func path(_ names: Int) -> String {
        Array(repeating: "a", count: names).joined(separator: ".")
    }

    static let cases: [Case] = [
        Case(
            testDescription: "a file that puts itself into itself, each time deeper",
            blueprint: source(
                "\"config\": {\"data\": {\"$json_file\": \"a.json\"}}",
                ["/bp/a.json": nested("{\"$json_file\": \"a.json\"}", 60)]),
            codes: ["manifest.invalid", "manifest.source_form"]),
        Case(
            testDescription: "a file as a text in a text of itself",
            blueprint: source(
                "\"config\": {\"data\": {\"$json_file\": \"a.json\"}}",
                [
                    "/bp/a.json":
                        "{\"x\": {\"$json_string_file\": \"a.json\"}, \"y\": \"\(String(repeating: "\\\"", count: 2000))\"}"
                ]),
            codes: ["manifest.invalid"]),
        Case(
            testDescription: "a path of more names than a document has levels",
            blueprint: source(
                "\"config\": {\"manifest_defaults\": [{\"from\": \"identity\", \"to\": \"\(path(100_000))\"}]}"
            ),
            codes: ["manifest.invalid", "manifest.source_form"]),
        Case(
            testDescription: "references that name no file",
            blueprint: source("\"x\": \(list("{\"$file\": 1}", 5000))"),
            codes: ["manifest.invalid", "manifest.too_many_issues"]),
        Case(
            testDescription: "templates that lead on and on",
            blueprint: templates((1..<10_000).map { "${config.a\($0)}" } + ["1"]),
            codes: ["config.template_unknown"]),
        Case(
            testDescription: "templates that double with each step, and are empty",
            blueprint: templates((1...30).map { "${config.a\($0)}${config.a\($0)}" } + [""]),
            codes: ["config.template_unknown"]),
        Case(
            testDescription: "a command of more words than are looked through",
            blueprint: BlueprintFixture(
                replacing: ("[\"python3\", \"payloads/worker.py\"]", list("\"env\"", 20_000))),
            codes: ["manifest.worker.shell"]),
        Case(
            testDescription: "demands that nobody knows",
            blueprint: BlueprintFixture(
                manifest: "\"requirements\": {"
                    + (0..<1000).map { "\"k\($0)\": {\"enforcement\": \"hard\"}" }
                    .joined(separator: ", ") + "}"),
            codes: ["manifest.requirements.out_of_range", "manifest.too_many_issues"]),
        Case(
            testDescription: "capabilities, of which one would be enough",
            blueprint: BlueprintFixture(
                manifest:
                    "\"requirements\": {\"gpu\": {\"required_capabilities\": \(list("\"a\"", 1000))}}"
            ),
            codes: ["manifest.requirements.out_of_range"]),
        Case(
            testDescription: "a name of a GPU's vendor that fills pages",
            blueprint: BlueprintFixture(
                manifest:
                    "\"requirements\": {\"gpu\": {\"vendor\": \"\(String(repeating: "x", count: 10_000))\"}}"
            ),
            codes: ["manifest.invalid"]),
        Case(
            testDescription: "an input at a path of more names than a document has levels",
            blueprint: BlueprintFixture(
                manifest:
                    "\"input_validation\": [{\"path\": \"\(path(50_000))\", \"required\": true}]"),
            codes: ["config.required"]),
    ]

    @Test(arguments: cases)
    func `ends soon, and says why`(_ item: Case) async throws {
        let codes = try await item.blueprint.codes()
        for code in item.codes {
            #expect(codes.contains(code), "\(codes.prefix(3))")
        }
        #expect(codes.count <= 102)
    }

    /// Of warnings there may be any number.
    @Test func `is not refused for its warnings`() async throws {
        let twice = (0..<20).map { "\"a\($0)\": 1, \"a\($0)\": 2" }.joined(separator: ", ")
        var blueprint = BlueprintFixture()
        blueprint.files["/bp/manifest.json"] =
            BlueprintFixture.manifest.replacing(
                "\"nodes\": [",
                with: "\"nodes\": ["
                    + (0..<60).map {
                        "{\"node_id\": \"n\($0)\", \"config\": {\"runner_module\": \"X\", \"command\": [\"w\"]}}, "
                    }.joined())
        blueprint.files["/bp/config/overwrite.json"] = "{\(twice)}"
        let report = try await blueprint.validate()
        #expect(report["ok"] == true)
        let codes = report["issues"]?.array?.compactMap { $0["code"]?.string } ?? []
        #expect(codes.count { $0 == "config.duplicate_key" } == 10)
        #expect(codes.count == 51)
        #expect(codes.last == "manifest.too_many_issues")
    }

    /// An error behind many warnings is told all the same.
    @Test func `tells its errors behind its warnings`() async throws {
        let blueprint = BlueprintFixture(
            manifest: "\"requirements\": {\"gpu\": {"
                + (0..<60).map { "\"k\($0)\": 1" }.joined(separator: ", ")
                + "}}, \"required_services\": 3")
        let codes = try await blueprint.codes()
        #expect(codes.contains("manifest.too_many_issues"))
        #expect(codes.contains("manifest.service.wrong_type"))
    }
}
