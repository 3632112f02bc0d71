package import MNCore

/// The verdicts of a matrix as they were, on file, to hold later ones against.
///
///     {
///       "schema": "mn.baseline/1",
///       "data": "2026-11-26",
///       "verdicts": {
///         "gemma4:e2b": {
///           "team-mac-16gb": "pass apple-silicon",
///           "team-mac-8gb": "fail apple-silicon-small"
///         }
///       }
///     }
///
/// By model, then by profile, both sorted: a line a verdict. `data` is the day of the driver data that they
/// were judged by. Nothing in it depends on where it was made.
package struct Baseline: Hashable, Sendable {
    /// The format of the files; within it only optional keys are ever added.
    package static let schema = "mn.baseline/1"

    /// A verdict in two words: `pass apple-silicon`.
    package struct Entry: Hashable, Sendable {
        package var status: String
        package var rule: String

        package init(_ status: String, _ rule: String) {
            self.status = status
            self.rule = rule
        }

        init(_ cell: Matrix.Cell) { self.init(cell.status.rawValue, cell.rule) }
    }

    /// By the id of the model, then by the id of the profile.
    package private(set) var verdicts: [String: [String: Entry]] = [:]

    /// The day of the driver data; nil in files of before there was any.
    package var data: CalendarDate?

    package init(data: CalendarDate? = nil) { self.data = data }

    package subscript(model: String, profile: String) -> Entry? {
        get { verdicts[model]?[profile] }
        set {
            verdicts[model, default: [:]][profile] = newValue
            if verdicts[model]?.isEmpty == true { verdicts[model] = nil }
        }
    }

    /// The ids of all verdicts, sorted by model, then by profile.
    package var ids: [(model: String, profile: String)] {
        verdicts.keys.sorted().flatMap { model in
            (verdicts[model] ?? [:]).keys.sorted().map { (model, $0) }
        }
    }

    /// The baseline as a file.
    package var text: String {
        let members = verdicts.keys.sorted().map { model -> (String, JSON) in
            let entries = (verdicts[model] ?? [:]).sorted { $0.key < $1.key }
            return (
                model,
                .object(
                    JSONObject(
                        entries.map { ($0.key, .string("\($0.value.status) \($0.value.rule)")) }))
            )
        }
        var object: JSONObject = ["schema": .string(Self.schema)]
        if let data { object["data"] = .string("\(data)") }
        object["verdicts"] = .object(JSONObject(members))
        let document = JSON.object(object)
        return document.text() + "\n"
    }

    /// Reads a baseline file.
    ///
    /// - Parameter name: the file, as the user would name it.
    /// - Throws: `BaselineFault.newer`, or a `DocumentFault`.
    package static func read(_ bytes: [UInt8], name: String) throws -> Baseline {
        if let found = (try? JSON.parse(bytes))?["schema"]?.string, found != schema,
            let version = found.split(separator: "/").last.flatMap({ Int($0) }),
            found == "mn.baseline/\(version)", version > 1
        {
            throw BaselineFault.newer(path: name, schema: found)
        }
        return try Document.read(bytes, kind: "baseline", name: name) {
            (field) throws(JSONFault) in try Baseline(field)
        }
    }

    private init(_ field: JSONField) throws(JSONFault) {
        let members = try field.object(keys: ["schema", "data", "verdicts"])
        try members.requireSchema(Self.schema)
        if let day = members.optional("data") {
            guard let date = CalendarDate(try day.string()) else {
                throw day.fault(.breaksRule("a day such as '2026-11-26' is expected"))
            }
            data = date
        }
        for (model, machines) in try members.required("verdicts").anyObject().all {
            for (profile, entry) in try machines.anyObject().all {
                self[model, profile] = try Entry(entry)
            }
        }
    }
}

extension Baseline.Entry {
    fileprivate init(_ field: JSONField) throws(JSONFault) {
        let words = try field.string().split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 2, let status = Status(rawValue: String(words[0])), !words[1].isEmpty
        else {
            throw field.fault(
                .breaksRule(
                    "a status (\(Status.allCases.map(\.rawValue).joined(separator: ", "))) "
                        + "and a rule are expected, with one blank between"))
        }
        self.init(status.rawValue, String(words[1]))
    }
}

extension Baseline.Entry: CustomStringConvertible {
    /// `pass (apple-silicon)`.
    package var description: String { "\(status) (\(rule))" }
}

/// A baseline that cannot be used, or may not be written.
package enum BaselineFault: DiagnosticError, Hashable {
    /// `command` is the one that would make it, without the options for that.
    case missing(path: String, command: String)
    /// It is of a later format.
    case newer(path: String, schema: String)
    /// Pipelines hold verdicts against a baseline; they do not set it.
    case updateInCI

    package var code: ErrorCode {
        switch self {
        case .missing: .fileNotFound
        case .newer: .newerFile
        case .updateInCI: .usage
        }
    }

    package var exitCode: ExitCode { if case .updateInCI = self { .usage } else { .failed } }

    package var problem: String {
        switch self {
        case .missing(let path, _): "There is no baseline \(Sanitized.line(path))."
        case .newer(let path, let schema):
            "\(Sanitized.line(path)) was written by a newer mn (\(Sanitized.line(schema)))."
        case .updateInCI: "A baseline is not updated in CI (the variable CI is set)."
        }
    }

    package var fixes: [String] {
        switch self {
        case .missing(let path, let command):
            ["Make it: \(command) --update-baseline --baseline \(CommandWords.line([path]))"]
        case .newer: ["Update mn, or make the baseline again with this one."]
        case .updateInCI: ["Update it on your machine, and commit it after a review."]
        }
    }
}

/// A verdict that is not what it should be.
package struct MatrixDifference: Hashable, Sendable {
    /// What it was held against, in the order in which results say it.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The profile expects another verdict.
        case expectation
        /// The baseline has another status.
        case flip
        /// The baseline has another rule with the same status.
        case rule
        /// The baseline has a verdict on a profile or model that is no longer there.
        case gone
        /// The baseline has no such verdict.
        case new
        /// A requirement is broken.
        case requirement
    }

    package var kind: Kind
    package var model: String
    package var profile: String
    /// In words: `pass (cuda)`; of a requirement the statuses; nil for `new`.
    package var wanted: String?
    /// Nil for `gone`.
    package var found: String?
    /// The text of the requirement.
    package var requirement: String?
    /// Whether driver data that is newer than the baseline's makes the difference.
    package var isByNewerData = false

    package init(
        _ kind: Kind, model: String, profile: String, wanted: String?, found: String?,
        requirement: String? = nil
    ) {
        self.kind = kind
        self.model = model
        self.profile = profile
        self.wanted = wanted
        self.found = found
        self.requirement = requirement
    }

    /// One sentence, for reports.
    package var sentence: String {
        let place = "\(model) on \(profile)"
        return switch kind {
        case .expectation:
            "\(place) is \(found ?? "-"); its profile expects \(wanted ?? "-")."
        case .flip, .rule:
            "\(place) is \(found ?? "-")\(isByNewerData ? " by newer driver data" : ""), and was "
                + "\(wanted ?? "-")."
        case .gone: "\(place) was \(wanted ?? "-"), and is gone."
        case .new: "\(place) is \(found ?? "-"), and was not there."
        case .requirement:
            "\(place) is \(found ?? "-"); '\(requirement ?? "-")' demands \(wanted ?? "-")."
        }
    }

    package var json: JSON {
        [
            "kind": .string(kind.rawValue), "model_id": .string(model),
            "profile": .string(profile), "wanted": .string(orNull: wanted),
            "found": .string(orNull: found), "requirement": .string(orNull: requirement),
            "newer_data": .bool(isByNewerData),
        ]
    }
}

extension MatrixDifference.Kind {
    /// How many there are, in the middle of a sentence: `2 flipped against the baseline`.
    package func words(_ count: Int) -> String {
        switch self {
        case .expectation: "\(count) not as their profiles expect"
        case .flip: "\(count) flipped against the baseline"
        case .rule: "\(count) by another rule than in the baseline"
        case .gone: "\(count) of the baseline gone"
        case .new: "\(count) not in the baseline"
        case .requirement: "\(count) breaking a requirement"
        }
    }

    package var isOfBaseline: Bool {
        switch self {
        case .flip, .rule, .gone, .new: true
        case .expectation, .requirement: false
        }
    }
}
