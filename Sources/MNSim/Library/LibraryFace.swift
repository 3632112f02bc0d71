public import MNCore
import Profiles
// Whoever names this module names the fake runner, too.
@_exported public import MNRunner

// How a user of the library reads documents, in plain types.

extension Profile {
    /// The machines that come with the library, sorted: `apple-m2-16gb`.
    public static var builtinIDs: [String] { EmbeddedProfiles.texts.keys.sorted() }

    /// A machine that comes with the library.
    ///
    /// - Throws: a `DiagnosticError` where there is none of this name.
    public init(builtin id: String) throws {
        let library = try ProfileLibrary(
            builtin: EmbeddedProfiles.texts, folders: [], files: MemoryFiles([:]))
        self = try library.profile(id)
    }

    /// Reads a document of `mn.profile/1`.
    ///
    /// - Throws: a `DiagnosticError` that names the place in the document.
    public init(_ document: String) throws {
        self = try Profile.read(Array(document.utf8), name: "the document")
    }
}

extension RunnerState {
    /// The models that are there, by their tags.
    public var installed: [String] { models.flatMap(\.tags).map { "\($0)" } }
}

extension RunnerFault {
    /// Reads a fault as scenarios have it: `{"id": "slow", "do": "hang"}`.
    ///
    /// - Throws: a `DiagnosticError` that names the place in the document.
    public init(_ document: String) throws {
        self = try Document.read(
            Array(document.utf8), kind: "fault of a Model Runner", name: "the document"
        ) { (field) throws(JSONFault) in try RunnerFault(field) }
    }
}

extension Scenario {
    /// Reads a document of `mn.scenario/1`.
    ///
    /// - Throws: a `DiagnosticError` that names the place in the document.
    public init(_ document: String, name: String) throws {
        self = try Scenario.read(
            Array(document.utf8), name: name, offers: RegistryOffer.builtin)
    }

    /// Runs the scenario with a program in the place of `mn`, in virtual time.
    ///
    /// - Parameter program: takes the words of a step and its world, and answers the exit status.
    public func run(
        _ program: @escaping @Sendable ([String], World) async -> Int
    ) throws -> ScenarioRun {
        let machine = try profile.map { try Profile(builtin: $0) }
        return ScenarioRun(self, in: nil, profile: machine) { words, world in
            ExitCode(rawValue: await program(words, world)) ?? .failed
        }
    }
}

extension ScenarioRun {
    /// In what ways the run is not as the scenario says, a sentence each; none if it passed.
    public var problems: [String] { failures.map { "\($0)" } }
}

extension RegistryOffer {
    /// Every model of the built-in catalog.
    static let builtin = offers(of: .builtin)
}
