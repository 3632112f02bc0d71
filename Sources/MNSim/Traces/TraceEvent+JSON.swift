import MNCore

extension Trace.Event {
    var json: JSON {
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
            var members: JSONObject = ["path": .string(path)]
            switch outcome {
            case .bytes(let bytes): members["text"] = .bytes(bytes)
            case .fault(let fault): fault.write(to: &members)
            }
            return tagged("read", .object(members))
        case .list(let path, let outcome):
            var members: JSONObject = ["path": .string(path)]
            switch outcome {
            case .names(let names): members["names"] = .strings(names)
            case .fault(let fault): fault.write(to: &members)
            }
            return tagged("list", .object(members))
        case .wrote(let path): return tagged("wrote", ["path": .string(path)])
        case .rule(let model, let rule, let status):
            return tagged(
                "rule", ["model": .string(model), "rule": .string(rule), "status": .string(status)])
        }
    }

    private func tagged(_ tag: String, _ value: JSON) -> JSON {
        var members = value.object ?? JSONObject()
        members["t"] = .string(tag)
        return .object(members)
    }

    init(_ field: JSONField, _ members: JSONMembers) throws(JSONFault) {
        let tag = try members.required("t")
        var rest = members.object
        rest["t"] = nil
        let inner = JSONField(.object(rest), at: field.pointer)
        func path() throws(JSONFault) -> String { try members.required("path").string() }
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
            let path = try path()
            if let text = members.optional("text") {
                self = .read(path: path, .bytes(try text.bytes()))
            } else {
                self = .read(path: path, .fault(try FileFault(path, members)))
            }
        case "list":
            let path = try path()
            if let names = members.optional("names") {
                self = .list(path: path, .names(try names.strings()))
            } else {
                self = .list(path: path, .fault(try FileFault(path, members)))
            }
        case "wrote": self = .wrote(path: try path())
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
