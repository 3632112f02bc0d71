import MNCore

@testable import MNRunner
@testable import MNSim

/// Compares what the fake answers with what a real runner answered.
struct ExchangeComparison {
    var exchange: RecordedExchange
    var response: FakeResponse

    /// The first difference in words, or nil if there is none that matters.
    var difference: String? {
        guard let head = response.head else { return "no answer" }
        if head.status != exchange.status {
            return "status \(head.status), recorded \(exchange.status)"
        }
        // Its head and body come from a program that is neither runner nor llama.cpp.
        if exchange.origin == "engine-stand-in" { return endingDifference }
        return headerDifference(head.headers) ?? endingDifference ?? bodyDifference
    }

    private var endingDifference: String? {
        let expected: FakeResponse.Ending =
            switch exchange.ending {
            case "no end of body within 70s": .stall
            case "connection closed before the end of the body": .cut
            default: .complete
            }
        if exchange.ending?.contains("the client") == true { return nil }
        return response.ending == expected
            ? nil : "ends with \(response.ending), recorded \(expected)"
    }

    private func headerDifference(_ headers: HTTPHeaders) -> String? {
        let names = headers.fields.map(\.name)
        let expected = exchange.headers.fields.map(\.name)
        if names != expected { return "headers \(names), recorded \(expected)" }
        for (own, recorded) in zip(headers.fields, exchange.headers.fields) {
            if own.name == "Date" {
                if own.value.utf8.count != recorded.value.utf8.count { return "odd date" }
                continue
            }
            let isVolatile =
                exchange.isScrubbed || exchange.volatile.count > 1 || exchange.origin == "engine"
                || exchange.name == "209-models-during-pull"
            if own.name == "Content-Length", isVolatile { continue }
            if own.value != recorded.value {
                return "\(own.name): \(own.value), recorded \(recorded.value)"
            }
        }
        return nil
    }

    private var bodyDifference: String? {
        let own = String(decoding: response.body, as: UTF8.self)
        if exchange.volatile.contains("body") {
            return own.isEmpty ? "no body" : nil
        }
        if exchange.name.hasSuffix("export-ok") {
            return response.body.prefix(5) == Array("blobs".utf8)[...] ? nil : "no archive"
        }
        let expected = exchange.body
        if own == expected { return nil }
        if exchange.volatile.contains("values") {
            let families = [own, expected].map { text in
                text.split(separator: "\n").filter { $0.hasPrefix("# TYPE") }.sorted()
            }
            return families[0] == families[1] ? nil : "families \(families)"
        }
        if exchange.headers["Content-Type"]?.hasPrefix("text/event-stream") == true {
            return StreamComparison.events(own, expected, exchange)
        }
        if exchange.volatile.contains("chunks: created_at")
            || exchange.headers["Content-Type"] == "application/x-ndjson"
        {
            return StreamComparison.lines(own, expected, exchange)
        }
        if exchange.request.target == "/models/create" || exchange.name.contains("-push-") {
            return StreamComparison.pull(own, expected, exchange)
        }
        let pointers = exchange.volatile.filter { $0.hasPrefix("/") }
        if !pointers.isEmpty || isDigestVolatile, let ownValue = try? JSON.parse(own),
            let expectedValue = try? JSON.parse(expected)
        {
            // Where values may differ, the writing may not.
            for mark in ["\\u003c", "\n", ": "]
            where own.split(separator: mark).count != expected.split(separator: mark).count {
                return "written otherwise: \(own.prefix(600))"
            }
            return JSONComparison(volatile: pointers, isDigestVolatile: isDigestVolatile)
                .difference(ownValue, expectedValue)
        }
        return TextComparison.normalised(own) == TextComparison.normalised(expected)
            ? nil : "body \(own.prefix(600)), recorded \(expected.prefix(600))"
    }

    private var isDigestVolatile: Bool {
        exchange.volatile.contains { $0.contains("sha256 digests") || $0.contains("id, created") }
    }
}

/// Compares JSON values; where a value is volatile, only its kind.
struct JSONComparison {
    var volatile: [String]
    var isDigestVolatile = false

    func difference(_ own: JSON, _ expected: JSON, at pointer: String = "") -> String? {
        if volatile.contains(pointer) { return shapeDifference(own, expected, at: pointer) }
        switch (own, expected) {
        case (.object(let left), .object(let right)):
            if left.keys != right.keys {
                return "\(pointer): keys \(left.keys), recorded \(right.keys)"
            }
            for key in left.keys {
                if let found = difference(
                    left[key] ?? .null, right[key] ?? .null, at: "\(pointer)/\(key)")
                {
                    return found
                }
            }
            return nil
        case (.array(let left), .array(let right)):
            if left.count != right.count {
                return "\(pointer): \(left.count) elements, recorded \(right.count)"
            }
            for (index, pair) in zip(left, right).enumerated() {
                if let found = difference(pair.0, pair.1, at: "\(pointer)/\(index)") {
                    return found
                }
            }
            return nil
        case (.string(let left), .string(let right)):
            let isEqual = TextComparison.normalised(left) == TextComparison.normalised(right)
            return isEqual ? nil : "\(pointer): \(left.prefix(300)), recorded \(right.prefix(300))"
        default: return own == expected ? nil : "\(pointer): \(own), recorded \(expected)"
        }
    }

    /// Numbers may be whole or not; all else has to be of one kind, with the same members.
    private func shapeDifference(_ own: JSON, _ expected: JSON, at pointer: String) -> String? {
        if own.double != nil, expected.double != nil { return nil }
        if own.kind != expected.kind { return "\(pointer): \(own.kind), not \(expected.kind)" }
        if own.object?.keys != expected.object?.keys {
            return "\(pointer): keys \(own.object?.keys ?? [])"
        }
        return nil
    }
}

/// Texts without what differs from run to run.
enum TextComparison {
    static func normalised(_ text: String) -> String {
        var text = text
        if text.contains("Verbose output") {
            text.replace(#/0?\.\d\d\.\d\d\d\.\d\d\d/#, with: "<time>")
        }
        if text.contains("got sha256:") {
            text.replace(#/got sha256:[0-9a-f]{64}/#, with: "got <digest>")
        }
        if text.contains("chatcmpl-") {
            text.replace(#/chatcmpl-[A-Za-z0-9]{32}/#, with: "<answer>")
        }
        if text.contains("resp_") || text.contains("msg_") {
            text.replace(#/(resp|msg)_[a-z0-9]{24}/#, with: "<response>")
        }
        return text
    }
}
