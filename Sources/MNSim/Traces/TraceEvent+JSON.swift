package import MNCore

extension Trace.Event {
    package var json: JSON {
        switch self {
        case .access(let exchange):
            return tagged("access", Self.members(exchange))
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
        case .variable(let name, let value):
            return tagged("variable", ["name": .string(name), "value": .string(orNull: value)])
        case .printed(let output, let text):
            return tagged(
                "printed", ["stream": .string(output.rawValue), "text": .string(text)])
        case .cut(let events, let bytes):
            return tagged("cut", ["events": .integer(events), "bytes": .integer(bytes)])
        case .shortened(let event, let bytes):
            var members = event.json.object ?? JSONObject()
            members[Self.shortening] = .integer(bytes)
            return .object(members)
        }
    }

    /// The key of the bytes that are left out of an event.
    private static let shortening = "cut"
    /// The key of the time of an event, which a recording has and a trace has not.
    static let time = "at"

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
        if let count = members.optional(Self.shortening) {
            var rest = members.object
            rest[Self.shortening] = nil
            let inner = JSONField(.object(rest), at: field.pointer)
            self = .shortened(
                try Self(inner, try inner.anyObject()), bytes: try count.integer(in: 0...Int.max))
            return
        }
        let tag = try members.required("t")
        var rest = members.object
        rest["t"] = nil
        rest[Self.time] = nil
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
            self = .access(try Self.exchange(inner, rest))
        case "call":
            let request = HTTPRequest(
                try members.required("method").string(), try members.required("target").string())
            self = .call(request, try Self.endpoint(members), try Self.outcome(members))
        case "connect":
            self = .connect(try Self.endpoint(members), try TransportFault(members))
        case "docker", "process":
            let argv = try members.required("command").texts()
            self = .process(argv, try CommandResult(members))
        case "obstacle":
            let argv = try members.required("command").texts()
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
                path: try path(), try found("names") { (f) throws(JSONFault) in try f.texts() })
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
        case "variable":
            let value = try members.required("value")
            self = .variable(
                try members.required("name").string(),
                value.value == .null ? nil : try value.string())
        case "printed":
            self = .printed(
                try members.required("stream").word(ProcessOutput.self),
                try members.required("text").string())
        case "cut":
            self = .cut(
                events: try members.required("events").integer(in: 0...Int.max),
                bytes: try members.required("bytes").integer(in: 0...Int.max))
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

extension Trace.Event {
    /// What a machine that was not all recorded has no answer to.
    private static let unrecorded: JSON = "unrecorded"

    /// A recording holds answers alone, and has no word for there being none.
    private static func members(_ exchange: Recording.Exchange) -> JSON {
        guard exchange.outcome == .unrecorded else { return exchange.json }
        var other = exchange
        other.outcome = .absent
        var members = other.json.object ?? JSONObject()
        members["outcome"] = unrecorded
        return .object(members)
    }

    private static func exchange(
        _ field: JSONField, _ object: JSONObject
    ) throws(JSONFault) -> Recording.Exchange {
        guard object["outcome"] == unrecorded else { return try Recording.Exchange(field) }
        var object = object
        object["outcome"] = "absent"
        var exchange = try Recording.Exchange(JSONField(.object(object), at: field.pointer))
        exchange.outcome = .unrecorded
        return exchange
    }
}
