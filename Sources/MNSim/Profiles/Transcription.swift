package import MNCore

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
