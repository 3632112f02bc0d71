import MNCore

extension FuzzTarget {
    static let messages = [
        FuzzTarget("request", feedRequest), FuzzTarget("response", feedResponse),
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
            switch error {
            case .malformed: result.fault = "malformed"
            case .endedEarly: result.fault = "ended early"
            case .tooLarge: result.fault = "too large"
            }
            return result
        }
        result.head = parser.head
        result.body = parser.takeBody()
        return result
    }
}
