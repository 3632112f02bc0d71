package import MNCore

// A scenario:
//
//     {
//       "schema": "mn.scenario/1",
//       "title": "The driver hangs for a minute",
//       "intent": "A driver that hangs costs its time limit, and is asked again the next time.",
//       "tags": ["nvidia"],
//       "profile": "ID",
//       "changes": [{"file": "/proc/meminfo", "outcome": "denied"}],
//       "machineFaults": [
//         {"id": "wedged", "on": {"command": ["nvidia-smi", "*"]}, "kind": "hang",
//          "fromSeconds": 0, "untilSeconds": 60}
//       ],
//       "runner": {"schema": "mn.runner-state/1", "models": []},
//       "runnerAt": ["http://localhost:12434"],
//       "docker": {"plugin": "installed", "engine": "running", "container": {"exitCode": 1}},
//       "services": [{"at": "http://localhost:9000", "status": 200}],
//       "runnerFaults": [{"id": "slow", "on": "GET /models", "kind": {"slowFirstByteSeconds": 3}}],
//       "files": {"/home/user/.mn/models/catalog.json": {"json": {"models": []}},
//                 "/home/user/lines": ["{", "}"]},
//       "links": {"/home/user/.mn/models/ownership.json": "/shared/ledger.json"},
//       "fileFaults": {"/shared/ledger.json": "denied", "/home/user/x": {"failed": "read: Input/output error"}},
//       "heldUntilSeconds": {"/home/user/.mn/models/ownership.json.lock": 60},
//       "environment": {"NO_COLOR": "1"},
//       "terminal": 80,
//       "steps": [
//         {"run": "mn hardware", "seconds": {"atMost": 12},
//          "stdout": {"contains": ["NVIDIA"], "lacks": ["pass"]}, "stderr": []},
//         {"afterSeconds": 60, "files": {"/home/user/x": "changed before"}, "run": ["mn", "model", "show", "--json"],
//          "exit": 0, "seconds": 3, "stdout": {"json": {"/installed": false, "/aliases/0": "default"}}},
//         {"run": "mn model install", "beside": "mn model remove qwen3:8b"},
//         {"run": "mn model install", "killed": {"afterCall": 0, "on": "POST *", "part": 3},
//          "runnerFaults": [{"id": "cut", "on": "POST *", "kind": {"closeAfterBytes": 90}}],
//          "machineFaults": [{"id": "late", "on": {"command": ["docker", "*"]}, "kind": "hang", "firstCall": 2}],
//          "callFaults": [{"id": "full", "on": "replace", "path": "*", "kind": {"failed": "write: No space left"}}]}
//       ],
//       "then": {"neverAsked": [{"command": ["docker", "model*"]}], "neverSent": ["DELETE *"],
//                "written": []}
//     }
//
// "schema" and "steps" must be there, and in a step "run"; the title is the name of the file if it is left out,
// the end of a step 0 (137 of one that is killed), and HOME /home/user (null is none). The faults of a step are
// there while it runs. Of a stream that a step does not mention any text will
// do; an array is all of its lines, and `[]` none. "lacks" may stand alone. Beside a transcript each fault and
// change must be met, and files that are written must be named.
extension Scenario {
    /// The format of scenario files; within it only optional keys are ever added.
    package static let schema = "mn.scenario/1"

    static let keys = [
        "schema", "title", "intent", "tags", "profile", "changes", "machineFaults", "runner",
        "runnerAt", "runnerFaults", "docker", "services", "files", "links", "fileFaults",
        "heldUntilSeconds", "environment", "terminal", "steps", "then",
    ]

    /// Reads a scenario file.
    ///
    /// - Parameters:
    ///   - name: the name of the scenario.
    ///   - offers: what the runner's registry has if its state does not say.
    package static func read(
        _ bytes: [UInt8], name: String, offers: [RegistryOffer]
    ) throws(DocumentFault) -> Scenario {
        try Document.read(bytes, kind: "scenario", name: name) { (field) throws(JSONFault) in
            try Scenario(field, name: name, offers: offers)
        }
    }

    /// Reads a scenario that is a document already.
    package init(
        document: JSON, name: String, offers: [RegistryOffer]
    ) throws(JSONFault) {
        try self.init(JSONField(document), name: name, offers: offers)
    }

    private init(
        _ field: JSONField, name: String, offers: [RegistryOffer]
    ) throws(JSONFault) {
        let members = try field.object(keys: Self.keys)
        try members.requireSchema(Self.schema)
        self.name = name
        title = try members.optional("title")?.nonEmptyString() ?? Self.usualTitle(name)
        intent = try members.optional("intent")?.nonEmptyString()
        tags = try members.optional("tags")?.strings() ?? []
        profile = try members.optional("profile")?.identifier()
        changes =
            try members.optional("changes").map { (field) throws(JSONFault) in
                try Recording(field)
            } ?? Recording()
        runner = try members.optional("runner").map { (field) throws(JSONFault) in
            try RunnerState(field, offers: offers)
        }
        runnerEndpoints = try Self.endpoints(members.optional("runnerAt"))
        machineFaults = []
        for element in try members.optional("machineFaults")?.array() ?? [] {
            machineFaults.append(try NamedFault(element))
        }
        runnerFaults = []
        for element in try members.optional("runnerFaults")?.array() ?? [] {
            runnerFaults.append(try RunnerFault(element))
        }
        dockerSetup = try DockerSetup(scenario: members.optional("docker"))
        services = try members.optional("services").map { (field) throws(JSONFault) in
            var services: [SimulatedServices.Service] = []
            for element in try field.array() {
                services.append(try SimulatedServices.Service(element))
            }
            return services
        }
        files = try Self.files(members.optional("files"))
        links = [:]
        for (path, element) in try members.optional("links")?.anyObject().all ?? [] {
            links[path] = try element.nonEmptyString()
        }
        fileFaults = [:]
        for (path, element) in try members.optional("fileFaults")?.anyObject().all ?? [] {
            fileFaults[path] = try Self.fileFault(element)
        }
        heldLocks = [:]
        for (path, element) in try members.optional("heldUntilSeconds")?.anyObject().all ?? [] {
            heldLocks[path] = try element.seconds()
        }
        environment = try Self.environment(members.optional("environment"))
        terminalWidth = try members.optional("terminal")?.integer(in: 20...500)
        steps = []
        let stepsField = try members.required("steps")
        for element in try stepsField.array() { steps.append(try Step(element)) }
        if steps.isEmpty { throw stepsField.fault(.breaksRule("a scenario needs a step")) }
        ending =
            try members.optional("then").map { (field) throws(JSONFault) in
                try Ending(field)
            } ?? Ending()
        try checkFaults(members)
    }

    /// Refuses faults that can never be met or told apart.
    private func checkFaults(_ members: JSONMembers) throws(JSONFault) {
        var ids: Set<String> = []
        for id in machineFaults.map(\.id) + runnerFaults.map(\.id) + steps.flatMap(\.faults.ids)
        where !ids.insert(id).inserted {
            throw members.fault(.breaksRule("two faults have the id '\(id)'"))
        }
        guard runner == nil else { return }
        for key in ["runnerFaults", "runnerAt"] {
            if let field = members.optional(key) {
                throw field.fault(.breaksRule("this needs a 'runner'"))
            }
        }
        if steps.contains(where: { !$0.faults.runner.isEmpty }) {
            throw members.fault(.breaksRule("'runnerFaults' of a step need a 'runner'"))
        }
    }

    /// The name of the file, without its folder and its ending.
    private static func usualTitle(_ name: String) -> String {
        let file = name.split(separator: "/").last.map(String.init) ?? name
        return file.hasSuffix(".json") ? String(file.dropLast(5)) : file
    }

    /// The home of the user where a scenario does not say otherwise.
    static let usualHome = "/home/user"

    /// The variables that are stated, and the home; null is none.
    private static func environment(
        _ field: JSONField?
    ) throws(JSONFault) -> [String: String] {
        var environment = ["HOME": usualHome]
        for (variable, element) in try field?.anyObject().all ?? [] {
            if variable == "HOME", element.value == .null {
                environment[variable] = nil
            } else {
                environment[variable] = try element.string()
            }
        }
        return environment
    }

    private static func endpoints(_ field: JSONField?) throws(JSONFault) -> Set<Endpoint> {
        guard let field else { return [Endpoint.modelRunner] }
        var endpoints: Set<Endpoint> = []
        for element in try field.array() {
            guard let endpoint = Endpoint(try element.string()) else {
                throw element.fault(.breaksRule("this is no http://HOST:PORT and no unix://PATH"))
            }
            endpoints.insert(endpoint)
        }
        if endpoints.isEmpty { throw field.fault(.breaksRule("a runner needs an endpoint")) }
        return endpoints
    }

    /// The word `denied`, or an error in the words of a system.
    static func fileFault(_ field: JSONField) throws(JSONFault) -> FileFault.Reason {
        if case .object = field.value {
            let error = try field.object(keys: ["failed"]).required("failed")
            return .failed(try error.nonEmptyString())
        }
        guard try field.string() == "denied" else {
            throw field.fault(.breaksRule("'denied', or an object with 'failed', is expected"))
        }
        return .denied
    }

    /// Files by path.
    static func files(_ field: JSONField?) throws(JSONFault) -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for (path, element) in try field?.anyObject().all ?? [] {
            files[path] = try fileText(element)
        }
        return files
    }

    /// A string, the lines of a text, or a document.
    private static func fileText(_ field: JSONField) throws(JSONFault) -> [UInt8] {
        switch field.value {
        case .array: return Array(try field.strings().map { $0 + "\n" }.joined().utf8)
        case .object:
            let document = try field.object(keys: ["json"]).required("json")
            return Array((document.value.text() + "\n").utf8)
        default: return Array(try field.string().utf8)
        }
    }
}

extension Scenario.Ending {
    fileprivate init(_ field: JSONField) throws(JSONFault) {
        let members = try field.object(keys: ["neverAsked", "neverSent", "written"])
        for element in try members.optional("neverAsked")?.array() ?? [] {
            neverAsked.append(try Access(question: element))
        }
        neverSent = try members.optional("neverSent")?.strings() ?? []
        written = try members.optional("written").map { (field) throws(JSONFault) in
            Set(try field.strings())
        }
    }
}
