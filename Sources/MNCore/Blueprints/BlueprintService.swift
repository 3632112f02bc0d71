/// Something that a blueprint needs to be running beside it: an entry of `required_services`.
struct BlueprintService: Sendable {
    /// One way to find out whether it runs.
    struct Check: Sendable {
        enum Kind: String, CaseIterable, Sendable {
            case http
            case tcp
            /// A connection is all that is tried.
            case grpc
            case script
        }

        var kind: Kind
        var pointer: JSONPointer
        var url: String?
        var address: String?
        var port: String?
        var path = "/"
        var method = "GET"
        var headers: [(String, String)] = []
        var statuses: [ClosedRange<Int>] = [200...399]
        var contains: String?
        var command: [String] = []
        var limit: Duration
    }

    var name: String
    var pointer: JSONPointer
    var isRequired = true
    var origin: String?
    /// May hold templates, as the port and the URL may.
    var address: String?
    var port: String?
    var url: String?
    var checks: [Check] = []
}

extension BlueprintReader {
    /// The longest that a check may be given, in milliseconds.
    private static let longest = 600_000
    private static let usualLimit = Duration.milliseconds(2000)

    mutating func services(_ members: JSONMembers) -> [BlueprintService] {
        guard let list = members.stated("required_services") else {
            return []
        }
        let elements = read(.service) { () throws(JSONFault) in try list.array() }
        return bounded(elements ?? [], .service, list.pointer).compactMap { service($0) }
    }

    private mutating func service(_ field: JSONField) -> BlueprintService? {
        guard let members = object(field, .service) else { return nil }
        let name = read(.service) { () throws(JSONFault) -> String? in
            let field = try members.required("name")
            let name = try field.string()
            guard name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]{0,127}/) != nil else {
                throw field.fault(
                    .breaksRule("a name is a letter or digit, then letters, digits, '.', '_', '-'"))
            }
            return name
        }
        guard let name else { return nil }
        var service = BlueprintService(name: name, pointer: field.pointer)
        service.isRequired = flag("required", members, .service) ?? true
        service.origin = value("origin", members, .service) { (field) throws(JSONFault) in
            let text = try field.string()
            guard ["internal", "external"].contains(text) else {
                throw field.fault(.outOfRange(wanted: "internal or external", found: "'\(text)'"))
            }
            return text
        }
        service.address = text("address", members, .service)
        service.url = text("url", members, .service)
        service.port = port(members)
        if service.port == nil, let address = service.address,
            let match = address.wholeMatch(of: /([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):([0-9]{1,5})/),
            let port = Int(match.2), (1...65535).contains(port)
        {
            service.address = String(match.1)
            service.port = String(port)
        }
        guard let list = members.stated("checks") else { return service }
        let checks = read(.service) { () throws(JSONFault) in try list.array() }
        service.checks = bounded(checks ?? [], .service, list.pointer).compactMap { check($0) }
        return service
    }

    private mutating func check(_ field: JSONField) -> BlueprintService.Check? {
        guard let members = object(field, .service),
            let kind = read(
                .service,
                { () throws(JSONFault) in
                    try members.required("type").word(BlueprintService.Check.Kind.self)
                })
        else { return nil }
        var check = BlueprintService.Check(
            kind: kind, pointer: field.pointer, limit: limit(members))
        check.url = text("url", members, .service)
        check.address = text("address", members, .service)
        check.port = port(members)
        check.path = text("path", members, .service) ?? "/"
        check.contains = text("contains", members, .service)
        if let method = text("method", members, .service)?.uppercased() {
            if ["GET", "HEAD", "POST", "PUT", "OPTIONS"].contains(method) {
                check.method = method
            } else {
                note(
                    .serviceOutOfRange, "No check is made with '\(method)'.",
                    help: "Write GET, HEAD, POST, PUT or OPTIONS.", .manifest,
                    field.pointer.appending("method"), actual: method)
            }
        }
        check.headers = variables("headers", members)
        check.statuses = statuses(members.optional("expected_status")) ?? check.statuses
        if kind == .script {
            let command = read(.service) { () throws(JSONFault) -> JSONField? in
                if let script = members.optional("script") { return script }
                return try members.required("command")
            }
            guard let command, let words = self.command(command, .script)
            else { return nil }
            check.command = words
        }
        return check
    }

    /// A number, or a text that becomes one once it is filled in.
    private mutating func port(_ members: JSONMembers) -> String? {
        guard let field = members.stated("port") else { return nil }
        return read(.service) { () throws(JSONFault) -> String? in
            if let text = field.value.string, text.contains("${") { return text }
            if let text = field.value.string, let port = Int(text) {
                return String(
                    try JSONField(.integer(port), at: field.pointer).integer(in: 1...65535))
            }
            return String(try field.integer(in: 1...65535))
        }
    }

    private mutating func limit(_ members: JSONMembers) -> Duration {
        for (key, unit) in [("timeout_ms", 1), ("timeout_seconds", 1000)] {
            guard let field = members.stated(key) else { continue }
            let number = read(.service) { () throws(JSONFault) in
                try field.number(in: 0.001...Double(Self.longest / unit))
            }
            if let number {
                return max(.milliseconds(1), Seconds(number * Double(unit) / 1000).duration)
            }
        }
        return Self.usualLimit
    }

    /// `204`, `"200-299"`, `"200..299"`, or a list of these.
    private mutating func statuses(_ field: JSONField?) -> [ClosedRange<Int>]? {
        guard let field, field.value != .null else { return nil }
        return read(.service) { () throws(JSONFault) -> [ClosedRange<Int>]? in
            var ranges: [ClosedRange<Int>] = []
            let elements = field.value.array == nil ? [field] : try field.array()
            for element in elements {
                let text = element.value.scalarText ?? ""
                let parts = text.replacing("..", with: "-").split(separator: "-").map { Int($0) }
                guard let first = parts.first, let low = first, (1...2).contains(parts.count),
                    let last = parts.last, let high = last, low <= high,
                    (100...599).contains(low), (100...599).contains(high)
                else {
                    throw element.fault(
                        .outOfRange(wanted: "a status or a range of them", found: "'\(text)'"))
                }
                ranges.append(low...high)
            }
            return ranges
        }
    }
}

/// Where a service is asked: an endpoint, and a path for HTTP.
struct ServiceTarget: Sendable {
    var endpoint: Endpoint
    var path: String
    /// Whether only TCP can be spoken to it.
    var isEncrypted: Bool

    /// Ports that go without saying.
    private static let ports = ["http": 80, "ws": 80, "https": 443, "wss": 443, "grpcs": 443]

    /// Reads `scheme://host:port/path`; nil if it is none, or has no port and its scheme neither.
    init?(url: String) {
        guard let scheme = url.firstRange(of: "://") else { return nil }
        let name = url[..<scheme.lowerBound].lowercased()
        let rest = url[scheme.upperBound...]
        let authority = rest.prefix { !"/?#".contains($0) }
        let host = authority.split(separator: "@").last.map(String.init) ?? ""
        let afterBracket = host.lastIndex(of: "]").map { host[$0...] } ?? host[...]
        let hasPort = afterBracket.contains(":")
        guard let port = Self.ports[name] ?? (hasPort ? 0 : nil),
            let endpoint = Endpoint(hasPort ? host : "\(host):\(port)")
        else { return nil }
        self.endpoint = endpoint
        let path = rest[authority.endIndex...].prefix { $0 != "#" }
        self.path = path.hasPrefix("/") ? String(path) : "/\(path)"
        isEncrypted = ["https", "wss", "grpcs"].contains(name)
    }

    /// Takes an address and a port that are apart; the address may have a scheme.
    init?(address: String, port: String, path: String) {
        let bare =
            address.firstRange(of: "://").map { String(address[$0.upperBound...]) } ?? address
        let host = bare.contains(":") && !bare.hasPrefix("[") ? "[\(bare)]" : bare
        guard let number = Int(port), (1...65535).contains(number), !host.contains("/"),
            let endpoint = Endpoint("\(host):\(number)")
        else { return nil }
        self.endpoint = endpoint
        self.path = path.hasPrefix("/") ? path : "/\(path)"
        isEncrypted = address.hasPrefix("https:")
    }
}
