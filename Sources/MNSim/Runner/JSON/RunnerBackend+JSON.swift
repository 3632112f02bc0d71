import MNCore

extension RunnerBackend {
    static let keys = [
        "name", "status", "deferred", "installSeconds", "installedStatus", "failure", "changes",
    ]

    init(_ field: JSONField) throws(JSONFault) {
        let members = try field.object(keys: Self.keys)
        self.init(
            try members.required("name").nonEmptyString(),
            status: try members.required("status").string(),
            isDeferred: try members.optional("deferred")?.bool() ?? false,
            installTime: try members.optional("installSeconds")?.seconds() ?? .zero,
            installedStatus: try members.optional("installedStatus")?.string())
        if let field = members.optional("failure") { failure = try Failure(field) }
        for element in try members.optional("changes")?.array() ?? [] {
            let change = try element.object(keys: ["afterSeconds", "status"])
            changes.append(
                Change(
                    after: try change.required("afterSeconds").seconds(),
                    status: try change.required("status").string()))
        }
    }

    var json: JSON {
        var members: JSONObject = ["name": .string(name), "status": .string(status)]
        if isDeferred { members["deferred"] = true }
        members.set("installSeconds", installTime, unless: .zero, JSON.seconds)
        members["installedStatus"] = installedStatus.map { .string($0) }
        members["failure"] = failure?.json
        if !changes.isEmpty {
            members["changes"] = .array(
                changes.map {
                    ["afterSeconds": .seconds($0.after), "status": .string($0.status)]
                })
        }
        return .object(members)
    }
}

extension RunnerBackend.Failure {
    init(_ field: JSONField) throws(JSONFault) {
        let (word, more) = try field.choice(["binaryMissing", "installation", "uninstalled"])
        switch word {
        case "binaryMissing": self = .binaryMissing
        case "installation": self = .installation(try more.nonEmptyString())
        default: self = .uninstalled
        }
    }

    var json: JSON {
        switch self {
        case .binaryMissing: "binaryMissing"
        case .installation(let reason): ["installation": .string(reason)]
        case .uninstalled: "uninstalled"
        }
    }
}
