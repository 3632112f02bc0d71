public import MNCore

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
    public enum Rest: String, Hashable, Sendable, CaseIterable {
        case unrecorded
        /// Only for an author who knows the whole world: `transcribed`, `vendorSpec` and `synthetic`.
        case absent
    }

    /// The verdict that this machine must give for a model.
    public struct Expectation: Hashable, Sendable {
        public var model: String
        public var rule: String
        public var status: String

        public init(model: String, rule: String, status: String) {
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
    public var derivedFrom: String?
    /// What was changed in it.
    public var changes: [String]
    /// Of a transcribed profile, and of no other.
    public var transcription: Transcription?
    public var rest: Rest
    /// In the order of the file.
    public var expectations: [Expectation]
    public var recording: Recording

    public init(
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
