package import MNCore

/// A machine as raw evidence, with what it is and where the evidence comes from; never conclusions.
public struct Profile: Hashable, Sendable {
    /// Where the evidence of a profile comes from, best first.
    public enum Provenance: String, Hashable, Sendable, CaseIterable {
        /// Our recorder ran on the machine.
        case recorded
        /// Edited from another profile; the changes are listed.
        case derived
        /// The values of a published recording of a real machine; what the author added is listed.
        case transcribed
        /// Composed from published facts; the sources are named.
        case vendorSpec
        /// Generated; the seed is named.
        case synthetic
    }

    /// What a question is answered that the evidence does not answer.
    package enum Rest: String, Hashable, Sendable, CaseIterable {
        case unrecorded
        /// Only for an author who knows the whole world: `transcribed`, `vendorSpec` and `synthetic`.
        case absent
    }

    /// The verdict that this machine must give for a model.
    package struct Expectation: Hashable, Sendable {
        package var model: String
        package var rule: String
        package var status: String

        package init(model: String, rule: String, status: String) {
            self.model = model
            self.rule = rule
            self.status = status
        }
    }

    /// `vendor-part-size[-system]`, in lower case.
    public var id: String
    /// One line that names the machine for people.
    public var title: String
    /// Words to filter by.
    public var tags: [String]
    public var provenance: Provenance
    /// Who or what the evidence comes from: published sources, the recorder, the parent profile, the seed.
    public var sources: [String]
    /// The profile that this one was derived from.
    package var derivedFrom: String?
    /// What was changed in it.
    package var changes: [String]
    /// Of a transcribed profile, and of no other.
    package var transcription: Transcription?
    package var rest: Rest
    /// In the order of the file.
    package var expectations: [Expectation]
    package var recording: Recording

    package init(
        id: String, title: String, tags: [String] = [], provenance: Provenance, sources: [String],
        derivedFrom: String? = nil, changes: [String] = [], transcription: Transcription? = nil,
        rest: Rest = .unrecorded, expectations: [Expectation] = [], recording: Recording
    ) {
        self.id = id
        self.title = title
        self.tags = tags
        self.provenance = provenance
        self.sources = sources
        self.derivedFrom = derivedFrom
        self.changes = changes
        self.transcription = transcription
        self.rest = rest
        self.expectations = expectations
        self.recording = recording
    }
}

extension Profile {
    /// The format of profile files; within it only optional keys are ever added.
    package static let schema = "mn.profile/1"

    private static let keys = [
        "schema", "id", "title", "tags", "provenance", "rest", "expect", "evidence",
    ]
    private static let provenanceKeys =
        ["class", "sources", "derivedFrom", "changes"] + Transcription.keys

    /// Reads a profile file.
    ///
    /// - Parameter name: the file, as the user would name it.
    package static func read(_ bytes: [UInt8], name: String) throws(DocumentFault) -> Profile {
        try Document.read(bytes, kind: "machine profile", name: name) {
            (field) throws(JSONFault) in try Profile(field)
        }
    }

    package init(_ field: JSONField) throws(JSONFault) {
        let members = try field.object(keys: Self.keys)
        try members.requireSchema(Self.schema)
        id = try members.required("id").identifier()
        title = try members.required("title").nonEmptyString()
        tags = try members.optional("tags")?.strings() ?? []

        // A class that is not known yet is refused by its name, not by what else it has.
        let originField = try members.required("provenance")
        provenance = try originField.anyObject().required("class").word(Provenance.self)
        let origin = try originField.object(keys: Self.provenanceKeys)
        let sourcesField = try origin.required("sources")
        sources = try sourcesField.strings()
        if sources.isEmpty { throw sourcesField.fault(.breaksRule("names no source")) }
        derivedFrom = try origin.optional("derivedFrom")?.identifier()
        changes = try origin.optional("changes")?.strings() ?? []
        let isDerived = provenance == .derived
        if isDerived != (derivedFrom != nil) || isDerived == changes.isEmpty {
            throw origin.fault(
                .breaksRule("a derived profile, and no other, has 'derivedFrom' and 'changes'"))
        }
        transcription = provenance == .transcribed ? try Transcription(origin) : nil
        if transcription == nil, let alien = Transcription.keys.compactMap(origin.optional).first {
            throw alien.fault(.breaksRule("only a transcribed profile has such a member"))
        }

        let restField = members.optional("rest")
        rest = try restField?.word(Rest.self) ?? .unrecorded
        if let restField, rest == .absent, provenance == .recorded || provenance == .derived {
            throw restField.fault(
                .breaksRule("a \(provenance.rawValue) profile cannot know that the rest is absent"))
        }

        expectations = []
        for (model, expected) in try members.optional("expect")?.anyObject().all ?? [] {
            let words = try expected.object(keys: ["rule", "status"])
            expectations.append(
                Expectation(
                    model: model, rule: try words.required("rule").nonEmptyString(),
                    status: try words.required("status").nonEmptyString()))
        }
        recording = try Recording(try members.required("evidence"))
    }

    /// Where the profile comes from, as in its file.
    package var origin: JSON {
        var members: JSONObject = [
            "class": .string(provenance.rawValue), "sources": .strings(sources),
        ]
        if let derivedFrom {
            members["derivedFrom"] = .string(derivedFrom)
            members["changes"] = .strings(changes)
        }
        transcription?.write(to: &members)
        return .object(members)
    }

    /// The profile as a file; reading it gives an equal profile.
    package var json: JSON {
        var members: JSONObject = [
            "schema": .string(Self.schema), "id": .string(id), "title": .string(title),
        ]
        if !tags.isEmpty { members["tags"] = .strings(tags) }
        members["provenance"] = origin
        if rest != .unrecorded { members["rest"] = .string(rest.rawValue) }
        if !expectations.isEmpty {
            members["expect"] = .object(
                JSONObject(
                    expectations.map {
                        ($0.model, ["rule": .string($0.rule), "status": .string($0.status)])
                    }))
        }
        members["evidence"] = recording.json
        return .object(members)
    }
}

extension JSONMembers {
    /// Refuses a file of another format or of a newer version of this one.
    package func requireSchema(_ schema: String) throws(JSONFault) {
        let field = try required("schema")
        let found = try field.string()
        if found != schema {
            throw field.fault(.outOfRange(wanted: "'\(schema)'", found: "'\(found)'"))
        }
    }
}

extension JSONField {
    /// A profile id or the like.
    func identifier() throws(JSONFault) -> String {
        let text = try string()
        guard Profile.isID(text) else {
            throw fault(
                .breaksRule(
                    "an id has 1 to 80 of the letters a-z, digits, '-' and '.', a letter or digit first"
                ))
        }
        return text
    }
}

extension Profile {
    /// Whether a text can be an id: safe in a file name, a terminal and a table.
    package static func isID(_ text: String) -> Bool {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        return isPlain && (1...80).contains(text.utf8.count) && !text.hasPrefix("-")
            && !text.hasPrefix(".")
    }
}

/// How a published recording of a real machine became a profile.
package struct Transcription: Hashable, Sendable {
    /// The revision of the recording: a commit, or the text of a version.
    package var commit: String
    /// What the recording has and the profile has not.
    package var leftOut: [String]
    /// The evidence that is not the recording's but the author's: `/evidence/5`.
    package var composed: [JSONPointer]

    package init(commit: String, leftOut: [String] = [], composed: [JSONPointer] = []) {
        self.commit = commit
        self.leftOut = leftOut
        self.composed = composed
    }

    /// The place in the evidence that a pointer names; nil if it names something else.
    static func index(_ pointer: JSONPointer) -> Int? {
        guard pointer.tokens.count == 2, pointer.tokens[0] == "evidence",
            let index = Int(pointer.tokens[1]), index >= 0, "\(index)" == pointer.tokens[1]
        else { return nil }
        return index
    }
}

extension Transcription {
    /// The keys that only a transcribed profile has.
    static let keys = ["commit", "leftOut", "composed"]

    init(_ members: JSONMembers) throws(JSONFault) {
        commit = try members.required("commit").nonEmptyString()
        leftOut = try members.required("leftOut").strings()
        composed = []
        for element in try members.required("composed").array() {
            guard let pointer = JSONPointer(parsing: try element.string()),
                Self.index(pointer) != nil
            else {
                throw element.fault(
                    .breaksRule("a pointer to an entry of the evidence is wanted: '/evidence/0'"))
            }
            composed.append(pointer)
        }
    }

    /// Adds the members to those of the provenance.
    func write(to members: inout JSONObject) {
        members["commit"] = .string(commit)
        members["leftOut"] = .strings(leftOut)
        members["composed"] = .strings(composed.map(\.description))
    }
}

extension Profile {
    /// The questions that the author answered, not the recording; nil if a pointer leads nowhere.
    var composed: Set<Access>? {
        var accesses: Set<Access> = []
        for pointer in transcription?.composed ?? [] {
            guard let index = Transcription.index(pointer),
                recording.exchanges.indices.contains(index)
            else { return nil }
            accesses.insert(recording.exchanges[index].access)
        }
        return accesses
    }
}
