package import MNCore

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

    init(_ field: JSONField) throws(JSONFault) {
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
        if (provenance == .derived) != (derivedFrom != nil && !changes.isEmpty) {
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
    func requireSchema(_ schema: String) throws(JSONFault) {
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
