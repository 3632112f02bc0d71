/// What `mn model doctor` found.
package struct Diagnosis: Hashable, Sendable {
    /// A thing that is looked at; the names are a promise, and the order is that of the report.
    package enum Check: String, Hashable, Sendable, CaseIterable {
        case dockerClient = "docker-client"
        case plugin
        case engine
        case context
        case endpoint
        case hostPort = "host-port"
        case sameRunner = "same-runner"
        case backend
        case hardware
        case installed
        case disk
        case contextSize = "context-size"
        case completion
        case gpu

        /// What it asks, for the help.
        package var question: String {
            switch self {
            case .dockerClient: "is there a docker program?"
            case .plugin: "does docker know the command 'model'?"
            case .engine: "does the Docker engine answer?"
            case .context: "is the runner on this machine?"
            case .endpoint: "does the Model Runner answer over HTTP?"
            case .hostPort: "can programs of this machine reach it over HTTP?"
            case .sameRunner: "do 'docker model' and HTTP speak to the same runner?"
            case .backend: "does the runner have the model's backend?"
            case .hardware: "does the model suit this machine?"
            case .installed: "is the model installed?"
            case .disk: "what do the models take, and how much is free?"
            case .contextSize: "is the context size the one that is wanted?"
            case .completion: "does the model do what it is for, once?"
            case .gpu: "does the runner use the GPU?"
            }
        }
    }

    /// How a check came out.
    package enum State: String, Hashable, Sendable {
        case ok, warning, failed
        /// It could not be looked at, or does not matter here.
        case skipped
    }

    package struct Finding: Hashable, Sendable {
        package var check: Check
        package var state: State
        /// What was seen, in a sentence.
        package var seen: String
        /// What mends it, the best first; none where nothing is to be done.
        package var fixes: [String]
        /// The exit code if this is the first failure.
        package var exitCode: ExitCode

        init(
            _ check: Check, _ state: State, _ seen: String, fix: String? = nil,
            exitCode: ExitCode = .failed
        ) {
            self.init(
                check, state, seen, fixes: [fix].compactMap(\.self), exitCode: exitCode)
        }

        init(
            _ check: Check, _ state: State, _ seen: String, fixes: [String],
            exitCode: ExitCode = .failed
        ) {
            self.check = check
            self.state = state
            self.seen = seen
            self.fixes = fixes
            self.exitCode = exitCode
        }
    }

    /// In the order of the checks.
    package var findings: [Finding] = []
    package var endpoint: Endpoint?
    package var backends: [String: String] = [:]
    /// Nil if it could not be told.
    package var isInstalled: Bool?

    package var isOK: Bool { !findings.contains { $0.state == .failed } }

    /// That of the first check that failed.
    package var exitCode: ExitCode {
        findings.first { $0.state == .failed }?.exitCode ?? .done
    }
}
