package import MNCore
import MNSim

/// Many support files, put together by how they fail.
package struct Triage: Sendable {
    /// Files that fail in the same way.
    package struct Group: Sendable {
        package var signature: Signature
        /// In the order of their names.
        package var files: [String]
        /// Whether it is known, as the first of the files shows.
        package var standing: RunStanding
    }

    /// A file of which nothing can be told, and why.
    package struct Failure: Sendable {
        package var file: String
        package var problem: String
    }

    /// The most files that are looked at.
    package static let fileLimit = 1000

    /// The most common first.
    package private(set) var groups: [Group] = []
    package private(set) var unreadable: [Failure] = []

    package init() {}

    /// Adds a file.
    package mutating func add(_ file: String, _ signature: Signature, _ standing: RunStanding) {
        let same = groups.firstIndex {
            $0.signature == signature && $0.standing.rows == standing.rows
        }
        if let same {
            groups[same].files.append(file)
        } else {
            groups.append(Group(signature: signature, files: [file], standing: standing))
        }
    }

    package mutating func add(_ file: String, _ fault: any DiagnosticError) {
        unreadable.append(Failure(file: file, problem: fault.problem))
    }

    /// Puts the groups in order.
    package mutating func sort() {
        groups.sort { one, other in
            (-one.files.count, one.signature.description)
                < (-other.files.count, other.signature.description)
        }
    }

    /// Whether somebody has to look: at a failure that is new, at a run without an end, at a file.
    package var hasNews: Bool {
        !unreadable.isEmpty
            || groups.contains { [.new, .unfinished].contains($0.standing.word) }
    }
}
