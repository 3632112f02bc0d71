package import MNCore

/// A machine as raw evidence, with what it is and where the evidence comes from; never conclusions.
package struct Profile: Hashable, Sendable {
    /// Where the evidence of a profile comes from, best first.
    package enum Provenance: String, Hashable, Sendable, CaseIterable {
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
    package var id: String
    /// One line that names the machine for people.
    package var title: String
    /// Words to filter by.
    package var tags: [String]
    package var provenance: Provenance
    /// Who or what the evidence comes from: published sources, the recorder, the parent profile, the seed.
    package var sources: [String]
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
