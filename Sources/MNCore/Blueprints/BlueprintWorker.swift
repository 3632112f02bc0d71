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
        for (key, value) in variables(members.optional("environment")) {
            worker.environment[key] = value
        }
        if let passed = members.stated("pass_env") {
            worker.passedOn =
                read(.manifest, { () throws(JSONFault) in try passed.strings() }) ?? []
        }
        if let python = members.stated("python_environment") {
            _ = read(.manifest) { () throws(JSONFault) in try python.anyObject() }
        }
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
    mutating func variables(_ field: JSONField?) -> [(String, String)] {
        guard let field, field.value != .null else { return [] }
        let members = read(.manifest) { () throws(JSONFault) in try field.anyObject() }
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
