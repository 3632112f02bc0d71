package import MNCore
import MNSim

/// Many support files, put together by how they fail.
package struct Triage: Sendable {
    /// Files that fail in the same way.
    package struct Group: Sendable {
        package var signature: Signature
        /// In the order of their names.
        package var files: [String]
        /// The row of `docs/failures.md` that it is; nil if it is new.
        package var row: Row?
    }

    /// A file of which nothing can be told, and why.
    package struct Failure: Sendable {
        package var file: String
        package var problem: String
    }

    /// A situation that is known.
    package struct Row: Hashable, Sendable {
        package var number: String
        package var situation: String

        package init(number: String, situation: String) {
            self.number = number
            self.situation = situation
        }
    }

    /// The most files that are looked at.
    package static let fileLimit = 1000

    /// The most common first.
    package private(set) var groups: [Group] = []
    package private(set) var unreadable: [Failure] = []

    package init() {}

    /// Adds a file.
    package mutating func add(_ file: String, _ signature: Signature) {
        if let index = groups.firstIndex(where: { $0.signature == signature }) {
            groups[index].files.append(file)
        } else {
            groups.append(Group(signature: signature, files: [file]))
        }
    }

    package mutating func add(_ file: String, _ fault: any DiagnosticError) {
        unreadable.append(Failure(file: file, problem: fault.problem))
    }

    /// Sorts the groups, and says which are known.
    package mutating func finish(_ known: [(row: Row, signature: Signature)]) {
        groups.sort { one, other in
            (-one.files.count, one.signature.description)
                < (-other.files.count, other.signature.description)
        }
        for index in groups.indices {
            let signature = groups[index].signature
            groups[index].row =
                known.first { $0.signature == signature }?.row
                ?? known.first { $0.signature.isSameFault(as: signature) }?.row
        }
    }
}
