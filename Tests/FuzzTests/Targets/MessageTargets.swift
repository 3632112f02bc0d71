import MNCore

extension FuzzTarget {
    static let messages = [
        FuzzTarget("request", feedRequest), FuzzTarget("response", feedResponse),
        FuzzTarget("wire", feedWire),
    ]

    private static func feedRequest(_ bytes: [UInt8]) throws {
        let whole = requests([bytes[...]])
        try promiseEqual(
            requests(pieces(bytes)), whole, "requests in pieces are as requests that come at once")
        for arrival in whole.arrivals {
            let request = arrival.request
            for text in [request.method, request.target] + request.headers.fields.map(\.name) {
                try promise(!text.isEmpty, "it has a name")
                try promise(text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }, "it is one word")
            }
            for field in request.headers.fields {
                try promise(
                    !field.value.utf8.contains { $0 < 0x20 && $0 != 9 }, "a value is a line")
            }
        }
    }

    private struct Requests: Equatable {
        var arrivals: [HTTPRequestParser.Arrival] = []
        var refusal: HTTPRefusal?
    }

    private static func requests(_ pieces: [ArraySlice<UInt8>]) -> Requests {
        var parser = HTTPRequestParser(bodyLimit: 4096)
        var result = Requests()
        do throws(HTTPRefusal) {
            for piece in pieces {
                parser.append(piece)
                while let arrival = try parser.next() { result.arrivals.append(arrival) }
            }
        } catch {
            result.refusal = error
        }
        return result
    }

    private static func feedResponse(_ bytes: [UInt8]) throws {
        for method in ["GET", "HEAD"] {
            let whole = response([bytes[...]], method)
            try promiseEqual(
                response(pieces(bytes), method), whole,
                "a response in pieces is as one that comes at once, to \(method)")
            try promise(method == "GET" || whole.body.isEmpty, "an answer to HEAD has no body")
            try promise(whole.body.count <= bodyLimit, "no more is kept than the limit")
            if let head = whole.head {
                try promise((200...999).contains(head.status), "a status is one: \(head.status)")
            }
        }
    }

    private static let bodyLimit = 4096

    private struct Response: Equatable {
        var head: HTTPResponseHead?
        var body: [UInt8] = []
        /// Of what kind the fault is; its words may tell how far the response had come.
        var fault: String?
    }

    private static func response(_ pieces: [ArraySlice<UInt8>], _ method: String) -> Response {
        var parser = HTTPResponseParser(method: method, bodyLimit: bodyLimit)
        var result = Response()
        do throws(HTTPFault) {
            for piece in pieces where !parser.isDone { try parser.append(piece) }
            if !parser.isDone { try parser.finish() }
        } catch {
            result.fault =
                switch error {
                case .endedEarly: "ended early"
                case .tooLarge: "too large"
                default: "malformed"
                }
            return result
        }
        result.head = parser.head
        result.body = parser.takeBody()
        return result
    }

    /// The parts of a request that is to be sent: method, target, host, prefix, a header, the body.
    private static func feedWire(_ bytes: [UInt8]) throws {
        var parts = FuzzInput(bytes).parts.map { String(decoding: $0, as: UTF8.self) }
        parts += Array(repeating: "", count: max(0, 7 - parts.count))
        let body = Array(parts[6].utf8)
        var headers = HTTPHeaders()
        if !parts[4].isEmpty { headers = HTTPHeaders([(parts[4], parts[5])]) }
        if let path = HTTPRequest.path(parts[1]) {
            try sent(HTTPRequest("GET", "/models/\(path)"), host: "h", prefix: "", mustPass: true)
        }
        let request = HTTPRequest(parts[0], parts[1], headers: headers, body: body)
        try sent(request, host: parts[2], prefix: parts[3], mustPass: false)
        if let endpoint = Endpoint(parts[2]) {
            let plain = HTTPRequest("GET", "/models")
            try sent(plain, host: endpoint.hostHeader, prefix: endpoint.prefix, mustPass: false)
        }
    }

    /// What is sent is read as the one request that it is, whatever stands in it.
    private static func sent(
        _ request: HTTPRequest, host: String, prefix: String, mustPass: Bool
    ) throws {
        let bytes: [UInt8]
        do throws(HTTPFault) {
            bytes = try request.wireBytes(host: host, prefix: prefix)
        } catch {
            try Ink.checkLine("\(error)", "what cannot be sent")
            return try promise(!mustPass, "it can be sent: \(request.target.debugDescription)")
        }
        let read = requests([bytes[...]])
        try promiseEqual(read.refusal, nil, "it is no request that is refused")
        try promiseEqual(read.arrivals.count, 1, "it is one request")
        let found = read.arrivals.first?.request
        try promiseEqual(found?.method, request.method, "the method arrives")
        try promiseEqual(found?.target, prefix + request.target, "the target arrives")
        try promiseEqual(found?.body, request.body, "the body arrives")
        for field in request.headers.fields {
            try promiseEqual(found?.headers[field.name], field.value, "a header arrives")
        }
    }
}
