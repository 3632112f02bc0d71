package import MNMachine

extension RegistryOffer {
    static let keys = [
        "reference", "answer", "transferFault", "times", "latencySeconds",
        "bandwidthBytesPerSecond",
    ]

    init(_ field: JSONField) throws(JSONFault) {
        let members = try field.object(keys: Self.keys + ModelContent.keys)
        let reference = try members.required("reference")
        let name = try reference.nonEmptyString()
        // Twice, since the runner knows `hf.co` in lower case only: `hf.Co/o` becomes `hf.co/o`, and that
        // is read back as another.
        let normalised = RunnerReference.normalised(
            RunnerReference.normalised(name, ids: []), ids: [])
        guard let parsed = RunnerReference(parsing: normalised)
        else { throw reference.fault(.breaksRule("not the name of a model: '\(name)'")) }
        let hasModel = members.all.contains { ModelContent.keys.contains($0.key) }
        let answer: RegistryAnswer =
            if let field = members.optional("answer") { try RegistryAnswer(field) } else { .model }
        if !hasModel, answer == .model {
            throw field.fault(.breaksRule("an offer needs a model or an 'answer'"))
        }
        let fault: TransferFault? =
            if let field = members.optional("transferFault") { try TransferFault(field) } else {
                nil
            }
        self.init(
            parsed.text, hasModel ? try ModelContent(members, name: parsed.text) : nil,
            answer: answer, transferFault: fault,
            times: try members.optional("times")?.integer(in: 1...1000),
            latency: try members.optional("latencySeconds")?.seconds() ?? .zero,
            bandwidth: try members.optional("bandwidthBytesPerSecond")?.byteCount())
    }

    package var json: JSON {
        var members: JSONObject = ["reference": .string(reference)]
        members.set("answer", answer, unless: .model, \.json)
        members["transferFault"] = transferFault?.json
        members["times"] = times.map { .integer($0) }
        members.set("latencySeconds", latency, unless: .zero, JSON.seconds)
        members["bandwidthBytesPerSecond"] = bandwidth.map { .integer($0) }
        return .object(members.merging(content?.members ?? [:]))
    }
}

extension RegistryAnswer {
    private static let plain = [
        "model", "denied", "tokenRefused", "notFound", "page", "closed", "silent",
    ]
    private static let detailed = ["tokenFailed", "status", "unsupported", "unreachable"]

    init(_ field: JSONField) throws(JSONFault) {
        let (word, more) = try field.choice(Self.plain, detailed: Self.detailed)
        switch word {
        case "model": self = .model
        case "denied": self = .denied
        case "tokenRefused": self = .tokenRefused
        case "tokenFailed": self = .tokenFailed(try more.integer(in: 400...599))
        case "notFound": self = .notFound
        case "status":
            if more.value.integer != nil {
                self = .status(try more.integer(in: 400...599), detail: nil)
                return
            }
            let members = try more.object(keys: ["code", "detail"])
            self = .status(
                try members.required("code").integer(in: 400...599),
                detail: try members.optional("detail")?.string())
        case "page": self = .page
        case "closed": self = .closed
        case "unsupported": self = .unsupported(mediaType: try more.nonEmptyString())
        case "unreachable": self = .unreachable(try more.nonEmptyString())
        default: self = .silent
        }
    }

    var json: JSON {
        switch self {
        case .model: "model"
        case .denied: "denied"
        case .tokenRefused: "tokenRefused"
        case .tokenFailed(let status): ["tokenFailed": .integer(status)]
        case .notFound: "notFound"
        case .status(let status, nil): ["status": .integer(status)]
        case .status(let status, let detail?):
            ["status": ["code": .integer(status), "detail": .string(detail)]]
        case .page: "page"
        case .closed: "closed"
        case .unsupported(let mediaType): ["unsupported": .string(mediaType)]
        case .unreachable(let words): ["unreachable": .string(words)]
        case .silent: "silent"
        }
    }
}

extension TransferFault {
    init(_ field: JSONField) throws(JSONFault) {
        let (word, more) = try field.choice(
            ["wrongDigest"], detailed: ["cutAfterBytes", "stallAfterBytes", "fileStatus"])
        switch word {
        case "wrongDigest": self = .wrongDigest
        case "cutAfterBytes": self = .cut(after: try more.byteCount())
        case "stallAfterBytes": self = .stall(after: try more.byteCount())
        default: self = .fileStatus(try more.integer(in: 400...599))
        }
    }

    var json: JSON {
        switch self {
        case .wrongDigest: "wrongDigest"
        case .cut(let bytes): ["cutAfterBytes": .integer(bytes)]
        case .stall(let bytes): ["stallAfterBytes": .integer(bytes)]
        case .fileStatus(let status): ["fileStatus": .integer(status)]
        }
    }
}
