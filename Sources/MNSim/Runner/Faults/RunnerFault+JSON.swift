package import MNCore

// A fault:
//
//     {"id": "cut", "on": "POST /models/create", "firstCall": 1, "times": 2,
//      "fromSeconds": 0, "untilSeconds": 60, "kind": {"closeAfterBytes": 4096}}
//
// "on" is a path in which * stands for anything, perhaps after a method; or {"command": ["pull"]}.
extension RunnerFault {
    static let keys = [
        "id", "on", "firstCall", "times", "fromSeconds", "untilSeconds", "kind",
    ]

    package init(_ field: JSONField) throws(JSONFault) {
        let members = try field.object(keys: Self.keys)
        self.init(
            try members.required("id").nonEmptyString(), try Kind(try members.required("kind")),
            firstCall: try members.optional("firstCall")?.integer(in: 1...1_000_000) ?? 1,
            times: try members.optional("times")?.integer(in: 1...1_000_000),
            from: try members.optional("fromSeconds")?.seconds() ?? .zero,
            until: try members.optional("untilSeconds")?.seconds())
        guard let on = members.optional("on") else { return }
        if on.value.object != nil {
            target = .command(try on.object(keys: ["command"]).required("command").strings())
            return
        }
        let words = try on.nonEmptyString().split(separator: " ")
        guard let path = words.last, words.count <= 2, path.hasPrefix("/") || path == "*" else {
            throw on.fault(.breaksRule("'on' is a path, perhaps after a method"))
        }
        target = .route(method: words.count > 1 ? String(words[0]) : nil, path: String(path))
    }

    /// The fault as it can be read again, without its counts.
    package var json: JSON {
        var members: JSONObject = ["id": .string(id)]
        switch target {
        case nil: break
        case .route(let method, let path):
            members["on"] = .string((method.map { $0 + " " } ?? "") + path)
        case .command(let words): members["on"] = ["command": .strings(words)]
        }
        members.set("firstCall", firstCall, unless: 1) { .integer($0) }
        members["times"] = times.map { .integer($0) }
        members.set("fromSeconds", from, unless: .zero, JSON.seconds)
        members["untilSeconds"] = until.map(JSON.seconds)
        members["kind"] = kind.json
        return .object(members)
    }
}

extension RunnerFault.Kind {
    /// The kinds that are a word and nothing more.
    static let plain: [String: Self] = [
        "notInstalled": .notInstalled, "daemonDown": .daemonDown, "socketDenied": .socketDenied,
        "refused": .refused, "resetByPeer": .resetByPeer, "dnsFail": .dnsFail,
        "portInUse": .portInUse, "proxyInjectsHtml": .proxyInjectsHTML,
        "garbageThenClose": .garbageThenClose, "malformedChunk": .malformedChunk,
        "statusUnreadable": .statusUnreadable, "noTerminalEvent": .noTerminalEvent,
        "duplicateProgress": .duplicateProgress, "progressGoesBack": .progressGoesBack,
        "unauthorized": .unauthorized, "modelNotFound": .modelNotFound,
        "unsupportedMediaType": .unsupportedMediaType, "conflict": .conflict, "evicted": .evicted,
        "loadTimeout": .loadTimeout, "quitUnexpectedly": .quitUnexpectedly, "olderApi": .olderAPI,
        "newerUnknownField": .newerUnknownField,
    ]
    static let detailed = [
        "http", "slowFirstByteSeconds", "dripSeconds", "throttleBytesPerSecond",
        "stallAfterParts", "closeAfterBytes",
        "backendInstallingUntilSeconds", "backendError", "errorAfter200", "diskFullAfterBytes",
    ]

    init(_ field: JSONField) throws(JSONFault) {
        let (word, more) = try field.choice(Self.plain.keys.sorted() + Self.detailed)
        if let kind = Self.plain[word] {
            self = kind
            return
        }
        switch word {
        case "http":
            let members = try more.object(keys: ["status", "body"])
            self = .http(
                status: try members.required("status").integer(in: 200...599),
                body: try members.optional("body")?.string() ?? "")
        case "slowFirstByteSeconds": self = .slowFirstByte(try more.seconds())
        case "dripSeconds": self = .drip(try more.seconds())
        case "throttleBytesPerSecond":
            self = .throttle(bytesPerSecond: ByteCount(try more.integer(in: 1...1 << 50)))
        case "stallAfterParts": self = .stallAfter(parts: try more.integer(in: 0...1_000_000))
        case "closeAfterBytes": self = .closeAfter(try more.byteCount())
        case "backendInstallingUntilSeconds": self = .backendInstalling(until: try more.seconds())
        case "backendError": self = .backendError(try more.string())
        case "errorAfter200":
            let members = try more.object(keys: ["message", "afterParts"])
            self = .errorAfter200(
                try members.required("message").string(),
                parts: try members.optional("afterParts")?.integer(in: 0...1_000_000) ?? 1)
        default: self = .diskFull(after: try more.byteCount())
        }
    }

    var json: JSON {
        switch self {
        case .http(let status, let body):
            ["http": ["status": .integer(status), "body": .string(body)]]
        case .slowFirstByte(let delay): ["slowFirstByteSeconds": .seconds(delay)]
        case .drip(let pause): ["dripSeconds": .seconds(pause)]
        case .throttle(let rate): ["throttleBytesPerSecond": .integer(rate)]
        case .stallAfter(let parts): ["stallAfterParts": .integer(parts)]
        case .closeAfter(let bytes): ["closeAfterBytes": .integer(bytes)]
        case .backendInstalling(let until): ["backendInstallingUntilSeconds": .seconds(until)]
        case .backendError(let detail): ["backendError": .string(detail)]
        case .errorAfter200(let message, let parts):
            ["errorAfter200": ["message": .string(message), "afterParts": .integer(parts)]]
        case .diskFull(let bytes): ["diskFullAfterBytes": .integer(bytes)]
        default: .string(orNull: Self.plain.first { $0.value == self }?.key)
        }
    }
}
