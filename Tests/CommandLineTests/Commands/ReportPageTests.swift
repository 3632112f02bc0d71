import MNCore
import MNFleet
import MNSim
import Testing

@testable import mn

/// Reports as pages, of every kind of run.
@Suite(.serialized) struct `A report as a page` {
    /// Names that would be markup, a direction or a control.
    private static let harm =
        "</script><img src=x onerror=y> & \u{202E}evil\u{202C} \u{2028}line \u{1B}[31mred"

    private static var harmInJSON: String { JSON.string(harm).text(.canonical) }

    private static func world() -> TestWorld {
        var world = TestWorld()
        world.width = nil
        let fleet = TestFleet.text.replacing(
            "GeForce RTX 4060", with: "</script><img src=x onerror=y> &'", maxReplacements: 1)
        world.files = MemoryFiles(texts: [
            "/fleet.json": fleet, "/folder/file": "",
            "/models.policy": """
            fleet fleet.json
            gemma4:e2b on fleet: runs >= 50%
            gemma4:e2b on fleet: runs >= 90%
            allow until 2027-03-01: qwen3:8b on vendor nvidia because "</script><img src=x>"
            """,
            "/s/odd.json": """
            {"schema": "mn.scenario/1", "title": \(harmInJSON), "intent": \(harmInJSON),
             "steps": [{"run": ["mn", "--version"], "exit": 9}]}
            """,
        ])
        return world
    }

    private static let lines = [
        "sim matrix --machines test-* --models gemma4:e2b,qwen3:8b",
        "fleet verdict /fleet.json --models gemma4:e2b,qwen3:8b",
        "policy check /models.policy --as-of 2026-11-27",
        "sim run --scenarios /s",
    ]

    /// What stands between two words.
    private static func between(_ page: String, _ start: String, _ end: String) -> String {
        guard let from = page.firstRange(of: start)?.upperBound,
            let to = page[from...].firstRange(of: end)?.lowerBound
        else { return "" }
        return String(page[from..<to])
    }

    private static func data(_ page: String) throws -> JSON {
        let text = between(page, #"<script type="application/json" id="data">"#, "</script>")
        #expect(!text.contains("<") && !text.contains(">") && !text.contains("&"))
        return try JSON.parse(Array(text.utf8))
    }

    /// Numbers in which what is below zero says how often the one before is repeated.
    private static func runs(_ json: JSON?) throws -> [Int] {
        var numbers: [Int] = []
        for element in try #require(json?.array) {
            let number = try #require(element.integer)
            let last = numbers.last ?? 0
            if number >= 0 {
                numbers.append(number)
            } else {
                numbers += Array(repeating: last, count: -number)
            }
        }
        return numbers
    }

    /// The cells of a column, each with how many machines it stands for, by the first of its states.
    private static func counts(_ data: JSON, _ column: Int) throws -> [String: Int] {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let strings = try #require(data["strings"]?.array)
        let cells = try #require(data["cells"]?.array?[column].array)
        let patterns = try #require(data["rows"]?["patterns"]?.array)
        let codes = try Self.runs(data["rows"]?["codes"])
        let counts = try Self.runs(data["rows"]?["counts"])
        #expect(data["width"]?.integer == 1)
        var result: [String: Int] = [:]
        for (code, count) in zip(codes, counts) {
            let digit = try #require(patterns[code].string.map { Array($0)[column] })
            let number = try #require(digits.firstIndex(of: digit))
            let states = try #require(cells[number - 1].array?[4].integer)
            let word = try #require(strings[states].string?.split(separator: " ").first)
            result[String(word), default: 0] += count
        }
        return result
    }

    @Test(arguments: lines) func `is one file that asks for nothing, and the same each time`(
        line: String
    ) async throws {
        let world = Self.world()
        let printed = await world.run("\(line) --html -")
        #expect([.done, .differs].contains(printed.exitCode), "\(printed.error)")
        let page = printed.output
        #expect(page.hasPrefix("<!doctype html>\n") && page.hasSuffix("</html>\n"))
        #expect(page.contains("default-src &#39;none&#39;"))
        #expect(page.ranges(of: "<script").count == 2 && page.ranges(of: "</script").count == 2)
        let script = Self.between(page, "\n<script>", "</script>")
        let style = Self.between(page, "<style>", "</style>")
        for text in [script, style] {
            let digest = Base64.encode(SHA256.digest(Array(text.utf8)))
            #expect(!text.isEmpty && page.contains("&#39;sha256-\(digest)&#39;"))
            for word in ["http:", "https:", "url(", "@import", "fetch(", "innerHTML", "eval("] {
                #expect(!text.contains(word), "\(word)")
            }
        }
        // What is printed and what is written are the same, whatever else is asked for.
        let written = await world.run("\(line) --json --html /r.html")
        #expect(written.exitCode == printed.exitCode)
        #expect(try written.json["schema"] != nil)
        #expect(try world.files.read("/r.html", limit: 1 << 22) == Array(page.utf8))
        #expect(await world.run("\(line) --html - --json").exitCode == .usage)
        #expect(await world.run("\(line) --html - --junit -").exitCode == .usage)
    }

    @Test(arguments: lines) func `holds no markup, control or direction of others`(
        line: String
    ) async throws {
        let page = await Self.world().run("\(line) --html -").output
        #expect(!page.contains("<img"))
        for scalar in page.unicodeScalars {
            let isHidden =
                scalar.value < 0x20 && scalar != "\n" || (0x202A...0x202E).contains(scalar.value)
                || (0x2028...0x2029).contains(scalar.value)
            #expect(!isHidden, "\(scalar.value)")
        }
        _ = try Self.data(page)
    }

    @Test func `counts as the document of a fleet does`() async throws {
        let world = Self.world()
        let session = await world.run(Self.lines[1] + " --json --html /r.html")
        let document = try session.json
        let page = String(decoding: try world.files.read("/r.html", limit: 1 << 22), as: UTF8.self)
        let data = try Self.data(page)
        #expect(data["rows"]?["ids"]?.array?.count == document["classes"]?.integer)
        for (column, model) in try #require(document["models"]?.array).enumerated() {
            let counts = try Self.counts(data, column)
            #expect(counts["runs"] ?? 0 == model["runs"]?.integer)
            #expect(counts["no"] ?? 0 == model["does_not_run"]?.integer)
            let after = (model["after_action"]?.object?.members ?? []).compactMap(\.value.integer)
            #expect(counts["after"] ?? 0 == after.sum())
            let unknown = (model["unknown"]?.object?.members ?? []).compactMap(\.value.integer)
            #expect(counts["unknown"] ?? 0 == unknown.sum())
        }
        #expect(page.contains("Of 4 machines, gemma4:e2b runs on 2 and qwen3:8b runs on 2."))
        #expect(page.contains("runs after a driver update"))
    }

    @Test func `counts as the document of a matrix does, and tells the lines that were read`()
        async throws
    {
        let world = Self.world()
        let document = try await world.run(Self.lines[0] + " --json --html /r.html").json
        let page = String(decoding: try world.files.read("/r.html", limit: 1 << 22), as: UTF8.self)
        let data = try Self.data(page)
        var totals: [String: Int] = [:]
        for column in 0..<2 {
            for (status, count) in try Self.counts(data, column) {
                totals[status, default: 0] += count
            }
        }
        for status in Status.allCases {
            #expect(totals[status.rawValue] ?? 0 == document["totals"]?[status.rawValue]?.integer)
        }
        #expect(page.contains("Read from") && page.contains("Next threshold"))
    }

    @Test func `of a policy has a row a promise, with its line`() async throws {
        let page = await Self.world().run(Self.lines[2] + " --html -").output
        #expect(page.contains("1 of 2 promises is met."))
        #expect(page.contains("<th scope=\"row\">3<td"))
        #expect(page.contains("<td class=\"f\">broken") && page.contains("<td class=\"g\">met"))
    }

    @Test func `of scenarios tells what was expected and what came`() async throws {
        let page = await Self.world().run(Self.lines[3] + " --html -").output
        #expect(page.contains("0 of 1 scenario passed."))
        #expect(page.contains("<td class=\"f\">failed"))
    }

    @Test(arguments: [lines[0], lines[1], lines[3]])
    func `of shards tells what receipts carry`(line: String) async throws {
        var world = Self.world()
        let whole = await world.run("\(line) --html -").output
        var files: [String: String] = [:]
        for index in 1...2 {
            files["\(index)"] = await world.run("\(line) --shard \(index)/2 --jsonl").output
        }
        world.files = MemoryFiles(texts: files)
        let merged = await world.run("sim merge 1 2 --html -")
        #expect([.done, .differs].contains(merged.exitCode), "\(merged.error)")
        func verdict(_ page: String) -> String { Self.between(page, "<h1", "</h1>") }
        #expect(verdict(merged.output) == verdict(whole))
        #expect(!merged.output.contains("Read from"))
        #expect(merged.output.contains("Of 2 shards, which are all there."))
        // What is missing is said first.
        let partial = await world.run("sim merge 1 --partial --html -")
        #expect(partial.exitCode == .unproven)
        #expect(partial.output.contains("class=\"banner\""))
    }

    @Test(arguments: lines + ["sim merge /folder/file"])
    func `makes no folder, and is there when nothing could be judged`(line: String) async throws {
        let world = Self.world()
        let missing = await world.run("\(line) --html /floder/r.html")
        #expect(missing.exitCode == .failed)
        #expect(missing.error.contains("There is no folder /floder"))
        let failed = await world.run("\(line) --profiles /none --html /folder/r.html")
        if failed.exitCode == .done || failed.exitCode == .differs { return }
        let page = try world.files.read("/folder/r.html", limit: 1 << 22)
        #expect(String(decoding: page, as: UTF8.self).contains("class=\"banner\""))
    }

    @Test func `holds no secrets`() async throws {
        var world = Self.world()
        world.environment["API_TOKEN"] = "test-cuda-8gb"
        let line = "\(Self.lines[0]) --html"
        #expect(await world.run("\(line) /r.html").exitCode == .done)
        let page = String(decoding: try world.files.read("/r.html", limit: 1 << 22), as: UTF8.self)
        #expect(!page.contains("test-cuda-8gb") && page.contains(Secrets.mask))
        _ = try Self.data(page)
        #expect(await world.run("\(line) -").output == page)
    }
}
