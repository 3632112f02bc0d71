package import MNCore

/// Something about a profile that is wrong, or that its author should know.
package struct ProfileFinding: Hashable, Sendable {
    package enum Severity: String, Hashable, Sendable, CaseIterable {
        /// The profile must not be kept as it is.
        case error
        /// It can be kept, if that is meant.
        case warning
    }

    /// The kind of finding; a promise.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// The file is no profile.
        case unreadable
        /// Files of one folder have the same id.
        case duplicateID = "duplicate-id"
        /// No probe asks for this answer.
        case unreadEvidence = "unread-evidence"
        /// A probe asks, and there is no answer.
        case openQuestion = "open-question"
        case missingExpectation = "missing-expectation"
        /// The verdict is another, or there is no such model, rule or status.
        case unmetExpectation = "unmet-expectation"
        /// Something that names a machine, a person or a place.
        case identifier
        /// The recorder would have blanked this.
        case notRedacted = "not-redacted"
        case sizeDiffers = "size-differs"
        case systemDiffers = "system-differs"
        case processorDiffers = "processor-differs"
        /// A folder is denied, and something in it is not.
        case deniedFolder = "denied-folder"
        /// Nothing says where the evidence comes from.
        case missingSource = "missing-source"
        case unknownParent = "unknown-parent"
        /// Evidence is said to be composed that is not there.
        case composedNowhere = "composed-nowhere"

        package var severity: Severity {
            switch self {
            case .unreadEvidence, .openQuestion, .missingExpectation, .unknownParent: .warning
            default: .error
            }
        }
    }

    package var code: Code
    /// The id of the profile.
    package var profile: String
    /// Where in its file.
    package var pointer: JSONPointer
    /// What is wrong, a sentence.
    package var message: String

    package init(_ code: Code, _ profile: String, _ pointer: JSONPointer, _ message: String) {
        self.code = code
        self.profile = profile
        self.pointer = pointer
        self.message = message
    }
}

extension ProfileFinding {
    package var json: JSON {
        [
            "code": .string(code.rawValue), "severity": .string(code.severity.rawValue),
            "profile": .string(profile), "pointer": .string("\(pointer)"),
            "message": .string(message),
        ]
    }
}
