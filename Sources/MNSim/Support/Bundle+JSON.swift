package import MNCore
import MNSim

// One canonical document: equal bundles are equal bytes.
//
//     {"catalog":[…],"checks":[{"name":"twin","result":"passed"}],"doctor":[…],"ledger":[{"path":…,"text":…}],
//      "logs":[…],"machine":{…},"manifest":{"day":"2026-11-27","gaps":[],"mn":"0.1.0"},"removed":[…],
//      "run":[{"t":"header",…},…],"runner":[{"t":"call",…}],"schema":"mn.bundle/1","timing":[0,3,…]}
extension Bundle {
    /// The format of bundles; within it only optional keys are ever added.
    package static let schema = "mn.bundle/1"

    /// The bundle as a file.
    package var text: String { json.text(.canonical) + "\n" }

    package var json: JSON {
        [
            "schema": .string(Self.schema), "manifest": .object(manifest),
            "run": run.map { .array($0.lines) } ?? .null,
            "machine": machine?.json ?? .null,
            "ledger": .array(ledger.map(\.json)),
            "catalog": .array(catalog.map(\.json)),
            "runner": .array(runner.map(\.json)),
            "logs": .array(
                logs.map { ["source": .string($0.source), "lines": .strings($0.lines)] }),
            "doctor": doctor.map { .array($0.lines) } ?? .null,
            "timing": .array(timing.map { .integer($0) }),
            "removed": .array(removed.map(\.json)),
            "checks": .array(checks.map(\.json)),
        ]
    }

    private var manifest: JSONObject {
        var members: JSONObject = [
            "mn": .string(version), "day": .string(day), "gaps": .array(gaps.map(\.json)),
        ]
        if let began { members["began"] = .string(began) }
        return members
    }

    /// Reads a bundle.
    ///
    /// - Parameter name: the file, as the user would name it.
    package static func read(_ bytes: [UInt8], name: String) throws(DocumentFault) -> Bundle {
        try Document.read(bytes, kind: "bundle", name: name) {
            (field) throws(JSONFault) in try Bundle(field)
        }
    }

    package init(_ field: JSONField) throws(JSONFault) {
        let members = try field.anyObject()
        try members.requireSchema(Self.schema)
        let manifest = try members.required("manifest").anyObject()
        self.init(
            version: try manifest.required("mn").string(),
            day: try manifest.required("day").string())
        began = try manifest.optional("began")?.string()
        for gap in try manifest.required("gaps").array() { gaps.append(try Gap(gap)) }
        run = try members.stated("run").map { (field) throws(JSONFault) in try Trace(lines: field) }
        machine = try members.stated("machine").map { (field) throws(JSONFault) in
            try Profile(field)
        }
        for file in try members.required("ledger").array() { ledger.append(try KeptFile(file)) }
        for file in try members.required("catalog").array() { catalog.append(try KeptFile(file)) }
        for call in try members.required("runner").array() {
            runner.append(try Trace.Event(call, try call.anyObject()))
        }
        for log in try members.required("logs").array() {
            let log = try log.anyObject()
            logs.append(
                Log(
                    source: try log.required("source").string(),
                    lines: try log.required("lines").strings()))
        }
        doctor = try members.stated("doctor").map { (field) throws(JSONFault) in
            try Trace(lines: field)
        }
        for number in try members.required("timing").array() {
            timing.append(try number.integer(in: 0...Int.max))
        }
        for removal in try members.required("removed").array() {
            removed.append(try Removal(removal))
        }
        for check in try members.required("checks").array() { checks.append(try Check(check)) }
    }
}

extension Bundle.Gap {
    fileprivate var json: JSON {
        var members: JSONObject = [
            "section": .string(section.rawValue), "reason": .string(reason),
        ]
        members["part"] = part.map { .string($0) }
        members["kept"] = kept.map { .integer($0) }
        members["cut"] = cut.map { .integer($0) }
        return .object(members)
    }

    fileprivate init(_ field: JSONField) throws(JSONFault) {
        let members = try field.anyObject()
        self.init(
            try members.required("section").word(Bundle.Section.self),
            part: try members.optional("part")?.string(),
            reason: try members.required("reason").string(),
            kept: try members.optional("kept")?.integer(in: 0...Int.max),
            cut: try members.optional("cut")?.integer(in: 0...Int.max))
    }
}

extension Bundle.KeptFile {
    fileprivate var json: JSON { ["path": .string(path), "text": .bytes(bytes)] }

    fileprivate init(_ field: JSONField) throws(JSONFault) {
        let members = try field.anyObject()
        path = try members.required("path").string()
        bytes = try members.required("text").bytes()
    }
}

extension Bundle.Removal {
    fileprivate var json: JSON {
        [
            "pointer": .string("\(pointer)"), "kind": .string(kind), "stand_in": .string(standIn),
            "length": .integer(length),
        ]
    }

    fileprivate init(_ field: JSONField) throws(JSONFault) {
        let members = try field.anyObject()
        let place = try members.required("pointer")
        guard let pointer = JSONPointer(parsing: try place.string()) else {
            throw place.fault(.breaksRule("no JSON Pointer"))
        }
        self.init(
            pointer: pointer, kind: try members.required("kind").string(),
            standIn: try members.required("stand_in").string(),
            length: try members.required("length").integer(in: 0...Int.max))
    }
}

extension Bundle.Check {
    fileprivate var json: JSON {
        ["name": .string(name), "result": .string(result), "detail": .string(detail)]
    }

    fileprivate init(_ field: JSONField) throws(JSONFault) {
        let members = try field.anyObject()
        self.init(
            name: try members.required("name").string(),
            result: try members.required("result").string(),
            detail: try members.required("detail").string())
    }
}
