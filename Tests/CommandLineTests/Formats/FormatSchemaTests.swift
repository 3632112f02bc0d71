// long: every format, and what is asked of each
import FoundationEssentials
import MNCore
import MNFleet
import MNSim
import MNSupport
import Profiles
import Scenarios
import TestSupport
import Testing

@testable import mn

/// A format with its schema, its reader and its files.
struct Format: Sendable, CustomTestStringConvertible {
    let name: String
    /// Reads a document; throws what is wrong with it.
    let read: @Sendable (JSON) throws -> Void

    var testDescription: String { name }

    var schema: JSON { FormatSchema(named: name)?.json ?? .null }

    static let all = [
        Format(name: "profile") { _ = try Profile.read(bytes($0), name: "a") },
        Format(name: "scenario") { try scenario($0) },
        Format(name: "runner-state") { _ = try RunnerState(JSONField($0), offers: offers) },
        Format(name: "fault") { fault in
            let isOfMachine = machineKinds.contains(fault["kind"]?.string ?? "")
            if fault["path"] != nil {
                return try scenario([
                    "schema": .string(Scenario.schema),
                    "steps": [["run": ["mn"], "callFaults": [fault]]],
                ])
            }
            try scenario([
                "schema": .string(Scenario.schema), "title": "t", "intent": "i",
                "runner": ["schema": .string(RunnerState.schema)],
                isOfMachine ? "machineFaults" : "runnerFaults": [fault],
                "steps": [["run": ["mn"], "exit": 0]],
            ])
        },
        Format(name: "trace") { line in
            let header: JSON = [
                "t": "header", "schema": .string(Trace.schema), "mn": "0", "arguments": [],
                "width": nil, "colour": false, "simulated": nil,
            ]
            let isFirst = line["arguments"] != nil
            let exit: [JSON] =
                line["schema"] == "mn.trace/1"
                ? [["t": "exit", "code": 0, "stdout": "", "stderr": ""]] : []
            _ = try Trace(lines: JSONField(.array((isFirst ? [] : [header]) + [line] + exit)))
        },
        Format(name: "bundle") { _ = try Bundle.read(bytes($0), name: "a") },
        Format(name: "catalog") {
            _ = try CatalogFile.read(
                bytes($0), name: "a", over: known)
        },
        Format(name: "baseline") { _ = try Baseline.read(bytes($0), name: "a") },
        Format(name: "fleet") { _ = try Fleet.read(bytes($0), name: "a") },
        Format(name: "fleet-mapping") { _ = try Mapping.read(bytes($0), name: "a") },
    ]

    private static let offers = RegistryOffer.offers(of: .builtin)

    private static let known: [JSONObject] = ["own", "gemma4:e2b"].map {
        ["id": .string($0), "model": "a"]
    }

    private static let machineKinds = [
        "absent", "denied", "hang", "unrecorded", "failed", "exit", "crash", "empty", "replaced",
        "truncated", "crlf", "byteOrderMark", "utf16", "preceded",
    ]

    private static func bytes(_ document: JSON) -> [UInt8] { Array(document.text(.compact).utf8) }

    private static func scenario(_ document: JSON) throws {
        _ = try Scenario.read(bytes(document), name: "a", offers: offers)
    }

    /// Documents that between them have every key of the format.
    var examples: [(file: String, document: JSON)] {
        get throws {
            let folder = "\(#filePath)".split(separator: "/").dropLast().joined(separator: "/")
            let path = "/\(folder)/Examples/\(name)"
            return try FileManager.default.contentsOfDirectory(atPath: path).sorted().flatMap {
                file in
                let bytes = try Data(contentsOf: URL(filePath: "\(path)/\(file)"))
                let document = try JSON.parse(Array(bytes))
                // A file of several lines or faults is a list of them.
                guard ["trace", "fault"].contains(name), let parts = document.array else {
                    return [(file, document)]
                }
                return parts.enumerated().map { ("\(file), \($0)", $1) }
            }
        }
    }

    /// A place in the schema, the same in every schema that has the definition.
    func place(_ place: JSONPointer) -> JSONPointer {
        guard place.tokens.first == "$defs" else { return JSONPointer([name] + place.tokens) }
        let rest = Array(place.tokens.dropFirst())
        return JSONPointer(Format.all.contains { $0.name == rest.first } ? rest : place.tokens)
    }

    /// What the reader says against a document; nil if it takes it.
    func refusal(_ document: JSON) -> JSONFault? {
        do {
            try read(document)
            return nil
        } catch let fault as DocumentFault {
            return fault.fault
        } catch let fault as JSONFault {
            return fault
        } catch {
            return JSONFault(.breaksRule("\(error)"))
        }
    }
}

@Suite struct `The schema of a format` {
    @Test func `is there for each format, and stands alone`() throws {
        #expect(
            FormatSchema.names
                == (Format.all.map(\.name) + ["fleet-lines", "matrix-lines", "scenario-lines"])
                .sorted())
        for schema in FormatSchema.all {
            #expect(schema.json["$schema"] == "https://json-schema.org/draft/2020-12/schema")
            let lines = schema.json.text().split(separator: "\n")
            let references = lines.filter { $0.contains("\"$ref\"") }
            #expect(references.allSatisfy { $0.contains("\"#/$defs/") }, "\(schema.name)")
            for line in references {
                let place = try #require(
                    line.split(separator: "\"").dropFirst(2).last { $0.hasPrefix("#") })
                let pointer = try #require(JSONPointer(parsing: String(place.dropFirst())))
                #expect(schema.json[pointer] != nil, "\(schema.name): \(place)")
            }
        }
    }

    /// Of two files that define one name, a third could take only one.
    @Test func `has definitions of one name in one file alone`() {
        var files: [String: JSON] = [:]
        for schema in FormatSchema.all {
            for member in schema.json["$defs"]?.object?.members ?? [] {
                #expect(files[member.key] ?? member.value == member.value, "\(member.key)")
                files[member.key] = member.value
            }
        }
    }

    /// An editor shows what a key is for.
    @Test func `says of each key what it is`() {
        for schema in FormatSchema.all {
            let check = SchemaCheck(schema.json)
            for (place, part) in check.keys where part.bool == nil {
                let definition = part["$ref"].flatMap(check.target)?.part
                #expect(
                    part["description"] != nil || definition?["description"] != nil,
                    "\(schema.name) \(place)")
            }
        }
    }

    @Test func `fits documents with all its keys, which are read`() throws {
        var keys: Set<JSONPointer> = []
        var met: Set<JSONPointer> = []
        for format in Format.all {
            let check = SchemaCheck(format.schema)
            for (file, document) in try format.examples {
                let result = check.check(document)
                #expect(result.faults == [], "\(format.name) \(file)")
                let refusal = format.refusal(document).map { "\($0.pointer): \($0)" }
                #expect(refusal == nil, "\(format.name) \(file)")
                met.formUnion(result.met.map(format.place))
            }
            keys.formUnion(check.keys.filter { $0.value != false }.keys.map(format.place))
        }
        let missed = keys.subtracting(met).map(\.description).sorted()
        #expect(missed == [], "add them to the examples")
    }

    /// In each object a key that nobody knows: the reader names those that it knows.
    @Test(arguments: Format.all) func `has the keys of its reader, and no others`(
        format: Format
    ) throws {
        let check = SchemaCheck(format.schema)
        var looked = 0
        for (file, document) in try format.examples {
            let result = check.check(document)
            for place in Self.objects(document) {
                let changed = document.setting("zzUnknown", 1, at: place)
                let fits = check.fits(changed)
                let refusal = format.refusal(changed)
                #expect(fits == (refusal == nil), "\(file) \(place)")
                guard case .unknownKey("zzUnknown", let known)? = refusal?.problem,
                    refusal?.pointer == place.appending("zzUnknown")
                else { continue }
                looked += 1
                let strange = Set(known).subtracting(result.possibleKeys(at: place))
                #expect(strange == [], "\(file) \(place): the schema lacks them")
                // What a trace says of any of its lines is read before the line is.
                let lacking = result.keys(at: place).subtracting(known + ["t", "at", "cut"])
                #expect(lacking == [], "\(file) \(place): the reader does not know them")
            }
        }
        #expect(looked > 0 || format.schema["additionalProperties"] != false)
    }

    @Test(arguments: Format.all) func `demands the keys that its reader demands`(
        format: Format
    ) throws {
        let check = SchemaCheck(format.schema)
        for (file, document) in try format.examples {
            for place in Self.objects(document) {
                for key in document[place]?.object?.keys ?? [] {
                    let changed = document.setting(key, nil, at: place)
                    let fits = check.fits(changed)
                    let refusal = format.refusal(changed).map { "\($0)" }
                    #expect(
                        fits == (refusal == nil),
                        "\(file) without \(place)/\(key): \(refusal ?? "taken")")
                }
            }
        }
    }

    @Test func `fits all profiles and scenarios`() throws {
        let profile = SchemaCheck(FormatSchema(named: "profile")?.json ?? .null)
        for (name, text) in EmbeddedProfiles.texts {
            #expect(profile.check(try JSON.parse(Array(text.utf8))).faults == [], "\(name)")
        }
        let scenario = SchemaCheck(FormatSchema(named: "scenario")?.json ?? .null)
        for (name, text) in EmbeddedScenarios.files where name.hasSuffix(".json") {
            #expect(scenario.check(try JSON.parse(Array(text.utf8))).faults == [], "\(name)")
        }
    }

    /// What is written may have no key of which the schema says nothing.
    @Test(arguments: [
        ("matrix-lines", "sim matrix"), ("matrix-lines", "sim matrix --models all --shard 1/2"),
        ("matrix-lines", "sim matrix --require 'gemma4 on *: pass' --shard 1/1"),
        ("matrix-lines", "sim matrix --machines nothing"),
        ("scenario-lines", "sim run"), ("scenario-lines", "sim run --shard 1/1"),
        ("scenario-lines", "sim run nothing"), ("scenario-lines", "sim run --scenarios /s"),
        ("fleet-lines", "fleet verdict /fleet.json"),
        ("fleet-lines", "fleet verdict /fleet.json --models gemma4,qwen3:8b --shard 1/2"),
        ("fleet-lines", "fleet verdict /nothing.json"),
    ])
    func `has all that lines of a run say`(name: String, line: String) async throws {
        let check = SchemaCheck(FormatSchema(named: name)?.json ?? .null)
        let words = line.split(separator: "'").enumerated().flatMap { index, part in
            index % 2 == 1 ? [String(part)] : part.split(separator: " ").map(String.init)
        }
        let wrong = #"{"schema": "mn.scenario/1", "steps": [{"run": "mn", "exit": 9}]}"#
        var world = TestWorld()
        world.files = MemoryFiles(
            texts: [
                "/fleet.json": TestFleet.text, "/s/a.json": "{", "/s/b.txt": "", "/s/c.json": wrong,
            ])
        let output = await world.run(words + ["--jsonl"]).output
        #expect(!output.isEmpty)
        for line in output.split(separator: "\n") {
            let document = try JSON.parse(Array(line.utf8))
            let result = check.check(document)
            #expect(result.faults == [], "\(line)")
            for place in Self.objects(document) where !result.open.contains(place) {
                let keys = Set(document[place]?.object?.keys ?? [])
                #expect(keys.subtracting(result.keys(at: place)) == [], "\(line)")
            }
        }
    }

    private static func objects(_ value: JSON, at place: JSONPointer = JSONPointer())
        -> [JSONPointer]
    {
        switch value {
        case .object(let object):
            [place] + object.members.flatMap { objects($0.value, at: place.appending($0.key)) }
        case .array(let elements):
            elements.enumerated().flatMap { objects($1, at: place.appending("\($0)")) }
        default: []
        }
    }
}

extension JSON {
    /// The document with a member set or removed in the object at a place.
    fileprivate func setting(_ key: String, _ value: JSON?, at place: JSONPointer) -> JSON {
        guard let token = place.tokens.first else {
            guard case .object(var object) = self else { return self }
            object[key] = value
            return .object(object)
        }
        let rest = JSONPointer(Array(place.tokens.dropFirst()))
        switch self {
        case .object(var object):
            object[token] = object[token]?.setting(key, value, at: rest)
            return .object(object)
        case .array(var elements):
            guard let index = Int(token), elements.indices.contains(index) else { return self }
            elements[index] = elements[index].setting(key, value, at: rest)
            return .array(elements)
        default: return self
        }
    }
}
