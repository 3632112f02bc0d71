package import MNCore

extension Trace.Event {
    package var json: JSON {
        switch self {
        case .access(let exchange):
            guard exchange.outcome != .unrecorded else {
                return tagged("access", ["unrecorded": .string("\(exchange.access)")])
            }
            return tagged("access", exchange.json)
        case .call(let request, let endpoint, let outcome):
            var members: JSONObject = [
                "endpoint": .string("\(endpoint)"), "method": .string(request.method),
                "target": .string(request.target),
            ]
            if let response = outcome.response {
                members["status"] = .integer(response.head.status)
                members["headers"] = .array(
                    response.head.headers.fields.map { .strings([$0.name, $0.value]) })
                members["body"] = .bytes(response.body)
            }
            outcome.fault?.add(to: &members)
            return tagged("call", .object(members))
        case .connect(let endpoint, let fault):
            var members: JSONObject = ["endpoint": .string("\(endpoint)")]
            fault?.add(to: &members)
            return tagged("connect", .object(members))
        case .process(let argv, let result):
            var members: JSONObject = ["command": .strings(argv)]
            result.add(to: &members)
            return tagged(argv.first == "docker" ? "docker" : "process", .object(members))
        case .obstacle(let argv, let outcome):
            var members: JSONObject = ["command": .strings(argv)]
            outcome?.addWord(to: &members)
            return tagged("obstacle", .object(members))
        case .read(let path, let outcome):
            return tagged("read", Self.members(path, outcome) { ("text", .bytes($0)) })
        case .list(let path, let outcome):
            return tagged("list", Self.members(path, outcome) { ("names", .strings($0)) })
        case .resolved(let path, let outcome):
            return tagged("resolved", Self.members(path, outcome) { ("leads", .string($0)) })
        case .locked(let path, let outcome):
            return tagged("locked", Self.members(path, outcome) { ("taken", .bool($0)) })
        case .changed(let change, let path, let fault):
            var members: JSONObject = ["path": .string(path)]
            fault?.write(to: &members)
            return tagged(change.rawValue, .object(members))
        case .cleared(let directory): return tagged("cleared", ["path": .string(directory)])
        case .rule(let model, let rule, let status):
            return tagged(
                "rule", ["model": .string(model), "rule": .string(rule), "status": .string(status)])
        }
    }

    /// What was asked of a path: what was found under a key of its own, or why nothing was.
    private static func members<Value>(
        _ path: String, _ outcome: Result<Value, FileFault>, _ found: (Value) -> (String, JSON)
    ) -> JSON {
        var members: JSONObject = ["path": .string(path)]
        switch outcome {
        case .success(let value):
            let (key, json) = found(value)
            members[key] = json
        case .failure(let fault): fault.write(to: &members)
        }
        return .object(members)
    }

    private func tagged(_ tag: String, _ value: JSON) -> JSON {
        var members = value.object ?? JSONObject()
        members["t"] = .string(tag)
        return .object(members)
    }

    package init(_ field: JSONField, _ members: JSONMembers) throws(JSONFault) {
        let tag = try members.required("t")
        var rest = members.object
        rest["t"] = nil
        let inner = JSONField(.object(rest), at: field.pointer)
        func path() throws(JSONFault) -> String { try members.required("path").string() }
        func found<Value>(
            _ key: String, _ read: (JSONField) throws(JSONFault) -> Value
        ) throws(JSONFault) -> Result<Value, FileFault> {
            guard let field = members.optional(key) else {
                return .failure(try FileFault(try path(), members))
            }
            return .success(try read(field))
        }
        switch try tag.string() {
        case "access":
            if members.optional("unrecorded") != nil {
                throw field.fault(.breaksRule("the trace of a machine that was not all recorded"))
            }
            self = .access(try Recording.Exchange(inner))
        case "call":
            let request = HTTPRequest(
                try members.required("method").string(), try members.required("target").string())
            self = .call(request, try Self.endpoint(members), try Self.outcome(members))
        case "connect":
            self = .connect(try Self.endpoint(members), try TransportFault(members))
        case "docker", "process":
            let argv = try members.required("command").strings()
            self = .process(argv, try CommandResult(members))
        case "obstacle":
            let argv = try members.required("command").strings()
            self = .obstacle(
                argv,
                try members.optional("outcome").map { (word) throws(JSONFault) in
                    try ProcessOutcome(word, members)
                })
        case "read":
            self = .read(
                path: try path(),
                try found("text") { (f) throws(JSONFault) in try f.bytes() })
        case "list":
            self = .list(
                path: try path(), try found("names") { (f) throws(JSONFault) in try f.strings() })
        case "resolved":
            self = .resolved(
                path: try path(), try found("leads") { (f) throws(JSONFault) in try f.string() })
        case "locked":
            self = .locked(
                path: try path(), try found("taken") { (f) throws(JSONFault) in try f.bool() })
        case "wrote", "appended", "rehearsed":
            let change = Trace.Change(rawValue: try tag.string()) ?? .wrote
            let fault = members.optional("fault") == nil ? nil : try FileFault(try path(), members)
            self = .changed(change, path: try path(), fault)
        case "cleared": self = .cleared(directory: try path())
        case "rule":
            self = .rule(
                model: try members.required("model").string(),
                rule: try members.required("rule").string(),
                status: try members.required("status").string())
        case let other: throw tag.fault(.outOfRange(wanted: "an event", found: "'\(other)'"))
        }
    }

    private static func endpoint(_ members: JSONMembers) throws(JSONFault) -> Endpoint {
        let text = try members.required("endpoint")
        guard let endpoint = Endpoint(try text.string()) else {
            throw text.fault(.breaksRule("no endpoint"))
        }
        return endpoint
    }

    private static func outcome(_ members: JSONMembers) throws(JSONFault) -> HTTPOutcome {
        let fault = try TransportFault(members)
        if fault != nil, members.optional("status") == nil { return HTTPOutcome(nil, fault) }
        var headers: [(String, String)] = []
        for element in try members.required("headers").array() {
            let pair = try element.array()
            guard pair.count == 2 else { throw element.fault(.breaksRule("a name and a value")) }
            headers.append((try pair[0].string(), try pair[1].string()))
        }
        let head = HTTPResponseHead(
            status: try members.required("status").integer(in: 100...999),
            headers: HTTPHeaders(headers))
        let body = try members.required("body").bytes()
        return HTTPOutcome(HTTPResponse(head, body: body), fault)
    }
}

extension TransportFault {
    fileprivate func add(to members: inout JSONObject) {
        var detail: String?
        switch self {
        case .refused: members["fault"] = "refused"
        case .unknownHost: members["fault"] = "unknownHost"
        case .timedOut: members["fault"] = "timedOut"
        case .cut: members["fault"] = "cut"
        case .webPage: members["fault"] = "webPage"
        case .denied: members["fault"] = "denied"
        case .stopped: members["fault"] = "stopped"
        case .unrecorded: members["fault"] = "unrecorded"
        case .garbled(let problem):
            members["fault"] = "garbled"
            detail = problem
        case .unreadable(let problem):
            members["fault"] = "unreadable"
            detail = problem
        case .status(let status):
            members["fault"] = "status"
            detail = String(status)
        case .failed(let error):
            members["fault"] = "failed"
            detail = error
        }
        members["detail"] = detail.map { .string($0) }
    }

    /// Reads the fault of an object; nil if it has none.
    fileprivate init?(_ members: JSONMembers) throws(JSONFault) {
        guard let word = members.optional("fault") else { return nil }
        let detail = try members.optional("detail")?.string() ?? ""
        switch try word.string() {
        case "refused": self = .refused
        case "unknownHost": self = .unknownHost
        case "timedOut": self = .timedOut
        case "cut": self = .cut
        case "webPage": self = .webPage
        case "denied": self = .denied
        case "stopped": self = .stopped
        case "unrecorded": self = .unrecorded
        case "garbled": self = .garbled(detail)
        case "unreadable": self = .unreadable(detail)
        case "failed": self = .failed(detail)
        case "status":
            guard let status = Int(detail) else { fallthrough }
            self = .status(status)
        default: throw word.fault(.breaksRule("no fault of a connection"))
        }
    }
}

extension FileFault {
    fileprivate func write(to members: inout JSONObject) {
        switch reason {
        case .notFound: members["fault"] = "notFound"
        case .denied: members["fault"] = "denied"
        case .isDirectory: members["fault"] = "isDirectory"
        case .notADirectory: members["fault"] = "notADirectory"
        case .brokenLink:
            members["fault"] = "brokenLink"
            members["detail"] = .string(path)
        case .tooLarge(let limit):
            members["fault"] = "tooLarge"
            members["limit"] = .integer(limit)
        case .failed(let error):
            members["fault"] = "failed"
            members["detail"] = .string(error)
        }
    }

    fileprivate init(_ path: String, _ members: JSONMembers) throws(JSONFault) {
        let word = try members.required("fault")
        switch try word.string() {
        case "notFound": self.init(path, .notFound)
        case "denied": self.init(path, .denied)
        case "isDirectory": self.init(path, .isDirectory)
        case "notADirectory": self.init(path, .notADirectory)
        case "brokenLink":
            self.init(try members.required("detail").string(), .brokenLink)
        case "tooLarge":
            self.init(
                path, .tooLarge(limit: try members.required("limit").integer(in: 0...Int.max)))
        case "failed": self.init(path, .failed(try members.required("detail").string()))
        default: throw word.fault(.breaksRule("no fault of a file"))
        }
    }
}
