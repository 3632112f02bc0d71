package import MNCore

/// The scenarios that can be run, each with its transcript: the built-in ones, or those of a folder.
package struct ScenarioLibrary: Sendable {
    private let texts: [String: [UInt8]]
    /// The files that cannot be read, each of which is a scenario that fails.
    private let faults: [String: FileFault]
    private let offers: [RegistryOffer]
    /// The folder; nil for the built-in ones.
    package let folder: String?

    /// - Parameter files: text by file name, `NAME.json` and `NAME.txt`.
    package init(builtin files: [String: String], offers: [RegistryOffer]) {
        // The text in the binary is without its last line feed.
        texts = files.mapValues { Array(($0.hasSuffix("\n") ? $0 : $0 + "\n").utf8) }
        self.offers = offers
        faults = [:]
        folder = nil
    }

    /// Reads all files of a folder; one that cannot be read is kept as such.
    package init(
        folder: String, files: any Files, offers: [RegistryOffer]
    ) throws(FileFault) {
        var texts: [String: [UInt8]] = [:]
        var faults: [String: FileFault] = [:]
        for name in try files.list(folder) where name.hasSuffix(".json") || name.hasSuffix(".txt") {
            do throws(FileFault) {
                texts[name] = try files.read("\(folder)/\(name)", limit: Document.sizeLimit)
            } catch {
                faults[name] = error
            }
        }
        self.texts = texts
        self.faults = faults
        self.offers = offers
        self.folder = folder
    }

    /// The names of the scenarios, sorted.
    package var names: [String] {
        (Array(texts.keys) + faults.keys).filter { $0.hasSuffix(".json") }
            .map { String($0.dropLast(5)) }.sorted()
    }

    /// Transcripts that belong to no scenario.
    package var strayTranscripts: [String] {
        texts.keys.filter {
            $0.hasSuffix(".txt") && texts["\($0.dropLast(4)).json"] == nil
                && faults["\($0.dropLast(4)).json"] == nil
        }
        .sorted()
    }

    /// The names that one of the patterns matches; all, if there are no patterns.
    package func names(matching patterns: [String]) throws(ScenarioFault) -> [String] {
        if patterns.isEmpty { return names }
        var found: Set<String> = []
        for pattern in patterns {
            let matches = names.filter { Glob(pattern).matches($0) }
            if matches.isEmpty {
                throw .unknown(pattern, suggestion: Spelling.nearest(to: pattern, in: names))
            }
            found.formUnion(matches)
        }
        return found.sorted()
    }

    package func scenario(_ name: String) throws -> Scenario {
        if let fault = faults["\(name).json"] { throw fault }
        guard let bytes = texts["\(name).json"] else {
            throw ScenarioFault.unknown(name, suggestion: Spelling.nearest(to: name, in: names))
        }
        let path = folder.map { "\($0)/\(name).json" } ?? "the built-in scenario \(name)"
        var scenario = try Scenario.read(bytes, name: path, offers: offers)
        scenario.name = name
        return scenario
    }

    /// The digest of a file; empty if there is none that can be read.
    package func digest(_ file: String) -> String { texts[file].map { SHA256.name($0) } ?? "" }

    /// The transcript on file; nil if there is none.
    package func transcript(_ name: String) -> String? {
        texts["\(name).txt"].map { String(decoding: $0, as: UTF8.self) }
    }
}

/// A scenario that cannot be run.
package enum ScenarioFault: DiagnosticError, Hashable {
    case unknown(String, suggestion: String?)
    /// Transcripts are not written where nobody reviews them.
    case updateInCI
    /// Only the files of a folder can be updated.
    case nothingToUpdate

    package var code: ErrorCode {
        switch self {
        case .unknown: .unknownScenario
        case .updateInCI, .nothingToUpdate: .usage
        }
    }

    package var exitCode: ExitCode { if case .unknown = self { .failed } else { .usage } }

    package var problem: String {
        switch self {
        case .unknown(let name, let suggestion):
            "There is no scenario '\(name)'."
                + (suggestion.map { " Did you mean '\($0)'?" } ?? "")
        case .updateInCI: "--update writes transcripts, and CI is set."
        case .nothingToUpdate: "--update needs the folder whose transcripts it may write."
        }
    }

    package var fixes: [String] {
        switch self {
        case .unknown: ["mn sim list"]
        case .updateInCI: ["Update on a desk, review the difference, and commit it."]
        case .nothingToUpdate: ["mn sim run --update --scenarios Scenarios"]
        }
    }
}
