package import MNCore
package import MNSim

/// What a customer sends: one run and what it ran on, in one document.
///
/// As it is collected it holds what was there; what is written to a file has been through the redaction,
/// and `removed` and `checks` say what that did and how it was shown to have done it.
package struct Bundle: Hashable, Sendable {
    /// The most bytes of a bundle.
    package static let sizeLimit = 1 << 20

    /// The parts of a bundle, in the order in which they are shown.
    package enum Section: String, Hashable, Sendable, CaseIterable {
        case manifest, run, machine, ledger, catalog, runner, logs, doctor, timing, removed, checks
    }

    /// A part that is not there, or not whole, and why.
    package struct Gap: Hashable, Sendable {
        package var section: Section
        /// What is lacking, such as `body of GET /logs`; nil if it is all of the section.
        package var part: String?
        /// A sentence.
        package var reason: String
        /// Bytes that were kept and that were cut, where they were counted.
        package var kept: Int?
        package var cut: Int?

        package init(
            _ section: Section, part: String? = nil, reason: String, kept: Int? = nil,
            cut: Int? = nil
        ) {
            self.section = section
            self.part = part
            self.reason = reason
            self.kept = kept
            self.cut = cut
        }
    }

    /// A file of state or settings, as it was when the bundle was made.
    package struct KeptFile: Hashable, Sendable {
        package var path: String
        package var bytes: [UInt8]

        package init(path: String, bytes: [UInt8]) {
            self.path = path
            self.bytes = bytes
        }
    }

    /// The last lines of something that writes a log.
    package struct Log: Hashable, Sendable {
        /// Whose it is, such as `docker model logs`.
        package var source: String
        package var lines: [String]

        package init(source: String, lines: [String]) {
            self.source = source
            self.lines = lines
        }
    }

    /// What the redaction took out of one text.
    package struct Removal: Hashable, Sendable {
        /// Where it stood.
        package var pointer: JSONPointer
        /// What it was, such as `user`, `host`, `secret`, `word`.
        package var kind: String
        /// What stands there now.
        package var standIn: String
        /// How many bytes it had.
        package var length: Int

        package init(pointer: JSONPointer, kind: String, standIn: String, length: Int) {
            self.pointer = pointer
            self.kind = kind
            self.standIn = standIn
            self.length = length
        }
    }

    /// A proof that was tried on the finished bundle.
    package struct Check: Hashable, Sendable {
        /// Such as `twin`, `same_story`, `scanner`, `canaries`, `grammar`.
        package var name: String
        /// One word, such as `passed` or `cut`.
        package var result: String
        /// What it says, in a sentence; empty if there is nothing to say.
        package var detail: String

        package init(name: String, result: String, detail: String = "") {
            self.name = name
            self.result = result
            self.detail = detail
        }
    }

    /// The version of `mn` that made the bundle.
    package var version: String
    /// The day on which it was made.
    package var day: String
    /// When its run began, in UTC to the second; nil if that is not known.
    package var began: String?
    /// What is lacking, in the order of the sections.
    package var gaps: [Gap] = []
    /// The run that the bundle is about.
    package var run: Trace?
    /// The machine, as the recorder found it when the bundle was made.
    package var machine: Profile?
    package var ledger: [KeptFile] = []
    /// The catalog's overrides.
    package var catalog: [KeptFile] = []
    /// What the runner said of itself when the bundle was made: its exchanges, in order.
    package var runner: [Trace.Event] = []
    package var logs: [Log] = []
    /// The doctor's run on the machine when the bundle was made.
    package var doctor: Trace?
    /// Milliseconds after its start at which each event of the run was noted; empty if that is not known.
    package var timing: [Int] = []
    package var removed: [Removal] = []
    package var checks: [Check] = []

    package init(version: String, day: String) {
        self.version = version
        self.day = day
    }
}
