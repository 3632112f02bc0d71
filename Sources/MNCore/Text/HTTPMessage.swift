/// The headers of an HTTP message, in order and in the spelling of the wire.
public struct HTTPHeaders: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    public struct Field: Hashable, Sendable {
        public var name: String
        public var value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    public var fields: [Field]

    public init(_ fields: [(String, String)] = []) {
        self.fields = fields.map { Field(name: $0.0, value: $0.1) }
    }

    public init(dictionaryLiteral elements: (String, String)...) { self.init(elements) }

    /// The value of the first field of this name, compared without case.
    public subscript(name: String) -> String? {
        fields.first { $0.name.equalsASCII(name) }?.value
    }

    /// The values of all fields of this name, compared without case.
    func values(_ name: String) -> [String] {
        fields.filter { $0.name.equalsASCII(name) }.map(\.value)
    }
}

/// An HTTP request.
public struct HTTPRequest: Hashable, Sendable {
    public var method: String
    /// The path and query as sent: `/models/ai/smollm2?remote`.
    public var target: String
    public var headers: HTTPHeaders
    public var body: [UInt8]

    public init(
        _ method: String, _ target: String, headers: HTTPHeaders = [:], body: [UInt8] = []
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
    }
}

/// The first part of an HTTP response; its body follows, perhaps in pieces.
public struct HTTPResponseHead: Hashable, Sendable {
    public var status: Int
    public var headers: HTTPHeaders

    public init(status: Int, headers: HTTPHeaders = [:]) {
        self.status = status
        self.headers = headers
    }
}

/// An HTTP response whose body has come whole.
public struct HTTPResponse: Hashable, Sendable {
    /// The most bytes of a body that are kept; more is a fault.
    public static let bodyLimit = 16 << 20

    public var head: HTTPResponseHead
    public var body: [UInt8]

    public init(_ head: HTTPResponseHead, body: [UInt8] = []) {
        self.head = head
        self.body = body
    }
}
