package import MNCore
package import MNSim

/// What the exchanges of a run tell of the Model Runner that it met.
package struct TracedRunner {
    /// The first answer to each request that was answered with 200, by method and path.
    private var documents: [String: JSON] = [:]
    /// Where something answered, or listened at least.
    package private(set) var places: [Endpoint] = []
    /// Sockets that this user may not open.
    private(set) var deniedSocket: String?
    private var clientWords = ""
    private var system: String?

    package init(_ events: [Trace.Event]) {
        for event in events {
            switch event {
            case .call(let request, let endpoint, let outcome): take(request, endpoint, outcome)
            case .process(["docker", "model", "version"], let result):
                clientWords = String(decoding: result.standardOutput, as: UTF8.self)
            case .access(let exchange):
                if case .platform(let platform) = exchange.outcome { system = platform.system }
            default: break
            }
        }
    }

    private mutating func take(
        _ request: HTTPRequest, _ endpoint: Endpoint, _ outcome: HTTPOutcome
    ) {
        switch outcome.fault {
        case .refused where outcome.response == nil: return
        case .denied:
            if case .socket(let path) = endpoint.address { deniedSocket = path }
            return
        default: break
        }
        if !places.contains(endpoint) { places.append(endpoint) }
        guard let response = outcome.response, response.head.status == 200,
            let document = try? JSON.parse(response.body)
        else { return }
        let key = "\(request.method) \(request.target)"
        if documents[key] == nil { documents[key] = document }
    }

    /// A simulated runner that answers so, and to all else as another does.
    ///
    /// - Parameter name: what told it, as the user would name it.
    package func runner(
        over base: RunnerState, name: String
    ) throws(DocumentFault) -> RunnerState {
        try Document.read(Array(state.text(.canonical).utf8), kind: "runner", name: name) {
            (field) throws(JSONFault) in
            try RunnerState(field, offers: base.registry.offers, over: base)
        }
    }

    /// A state of a runner that answers so, as far as its answers tell it, as a document.
    ///
    /// What was not asked is as in a runner in good health.
    package var state: JSON {
        var members: JSONObject = ["schema": "mn.runner-state/1"]
        if let version = documents["GET /version"]?["version"]?.string, !version.isEmpty {
            members["version"] = .string(version)
        }
        switch system {
        case "Darwin"?: members["system"] = "macos"
        case "Windows_NT"?: members["system"] = "windows"
        default: break
        }
        if let engine = engine { members["engine"] = .string(engine) }
        if case .object(let backends)? = documents["GET /engines/status"] {
            let known: [JSON] = backends.members.prefix(32).compactMap { member in
                guard let status = member.value.string, !member.key.isEmpty else { return nil }
                return ["name": .string(member.key), "status": .string(status)]
            }
            if !known.isEmpty { members["backends"] = .array(known) }
        }
        members["models"] = .array(
            documents["GET /models"]?.array?.prefix(1000).compactMap(Self.model) ?? [])
        return .object(members)
    }

    /// The kind of engine, if the client told one that is known.
    private var engine: String? {
        let kinds = [
            "Docker Desktop", "Docker Cloud", "Docker Engine (Manual Install)", "Docker Engine",
        ]
        return kinds.first { kind in
            clientWords.split(separator: "\n").contains { $0.hasSuffix(": \(kind)") }
        }
    }

    /// A model of `GET /models` as a state has it; nil of what cannot be one.
    private static func model(_ entry: JSON) -> JSON? {
        guard entry.object != nil else { return nil }
        let tags = entry["tags"]?.array?.compactMap(\.string).filter { !$0.isEmpty } ?? []
        var members: JSONObject = ["tags": .strings(tags)]
        if let id = entry["id"]?.string, isDigest(id) { members["id"] = .string(id) }
        if let created = entry["created"]?.integer, (0...1 << 40).contains(created) {
            members["createdSeconds"] = .integer(created)
        }
        var configuration = JSONObject()
        let config = entry["config"]
        for key in ["format", "quantization", "parameters", "architecture", "size"] {
            if let text = config?[key]?.string { configuration[key] = .string(text) }
        }
        if let tokens = config?["context_size"]?.integer {
            configuration["contextSize"] = .integer(tokens)
        }
        if let metadata = config?[configuration["format"]?.string ?? "gguf"]?.object {
            configuration["metadata"] = .object(
                JSONObject(
                    metadata.members.compactMap { member in
                        member.value.string.map { (member.key, JSON.string($0)) }
                    }))
        }
        members["configuration"] = .object(configuration)
        members["bytes"] = .integer(bytes(config?["size"]?.string ?? ""))
        return .object(members)
    }

    private static func isDigest(_ text: String) -> Bool {
        text.hasPrefix("sha256:") && text.utf8.count == 71
            && text.utf8.dropFirst(7).allSatisfy {
                (48...57).contains($0) || (97...102).contains($0)
            }
    }

    /// The bytes of `256.35 MiB`; one where it says nothing that can be read.
    private static func bytes(_ size: String) -> Int {
        let words = size.split(separator: " ")
        let units = [
            "B": 1.0, "kB": 1e3, "MB": 1e6, "GB": 1e9, "KiB": 1024, "MiB": 1_048_576,
            "GiB": 1_073_741_824,
        ]
        guard words.count == 2, let number = Double(words[0]), let unit = units[String(words[1])],
            (0...1e14).contains(number * unit)
        else { return 1 }
        return Int(saturating: number * unit)
    }
}
