/// The headers of an HTTP message, in order and in the spelling of the wire.
package struct HTTPHeaders: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    package struct Field: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package var fields: [Field]

    package init(_ fields: [(String, String)] = []) {
        self.fields = fields.map { Field(name: $0.0, value: $0.1) }
    }

    package init(dictionaryLiteral elements: (String, String)...) { self.init(elements) }

    /// The value of the first field of this name, compared without case.
    package subscript(name: String) -> String? {
        fields.first { $0.name.equalsASCII(name) }?.value
    }

    /// The values of all fields of this name, compared without case.
    func values(_ name: String) -> [String] {
        fields.filter { $0.name.equalsASCII(name) }.map(\.value)
    }
}

/// An HTTP request.
package struct HTTPRequest: Hashable, Sendable {
    package var method: String
    /// The path and query as sent: `/models/ai/smollm2?remote`.
    package var target: String
    package var headers: HTTPHeaders
    package var body: [UInt8]

    package init(
        _ method: String, _ target: String, headers: HTTPHeaders = [:], body: [UInt8] = []
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
    }
}

/// The first part of an HTTP response; its body follows, perhaps in pieces.
package struct HTTPResponseHead: Hashable, Sendable {
    package var status: Int
    package var headers: HTTPHeaders

    package init(status: Int, headers: HTTPHeaders = [:]) {
        self.status = status
        self.headers = headers
    }
}

/// An HTTP response whose body has come whole.
package struct HTTPResponse: Hashable, Sendable {
    /// The most bytes of a body that are kept; more is a fault.
    package static let bodyLimit = 16 << 20

    package var head: HTTPResponseHead
    package var body: [UInt8]

    package init(_ head: HTTPResponseHead, body: [UInt8] = []) {
        self.head = head
        self.body = body
    }
}
