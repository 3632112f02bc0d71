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
                members["body"] = Bytes.json(response.body)
            }
            if let (word, detail) = outcome.fault?.words {
                members["fault"] = .string(word)
                members["detail"] = detail.map { .string($0) }
            }
            return tagged("call", .object(members))
        case .docker(let arguments, let outcome):
            return tagged(
                "docker", Recording.Exchange(.command(["docker"] + arguments), outcome).json)
        case .read(let path, let outcome):
            var members: JSONObject = ["path": .string(path)]
            switch outcome {
            case .bytes(let bytes): members["text"] = Bytes.json(bytes)
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
            let text = try members.required("endpoint")
            guard let endpoint = Endpoint(try text.string()) else {
                throw text.fault(.breaksRule("no endpoint"))
            }
            let request = HTTPRequest(
                try members.required("method").string(), try members.required("target").string())
            self = .call(request, endpoint, try Self.outcome(members))
        case "docker":
            let exchange = try Recording.Exchange(inner)
            guard case .command(let argv) = exchange.access else {
                throw field.fault(.breaksRule("no command"))
            }
            self = .docker(Array(argv.dropFirst()), exchange.outcome)
        case "read":
            let path = try path()
            if let text = members.optional("text") {
                self = .read(path: path, .bytes(try Bytes.read(text)))
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

    private static func outcome(_ members: JSONMembers) throws(JSONFault) -> Trace.CallOutcome {
        var fault: TransportFault?
        if let word = members.optional("fault") {
            let detail = try members.optional("detail")?.string() ?? ""
            fault = TransportFault(word: try word.string(), detail: detail)
            if fault == nil { throw word.fault(.breaksRule("no fault of a connection")) }
            if members.optional("status") == nil { return Trace.CallOutcome(nil, fault) }
        }
        var headers: [(String, String)] = []
        for element in try members.required("headers").array() {
            let pair = try element.array()
            guard pair.count == 2 else { throw element.fault(.breaksRule("a name and a value")) }
            headers.append((try pair[0].string(), try pair[1].string()))
        }
        let head = HTTPResponseHead(
            status: try members.required("status").integer(in: 100...999),
            headers: HTTPHeaders(headers))
        let body = try Bytes.read(try members.required("body"))
        return Trace.CallOutcome(HTTPResponse(head, body: body), fault)
    }
}

/// Bytes as JSON: text, or base64 where they are no text.
private enum Bytes {
    static func json(_ bytes: [UInt8]) -> JSON {
        String(validating: bytes, as: UTF8.self).map { .string($0) }
            ?? ["base64": .string(Base64.encode(bytes))]
    }

    static func read(_ field: JSONField) throws(JSONFault) -> [UInt8] {
        if let text = field.value.string { return Array(text.utf8) }
        let encoded = try field.object(keys: ["base64"]).required("base64")
        guard let bytes = Base64.decode(try encoded.string()) else {
            throw encoded.fault(.breaksRule("not base64"))
        }
        return bytes
    }
}

extension TransportFault {
    fileprivate var words: (word: String, detail: String?) {
        switch self {
        case .refused: ("refused", nil)
        case .unknownHost: ("unknownHost", nil)
        case .timedOut: ("timedOut", nil)
        case .cut: ("cut", nil)
        case .garbled(let problem): ("garbled", problem)
        case .webPage: ("webPage", nil)
        case .unreadable(let problem): ("unreadable", problem)
        case .status(let status): ("status", String(status))
        case .denied: ("denied", nil)
        case .stopped: ("stopped", nil)
        case .failed(let error): ("failed", error)
        }
    }

    fileprivate init?(word: String, detail: String) {
        switch word {
        case "refused": self = .refused
        case "unknownHost": self = .unknownHost
        case "timedOut": self = .timedOut
        case "cut": self = .cut
        case "garbled": self = .garbled(detail)
        case "webPage": self = .webPage
        case "unreadable": self = .unreadable(detail)
        case "status":
            guard let status = Int(detail) else { return nil }
            self = .status(status)
        case "denied": self = .denied
        case "stopped": self = .stopped
        case "failed": self = .failed(detail)
        default: return nil
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
