/// A node of a blueprint that a program stands behind.
package struct BlueprintWorker: Hashable, Sendable {
    /// Where workers run, which decides how they reach the Model Runner.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case host
        case container
    }

    static let hostModule = "MirrorNeuron.Runner.HostLocal"
    static let dockerModule = "MirrorNeuron.Runner.DockerWorker"

    package var name: String
    package var module: String?
    /// Nothing but HostLocal runs on the host (upstream §5.6).
    package var kind: Kind { module == Self.hostModule ? .host : .container }
    /// Empty for a node that only has its place in the graph.
    package var command: [String] = []
    /// Why the command cannot be run as it is; it is then as it was written.
    var fault: PlainCommand.Fault?
    /// What else is wrong with its form; nil if nothing is.
    var formIssue: BlueprintIssue?
    /// The image of a container.
    var image: String?
    /// Where it runs, below the blueprint's folder.
    var directory: String?
    /// Variables that the manifest gives it.
    var environment: [String: String] = [:]
    /// Variables of the user that a container is given too.
    var passedOn: [String] = []
    var pointer: JSONPointer
}

extension BlueprintReader {
    /// Reads a node: its name, and the program behind it if there is one.
    mutating func worker(_ field: JSONField, name: String?) -> BlueprintWorker? {
        let before = issues.all.count
        guard var worker = readWorker(field, name: name) else { return nil }
        worker.formIssue = issues.all.dropFirst(before).first { $0.severity == .error }
        return worker
    }

    private mutating func readWorker(_ field: JSONField, name: String?) -> BlueprintWorker? {
        guard let node = object(field, .manifest) else { return nil }
        let named = name.map { JSONField(.string($0)) }
        let nameField = named ?? node.optional("node_id") ?? node.optional("id")
        let id = read(.manifest) { () throws(JSONFault) -> String? in
            guard let nameField else { throw node.fault(.missingKey("node_id")) }
            return try nameField.nonEmptyString()
        }
        guard let id else { return nil }
        var worker = BlueprintWorker(name: id, pointer: field.pointer)
        guard let config = node.stated("config") else { return worker }
        guard let members = object(config, .manifest) else { return worker }
        worker.module = text("runner_module", members, .manifest)
        worker.image = text("image", members, .manifest)
        if let command = members.stated("command") {
            readCommand(command, of: &worker)
        }
        if let folder = text("upload_path", members, .manifest) {
            if BlueprintPath.isBelow(folder) {
                worker.directory = "payloads/\(folder)"
            } else {
                let fault = PlainCommand.Fault.outside(folder)
                note(
                    .workerOutside, fault.message, help: fault.help, .manifest,
                    config.pointer.appending("upload_path"))
            }
        }
        for (key, value) in variables("environment", members) {
            worker.environment[key] = value
        }
        worker.passedOn =
            value("pass_env", members, .manifest) { (field) throws(JSONFault) in
                try field.strings()
            } ?? []
        if let python = members.stated("python_environment") { _ = object(python, .manifest) }
        return worker
    }

    /// Reads a worker's command; one for a shell is MirrorNeuron's to run, and noted as that.
    private mutating func readCommand(_ field: JSONField, of worker: inout BlueprintWorker) {
        switch read(.worker, { () throws(JSONFault) in try PlainCommand.words(field) }) {
        case .success(let words)?: worker.command = words
        case .failure(let fault)?:
            worker.fault = fault
            worker.command =
                field.value.array?.compactMap(\.string) ?? [field.value.string ?? ""]
            let isForShell = fault.flaw == .shell
            note(
                BlueprintIssue.Code(.worker, fault.flaw), fault.message, help: fault.help,
                .manifest, field.pointer, severity: isForShell ? .warning : .error)
        case nil:
            // The plan names it beside the worker.
            worker.fault = .malformed
            worker.command = (field.value.array ?? [field.value]).compactMap(\.scalarText)
        }
    }

    /// An object of variables; numbers and truth values count as their text.
    mutating func variables(_ key: String, _ members: JSONMembers) -> [(String, String)] {
        let members = members.stated(key).flatMap { object($0, .manifest) }
        var variables: [(String, String)] = []
        for (key, member) in members?.all ?? [] {
            let value = read(.manifest) { () throws(JSONFault) -> String? in
                guard let text = member.value.scalarText, !text.contains("\0") else {
                    throw member.fault(
                        .wrongKind(wanted: "a string", found: member.value.kind))
                }
                guard !key.isEmpty, !key.contains("="), !key.contains("\0") else {
                    throw member.fault(.breaksRule("'\(key)' is no name of a variable"))
                }
                return text
            }
            if let value { variables.append((key, value)) }
        }
        return variables
    }
}

/// The variables under which a worker finds its model (upstream §5.6, state J0).
package struct LaunchEnvironment: Hashable, Sendable {
    /// In the order in which they are shown.
    package private(set) var variables: [Variable] = []

    package struct Variable: Hashable, Sendable {
        package var name: String
        package var value: String
    }

    /// Where containers reach the Model Runner.
    package static let containerBase = "http://model-runner.docker.internal/engines/v1"
    private static let localHosts = ["localhost:12434", "127.0.0.1:12434"]
    /// What older programs set instead; it fills what the configuration leaves open.
    private static let aliases = [
        "MODEL", "API_BASE", "API_KEY", "TIMEOUT_SECONDS", "MAX_TOKENS", "NUM_RETRIES",
        "RETRY_BACKOFF_SECONDS",
    ]

    /// Resolves the entry that a blueprint launches with; no entry, no variables.
    ///
    /// - Parameters:
    ///   - runner: where the Model Runner answers programs of this machine.
    ///   - environment: the user's variables.
    init(
        _ model: BlueprintModel?, _ catalog: Catalog, _ kind: BlueprintWorker.Kind,
        runner: Endpoint, environment: any Variables
    ) {
        guard let model else { return }
        let isRunner = model.isServedByRunner
        add("PROVIDER", isRunner ? Model.runnerProvider : model.provider)
        add("MODEL", Self.reference(model.wanted, catalog, isRunner))
        add("RUNTIME_MODEL", model.runtimeModel.map { Self.reference($0, catalog, isRunner) })
        add("API_BASE", Self.base(model, kind, runner))
        add("BACKEND", model.backend?.name)
        for name in [
            "CONTEXT_SIZE", "TIMEOUT_SECONDS", "MAX_TOKENS", "NUM_RETRIES",
            "RETRY_BACKOFF_SECONDS",
        ] { add(name, model.numbers[name]) }
        for alias in Self.aliases where !variables.contains(where: { $0.name == "MN_LLM_\(alias)" })
        {
            add(alias, environment["LITELLM_\(alias)"].flatMap { $0.isEmpty ? nil : $0 })
        }
    }

    private mutating func add(_ name: String, _ value: String?) {
        if let value { variables.append(Variable(name: "MN_LLM_\(name)", value: value)) }
    }

    /// The name that the runner knows a model by.
    private static func reference(
        _ name: String, _ catalog: Catalog, _ isRunner: Bool
    ) -> String {
        isRunner ? (try? catalog.model(named: name))?.reference ?? name : name
    }

    private static func base(
        _ model: BlueprintModel, _ kind: BlueprintWorker.Kind, _ runner: Endpoint
    ) -> String? {
        let stated = model.hasAutomaticBase ? nil : model.apiBase
        guard var base = stated else {
            guard model.isServedByRunner else { return nil }
            if kind == .container { return containerBase }
            // No client of HTTP takes a socket for a base.
            return runner.isSocket ? nil : "\(runner)/engines/v1"
        }
        // Inside a container, localhost is the container.
        if kind == .container, localHosts.contains(where: base.contains) { return containerBase }
        while base.hasSuffix("/") { base.removeLast() }
        return base
    }
}
